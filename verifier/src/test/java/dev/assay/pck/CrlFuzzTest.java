package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import java.math.BigInteger;

class CrlFuzzTest {

    private static final P256Key KEY = key();

    @FuzzTest
    void readsListsOrRefusesThem(byte[] data) {
        Bytes input = Bytes.of(data);
        Crl crl = Refusal.orValue(input, Crl::parse).orElse(null);
        if (crl == null) {
            return;
        }
        assertThat(Refusal.orValue(crl.der(), Crl::parse).orElseThrow().der()).isEqualTo(crl.der());
        assertThat(Refusal.orValue(Bytes.ofUtf8(crl.der().hex()), Crl::parse)
                        .orElseThrow()
                        .der())
                .isEqualTo(crl.der());
        assertThat(crl.issuer()).isNotNull();
        assertThat(crl.thisUpdate()).isNotNull();
        assertThat(crl.nextUpdate()).isNotNull();
        assertThat(crl.size()).isNotNegative();
        assertThat(crl.revokes(BigInteger.valueOf(-1)) && crl.size() == 0).isFalse();
        crl.hasAuthorityKeyId();
        crl.hasCriticalExtension();
        Refusal.orValue(input, ignored -> crl.number());
        Refusal.orValue(input, ignored -> crl.isSignedBy(KEY, Ecdsa.jdk()));
    }

    private static P256Key key() {
        try {
            return P256Key.ofSubjectPublicKeyInfo(
                    Bytes.of(Certificates.parse(Vectors.read(Vectors.path("synthetic-test-pki", "test-root.pem")))
                            .getPublicKey()
                            .getEncoded()));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
