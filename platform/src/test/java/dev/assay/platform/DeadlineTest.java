package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void isInTheFutureForAnyPatience() {
        for (Duration patience : new Duration[] {Duration.ofMinutes(1), Duration.ofSeconds(Long.MAX_VALUE)}) {
            Deadline deadline = Deadline.in(patience);
            assertThat(deadline.hasPassed()).isFalse();
            assertThat(deadline.remaining()).isPositive();
            assertThat(deadline.remainingMillis()).isPositive();
        }
    }

    @Test
    void hasPassedWithoutPatience() {
        Deadline deadline = Deadline.in(Duration.ZERO);
        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.remainingMillis()).isZero();
    }

    @Test
    void givesWayToAnEarlierOneOnly() {
        Deadline hour = Deadline.in(Duration.ofHours(1));
        assertThat(hour.orIn(Duration.ofHours(2))).isEqualTo(hour);
        assertThat(hour.orIn(Duration.ofMinutes(1)).remaining()).isLessThan(Duration.ofMinutes(2));
    }
}
