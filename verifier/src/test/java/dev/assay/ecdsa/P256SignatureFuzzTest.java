package dev.assay.ecdsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;

class P256SignatureFuzzTest {

    @FuzzTest
    void readsTheOneDerFormOfASignatureOrRefuses(byte[] data) {
        Bytes input = Bytes.of(data);
        Refusal.orValue(input, P256Signature::ofDer).ifPresent(signature -> {
            assertThat(signature.der()).isEqualTo(data);
            assertThat(signature.raw().length()).isEqualTo(64);
        });
        Refusal.orValue(input, P256Signature::of)
                .ifPresent(signature -> assertThat(Refusal.orValue(Bytes.of(signature.der()), P256Signature::ofDer)
                                .orElseThrow()
                                .raw())
                        .isEqualTo(input));
    }
}
