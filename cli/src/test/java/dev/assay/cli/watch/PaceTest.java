package dev.assay.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000L;

    private final Pace pace = new Pace(Duration.ofSeconds(10), 7 * SECOND);

    @Test
    void beatsLieWholePeriodsAfterTheFirst() {
        assertThat(pace.untilNext(7 * SECOND)).isEqualTo(10 * SECOND);
        assertThat(pace.untilNext(8 * SECOND)).isEqualTo(9 * SECOND);
        assertThat(pace.untilNext(16 * SECOND)).isEqualTo(SECOND);
        assertThat(pace.untilNext(17 * SECOND)).isEqualTo(10 * SECOND);
    }

    @Test
    void beatsThatAreOverAreLeftOut() {
        assertThat(pace.untilNext(39 * SECOND)).isEqualTo(8 * SECOND);
    }

    @Test
    void theClockMayBeginAnywhere() {
        long late = Long.MAX_VALUE - SECOND;
        assertThat(new Pace(Duration.ofSeconds(10), late).untilNext(late + 3 * SECOND))
                .isEqualTo(7 * SECOND);
        assertThat(new Pace(Duration.ofSeconds(10), -SECOND).untilNext(SECOND)).isEqualTo(8 * SECOND);
    }
}
