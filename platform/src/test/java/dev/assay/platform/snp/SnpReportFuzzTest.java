package dev.assay.platform.snp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.platform.Refusal;

class SnpReportFuzzTest {

    @FuzzTest
    void readsReportsOrRefusesThem(byte[] data) {
        Refusal.orValue(Bytes.of(data), SnpReport::parse).ifPresent(report -> {
            assertThat(report.encoded()).isEqualTo(Bytes.of(data));
            assertThat(report.version()).isBetween(2L, 5L);
            assertThat(report.reportData().length()).isEqualTo(64);
        });
    }
}
