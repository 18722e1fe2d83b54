package dev.assay.quote;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;

class QuoteFuzzTest {

    @FuzzTest
    void parsesOrRefusesAndWritesBackWhatItRead(byte[] data) {
        Bytes input = Bytes.of(data);
        Refusal.orValue(input, Quote::parse).ifPresent(quote -> {
            assertThat(quote.encode()).isEqualTo(input);
            assertThat(input.startsWith(quote.signedBytes())).isTrue();
            if (quote.body() instanceof TdReport report) {
                assertThat(report.rtMrs()).hasSize(4);
                assertThat(report.teeTcbSvn2().isPresent())
                        .isEqualTo(report.mrServiceTd().isPresent());
            }
            if (quote.signature().certificationData() instanceof CertificationData.PlatformReference reference) {
                assertThat(reference.cpuSvn().length()).isEqualTo(16);
                assertThat(reference.pceId().map(Bytes::length).orElse(2)).isEqualTo(2);
            }
        });
    }
}
