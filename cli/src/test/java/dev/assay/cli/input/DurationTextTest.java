package dev.assay.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "10m, PT10M",
        "10 min, PT10M",
        "1h, PT1H",
        "2d, PT48H",
        "PT1H30M, PT1H30M",
        "pt5s, PT5S",
        "' 5s ', PT5S"
    })
    void readsWhatPeopleWrite(String text, Duration expected) {
        assertThat(DurationText.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "0s",
                "-5s",
                "5 parsecs",
                "PT-5S",
                "PT0S",
                "1e3s",
                "9999999999s",
                "999999999d",
                "PT9223372036854775807S",
                "५s"
            })
    void anythingElseIsNone(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT0.25S, 250ms", "PT90S, 90s", "PT10M, 10m", "PT3H, 3h"})
    void writesThemLikewise(Duration span, String expected) {
        assertThat(DurationText.of(span)).isEqualTo(expected);
    }
}
