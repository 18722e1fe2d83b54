package dev.assay.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every case of the vectors gets the answer that its case.json expects. */
class VectorCasesTest {

    private static final QuoteVerifier INTEL = QuoteVerifier.intel();

    static Stream<Path> cases() {
        return Vectors.cases("cases");
    }

    static Stream<Path> negativeDerived() {
        return Vectors.cases("negative-derived");
    }

    static Stream<Path> synthetic() {
        return Vectors.cases("synthetic-test-pki");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void genuineQuoteWithGenuineCollateral(Path folder) {
        JsonNode expected = Vectors.json(folder.resolve("case.json")).get("expected");
        Verification verification = verify(INTEL, folder);
        if (expected.get("tcbStatus").asString().equals("NotSupported")) {
            assertThat(reasons(verification)).containsExactly(ReasonCode.TCB_LEVEL_NOT_FOUND);
            return;
        }
        assertThat(verification).isInstanceOf(Verification.Verified.class);
        Verification.Verified verified = (Verification.Verified) verification;
        assertThat(verified.status()).hasToString(expected.get("tcbStatus").asString());
        assertThat(verified.launch().advisoryIds())
                .containsExactlyElementsOf(expected.get("advisoryIds")
                        .valueStream()
                        .map(JsonNode::asString)
                        .sorted()
                        .toList());
        assertThat(verified.launch().tcbDate())
                .isEqualTo(Instant.parse(expected.get("tcbDate").asString()));
        assertThat(verified.trustDomain()).isEqualTo(new TrustDomain.Intel());
    }

    @ParameterizedTest
    @MethodSource("negativeDerived")
    void derivedNegative(Path folder) {
        String verdict = Vectors.json(folder.resolve("case.json"))
                .get("expected")
                .get("verdict")
                .asString();
        assertAnswer(verdict, verify(INTEL, folder));
    }

    @ParameterizedTest
    @MethodSource("synthetic")
    void syntheticUnderTestRoot(Path folder) throws Exception {
        String verdict = Vectors.json(folder.resolve("case.json"))
                .get("expected")
                .get("verdict")
                .asString();
        TrustAnchor testRoot = TrustAnchor.testOnly(
                Certificates.parse(Vectors.read(Vectors.path("synthetic-test-pki", "test-root.pem"))));
        Verification verification = verify(QuoteVerifier.of(testRoot, Ecdsa.jdk()), folder);
        assertAnswer(verdict, verification);
        if (verification instanceof Verification.Verified verified) {
            assertThat(verified.trustDomain()).isEqualTo(testRoot.domain());
        }
        assertThat(verify(INTEL, folder)).isNotInstanceOf(Verification.Verified.class);
    }

    /** Where the vectors leave the answer open, this is the choice that docs/verification.md gives reasons for. */
    private static void assertAnswer(String expected, Verification verification) {
        String word = expected.split("[ :]", 2)[0];
        switch (word) {
            case "reject" -> assertThat(verification).isInstanceOf(Verification.Rejected.class);
            case "reject-expired" -> assertThat(reasons(verification)).containsExactly(ReasonCode.EXPIRED);
            case "reject-not-yet-valid" ->
                assertThat(reasons(verification)).isNotEmpty().containsOnly(ReasonCode.NOT_YET_VALID);
            case "reject-or-ignore-second" ->
                assertThat(reasons(verification)).containsExactly(ReasonCode.COLLATERAL_MALFORMED);
            case "accept-or-strict-reject" -> assertThat(verification).isInstanceOf(Verification.Verified.class);
            case "implementation-defined" -> assertStatus("UpToDate", verification);
            case "NotSupported" -> assertThat(reasons(verification)).containsExactly(ReasonCode.TCB_LEVEL_NOT_FOUND);
            default -> assertStatus(word, verification);
        }
    }

    private static void assertStatus(String status, Verification verification) {
        assertThat(verification).isInstanceOf(Verification.Verified.class);
        assertThat(((Verification.Verified) verification).status()).hasToString(status);
    }

    private static List<ReasonCode> reasons(Verification verification) {
        assertThat(verification).isInstanceOf(Verification.Rejected.class);
        return ((Verification.Rejected) verification)
                .reasons().stream().map(Rejection::code).distinct().toList();
    }

    private static Verification verify(QuoteVerifier verifier, Path folder) {
        Bytes quote = Vectors.read(folder.resolve("quote.bin"));
        Instant at = Instant.parse(
                Vectors.json(folder.resolve("case.json")).get("verifyAt").asString());
        return verifier.verify(quote, Vectors.collateral(folder), at);
    }
}
