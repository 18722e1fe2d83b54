package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostlyCountTest {

    private long now = Long.MAX_VALUE - 5;
    private long counts;

    private final CostlyCount count = new CostlyCount(() -> now);

    private long counting(long cost) {
        now += cost;
        return ++counts;
    }

    @Test
    void isMadeAnewOnlyWhenItsCostHasBeenEarned() {
        assertThat(count.of(() -> counting(100))).isEqualTo(1);
        now += 49_999;
        assertThat(count.of(() -> counting(100))).isEqualTo(1);
        now += 1;
        assertThat(count.of(() -> counting(100))).isEqualTo(2);
    }

    @Test
    void whatCostsNothingIsAlwaysFresh() {
        assertThat(count.of(() -> counting(0))).isEqualTo(1);
        assertThat(count.of(() -> counting(0))).isEqualTo(2);
    }
}
