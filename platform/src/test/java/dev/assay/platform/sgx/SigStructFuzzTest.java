package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.platform.Refusal;

class SigStructFuzzTest {

    @FuzzTest
    void readsSignaturesOrRefusesThem(byte[] data) {
        Bytes input = Bytes.of(data);
        Refusal.orValue(input, SigStruct::parse).ifPresent(parsed -> {
            assertThat(parsed.encoded()).isEqualTo(input);
            assertThat(parsed.claims().mrEnclave().length()).isEqualTo(32);
            assertThat(parsed.mrSigner().length()).isEqualTo(32);
            Refusal.orValue(input, content -> {
                parsed.verify();
                return content;
            });
        });
    }
}
