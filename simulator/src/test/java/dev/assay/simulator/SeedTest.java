package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTest {

    @ParameterizedTest
    @CsvSource({"3,1", "4,1", "4,2", "5,1", "5,2", "5,3", "5,4"})
    void theSameSeedGivesTheSameBytes(int version, int bodyType) {
        Forge one = Forge.of(7, version, bodyType);
        Forge same = Forge.of(7, version, bodyType);
        assertThat(same.quote().encode()).isEqualTo(one.quote().encode());
        assertThat(same.signedCollateral()).isEqualTo(one.signedCollateral());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, -7, 7L << 32})
    void anotherSeedGivesOtherBytes(long other) {
        Forge one = Forge.sgx(7);
        Forge another = Forge.sgx(other);
        assertThat(another.quote().encode()).isNotEqualTo(one.quote().encode());
        assertThat(another.pki().root().certificate().der())
                .isNotEqualTo(one.pki().root().certificate().der());
        assertThat(another.signedCollateral().pieces().values())
                .doesNotContainAnyElementsOf(one.signedCollateral().pieces().values());
    }

    /** Bytes that must not change from release to release, or recorded test evidence would lose its platform. */
    @Test
    void derivesTheBytesThatItAlwaysDerived() throws Exception {
        Seed seed = Seed.of(1);
        assertThat(seed.bytes("a", 40).slice(0, 32)).isEqualTo(seed.bytes("a", 32));
        assertThat(seed.bytes("b", 32)).isNotEqualTo(seed.bytes("a", 32));
        assertThat(seed.child("a").bytes("b", 32)).isNotEqualTo(seed.bytes("b", 32));
        assertThat(seed.key("root").publicKey().point())
                .isEqualTo(Bytes.ofHex("f0bade05f947bf4fbabe7a1038e0dd9cff7f94431a614065c892284a820d0330"
                        + "2eda277a50994ac5f39bad4b3ae4404779aef6658ed8e326ed69d4501d1628fe"));
    }

    /** RFC 6979, A.2.5, P-256 with SHA-256. */
    @ParameterizedTest
    @CsvSource({
        "sample, efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        "test, f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
    })
    void signsAsRfc6979Says(String message, String signature) throws Exception {
        // One less than in the RFC: a key adds one, so that zero is no special case.
        TestKey key = TestKey.of(Bytes.ofHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6720"));
        assertThat(key.publicKey().point())
                .isEqualTo(Bytes.ofHex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"));
        assertThat(key.sign(Bytes.ofUtf8(message))).isEqualTo(Bytes.ofHex(signature));
    }

    @Test
    void bothFormsOfASignatureAreTheSameNumbers() throws Exception {
        TestKey key = Seed.of(3).key("any");
        for (int i = 0; i < 40; i++) {
            Bytes message = Bytes.ofUtf8("message " + i);
            assertThat(P256Signature.ofDer(key.signDer(message)).raw()).isEqualTo(key.sign(message));
            assertThat(Ecdsa.jdk().verify(key.publicKey(), message, P256Signature.of(key.sign(message))))
                    .isTrue();
        }
    }

    @Test
    void noSeedIsNoSeed() {
        assertThatThrownBy(() -> new Seed(Bytes.EMPTY)).hasMessageContaining("0 bytes");
    }
}
