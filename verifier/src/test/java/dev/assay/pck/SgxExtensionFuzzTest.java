package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;

class SgxExtensionFuzzTest {

    @FuzzTest
    void readsCompleteExtensionsOrRefusesThem(byte[] data) {
        Refusal.orValue(Bytes.of(data), SgxExtension::parse).ifPresent(extension -> {
            assertThat(extension.ppid().length()).isEqualTo(16);
            assertThat(extension.pceId().length()).isEqualTo(2);
            assertThat(extension.fmspc().length()).isEqualTo(6);
            assertThat(extension.tcb().components().length()).isEqualTo(16);
            assertThat(extension.tcb().cpuSvn().length()).isEqualTo(16);
            assertThat(extension.tcb().pceSvn()).isBetween(0, 65535);
            assertThat(extension.platformInstanceId().isPresent())
                    .isEqualTo(extension.configuration().isPresent());
        });
    }
}
