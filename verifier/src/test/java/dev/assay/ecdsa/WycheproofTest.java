package dev.assay.ecdsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.Refusal;
import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.security.Provider;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Project Wycheproof's vectors; those that it calls acceptable would have to be named here, and there are none. */
class WycheproofTest {

    static Stream<Provider> providers() {
        return Stream.of(Ecdsa.jdk().provider(), Conscrypt.newProvider(), new BouncyCastleProvider());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void rawSignatures(Provider provider) throws MalformedException {
        assertThat(answers("ecdsa_secp256r1_sha256_p1363_test.json", provider, P256Signature::of))
                .isEqualTo(252);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void derSignatures(Provider provider) throws MalformedException {
        assertThat(answers("ecdsa_secp256r1_sha256_test.json", provider, P256Signature::ofDer))
                .isEqualTo(471);
    }

    private static int answers(String file, Provider provider, Refusal.Parser<P256Signature> parser)
            throws MalformedException {
        Ecdsa ecdsa = Ecdsa.by(provider);
        int answered = 0;
        for (JsonNode group : Vectors.json(Vectors.path("wycheproof", file)).get("testGroups")) {
            P256Key key = P256Key.ofSubjectPublicKeyInfo(
                    Bytes.ofHex(group.get("publicKeyDer").asString()));
            for (JsonNode test : group.get("tests")) {
                Bytes signature = Bytes.ofHex(test.get("sig").asString());
                Bytes message = Bytes.ofHex(test.get("msg").asString());
                boolean valid = Refusal.orValue(signature, parser)
                        .map(parsed -> ecdsa.verify(key, message, parsed))
                        .orElse(false);
                String expected = test.get("result").asString();
                assertThat(expected).isIn("valid", "invalid");
                if (isMistakenByJdk17(provider, test)) {
                    expected = "invalid";
                }
                assertThat(valid)
                        .as("%s: %s", test.get("tcId"), test.get("comment"))
                        .isEqualTo(expected.equals("valid"));
                answered++;
            }
        }
        return answered;
    }

    /** Its SunEC compares r with x and not with x mod n; a signature for which these differ comes once in 2^128. */
    private static boolean isMistakenByJdk17(Provider provider, JsonNode test) {
        return Runtime.version().feature() == 17
                && provider.getName().equals("SunEC")
                && test.get("comment").asString().equals("k*G has a large x-coordinate");
    }

    @Test
    void aProviderWithoutEcdsaIsRefused() {
        Provider none = java.security.Security.getProvider("SUN");
        assertThatThrownBy(() -> Ecdsa.by(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SUN");
    }

    @Test
    void conscryptIsPreferredWhereItIsThere() {
        assertThat(Ecdsa.preferred().provider().getName()).isEqualTo("Conscrypt");
    }
}
