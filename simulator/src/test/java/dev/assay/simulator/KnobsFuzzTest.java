package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.MalformedException;
import java.nio.charset.StandardCharsets;

class KnobsFuzzTest {

    @FuzzTest
    void whatIsReadIsWrittenAndReadAgain(byte[] data) throws MalformedException {
        String text = new String(data, StandardCharsets.UTF_8);
        Knobs knobs;
        try {
            knobs = Knobs.parse(text);
        } catch (MalformedException e) {
            assertThat(e.offset()).isBetween(0L, (long) text.length());
            assertThat(e.getMessage()).startsWith("knobs, knob").hasSizeLessThan(1024);
            return;
        }
        assertThat(Knobs.parse(knobs.toString())).as(knobs.toString()).isEqualTo(knobs);
        assertThat(knobs.describe()).isNotBlank();
    }
}
