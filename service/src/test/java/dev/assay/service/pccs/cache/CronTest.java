package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 1 * * *       | 2026-11-22T12:00:00Z | 2026-11-23T01:00:00Z",
                "0 0 1 * * *       | 2026-11-22T00:59:59Z | 2026-11-22T01:00:00Z",
                "0 0 1 * * *       | 2026-11-22T01:00:00Z | 2026-11-23T01:00:00Z",
                "0 1 * * *         | 2026-11-22T12:00:00Z | 2026-11-23T01:00:00Z",
                "*/20 * * * * *    | 2026-11-22T12:00:50Z | 2026-11-22T12:01:00Z",
                "30 59 23 31 12 ?  | 2026-12-31T23:59:30Z | 2027-12-31T23:59:30Z",
                "0 0 0 29 2 *      | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 12 * * MON-FRI| 2026-11-20T12:00:00Z | 2026-11-23T12:00:00Z",
                "0 0 12 * * 7      | 2026-11-20T12:00:00Z | 2026-11-22T12:00:00Z",
                "0 0 12 1 * MON    | 2026-11-24T00:00:00Z | 2026-11-30T12:00:00Z",
                "0 0 12 1 * MON    | 2026-11-30T12:00:00Z | 2026-12-01T12:00:00Z",
                "0 5,35 8-10/2 * jan,JUL * | 2026-11-22T00:00:00Z | 2027-01-01T08:05:00Z",
            })
    void findsTheNextTime(String cron, Instant after, Instant next) {
        assertThat(Cron.parse(cron).next(after, ZoneOffset.UTC)).isEqualTo(next);
    }

    @Test
    void comesLaterWhereDaylightSavingSkipsItsTime() {
        // 29 March 2026: 02:00 to 03:00 does not exist in Berlin.
        Cron cron = Cron.parse("0 30 2 * * *");
        Instant found = cron.next(Instant.parse("2026-03-28T12:00:00Z"), BERLIN);
        assertThat(found).isEqualTo("2026-03-29T01:30:00Z");
        assertThat(cron.next(found, BERLIN)).isEqualTo("2026-03-30T00:30:00Z");
    }

    @Test
    void comesOnceWhereDaylightSavingRepeatsItsTime() {
        // 25 October 2026: 02:00 to 03:00 comes twice in Berlin.
        Cron cron = Cron.parse("0 30 2 * * *");
        Instant found = cron.next(Instant.parse("2026-10-24T12:00:00Z"), BERLIN);
        assertThat(found).isEqualTo("2026-10-25T00:30:00Z");
        assertThat(cron.next(found, BERLIN)).isEqualTo("2026-10-26T01:30:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * *",
                "60 0 1 * * *",
                "0 0 24 * * *",
                "0 0 1 0 * *",
                "0 0 1 * 13 *",
                "0 0 1 * * 8",
                "0 0 5-3 * * *",
                "0 0 1 * * * *",
                "0 0 1/0 * * *",
                "0 0 -1 * * *",
                "0 0 1 31 2 *",
                "0 0 1 30 2,2 ?",
                "0 0 1,, * * *",
                "a b c d e f"
            })
    void refusesWhatIsNoScheduleOrNeverComes(String cron) {
        assertThatThrownBy(() -> Cron.parse(cron)).isInstanceOf(IllegalArgumentException.class);
    }
}
