package dev.assay.simulator.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;

class VtpmIndicesFuzzTest {

    private static final int OWNERS = 1 << 1 | 1 << 17 | 1 << 29;

    @FuzzTest
    void answersEveryCommand(byte[] data) {
        VtpmIndices indices = new VtpmIndices();
        indices.define(0x01400001, 2600, VtpmIndices.PARAVISORS);
        indices.define(0x01400002, 64, OWNERS);
        Bytes answer = indices.answer(Bytes.of(data));
        assertThat(answer.length()).isBetween(10, 19 + 2 + 1024);
        assertThat(answer.asBuffer().getInt(2)).isEqualTo(answer.length());
    }
}
