package dev.assay.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Edits;
import dev.assay.VectorCase;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.TcbStatus;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.verify.Verification.Rejected;
import dev.assay.verify.Verification.Undecided;
import dev.assay.verify.Verification.Verified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is missing leaves the answer open; what is there and bad does not. */
class CollateralPiecesTest {

    private static final VectorCase SGX =
            VectorCase.named("cases", "sgx-v3-00906ed50000-swhardeningneeded-334b2f3f-tcb89144464");
    private static final VectorCase TDX = VectorCase.named("cases", "tdx-v4-b0c06f000000-uptodate-b9e238b2");
    private static final VectorCase REFERENCE = VectorCase.named("synthetic-test-pki", "sgx3-certdata-type-1");
    private static final VectorCase LEAF = VectorCase.named("synthetic-test-pki", "sgx3-certdata-type-4");

    static Stream<Arguments> needed() {
        return Stream.of(CollateralPiece.values())
                .flatMap(piece -> Stream.of(SGX, TDX, REFERENCE)
                        .filter(vector -> piece != CollateralPiece.PCK_CHAIN || vector == REFERENCE)
                        .map(vector -> Arguments.of(piece, vector)));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void aMissingPieceIsNamedAndLeavesTheAnswerOpen(CollateralPiece piece, VectorCase vector) {
        Verification verification = vector.without(piece).verify();
        assertThat(verification).isInstanceOf(Undecided.class);
        assertThat(((Undecided) verification).missing())
                .extracting(Rejection::code, Rejection::where)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(ReasonCode.COLLATERAL_MISSING, piece.title()));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void somethingMissingDoesNotHideWhatIsWrong(CollateralPiece piece, VectorCase vector) {
        Bytes altered = Edits.xor(vector.quote(), 48 + 70, 1);
        Verification verification = vector.without(piece).withQuote(altered).verify();
        assertThat(verification).isInstanceOf(Rejected.class);
        assertThat(((Rejected) verification).reasons())
                .extracting(Rejection::code)
                .containsExactlyInAnyOrder(ReasonCode.COLLATERAL_MISSING, ReasonCode.QUOTE_SIGNATURE);
    }

    @ParameterizedTest
    @MethodSource("needed")
    void anEmptyPieceIsBadAndNotMissing(CollateralPiece piece, VectorCase vector) {
        for (Bytes nothing : List.of(Bytes.EMPTY, Bytes.literal("00"), Bytes.ofUtf8("\n"))) {
            Verification verification = vector.with(piece, nothing).verify();
            assertThat(verification).isInstanceOf(Rejected.class);
            assertThat(((Rejected) verification).reasons())
                    .extracting(Rejection::code)
                    .containsExactly(ReasonCode.COLLATERAL_MALFORMED);
            assertThat(((Rejected) verification).reasons().get(0).where()).startsWith(piece.title());
        }
    }

    @Test
    void nothingAtAllMissesSevenPieces() {
        Verification verification = QuoteVerifier.intel().verify(SGX.quote(), Collateral.none(), SGX.at());
        assertThat(((Undecided) verification).missing()).hasSize(7);
    }

    @Test
    void aChainInTheQuoteGoesBeforeOneInTheCollateral() {
        VectorCase other = SGX.with(CollateralPiece.PCK_CHAIN, TDX.piece(CollateralPiece.PCK_CHAIN));
        assertThat(other.verified()).isEqualTo(SGX.verified());
    }

    @Test
    void aLeafInTheQuoteTakesItsIssuersFromTheChainOfTheCrl() {
        assertThat(LEAF.without(CollateralPiece.PCK_CHAIN).verified().pck())
                .isEqualTo(LEAF.verified().pck());
    }

    @Test
    void aSuppliedChainMustBeTheOneThatTheQuoteMeans() {
        Bytes other = VectorCase.named("synthetic-test-pki", "sgx3-uptodate").piece(CollateralPiece.PCK_CHAIN);
        for (VectorCase vector : List.of(REFERENCE, LEAF)) {
            Verification verification =
                    vector.with(CollateralPiece.PCK_CHAIN, other).verify();
            assertThat(verification).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void aSourceIsAskedOnlyForQuotesWithoutChain() {
        List<String> asked = new ArrayList<>();
        Bytes chain = REFERENCE.piece(CollateralPiece.PCK_CHAIN);
        QuoteVerifier fetching = QuoteVerifier.of(REFERENCE.anchor(), Ecdsa.preferred())
                .fetchingPckChainsFrom((reference, qeId) -> {
                    asked.add(reference.type() + " " + qeId.length());
                    return Optional.of(chain);
                });
        assertThat(REFERENCE.without(CollateralPiece.PCK_CHAIN).verifyBy(fetching))
                .isEqualTo(REFERENCE.verify());
        assertThat(asked).containsExactly("1 16");
        VectorCase withChain = VectorCase.named("synthetic-test-pki", "sgx3-uptodate");
        assertThat(withChain.verifyBy(fetching)).isInstanceOf(Verified.class);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aSourceThatHasNothingLeavesTheChainMissing() {
        QuoteVerifier fetching = QuoteVerifier.of(REFERENCE.anchor(), Ecdsa.preferred())
                .fetchingPckChainsFrom((reference, qeId) -> Optional.empty());
        assertThat(REFERENCE.without(CollateralPiece.PCK_CHAIN).verifyBy(fetching))
                .isInstanceOf(Undecided.class);
    }

    static Stream<CollateralPiece> chains() {
        return Stream.of(
                CollateralPiece.TCB_INFO_ISSUER_CHAIN,
                CollateralPiece.QE_IDENTITY_ISSUER_CHAIN,
                CollateralPiece.PCK_CRL_ISSUER_CHAIN,
                CollateralPiece.PCK_CHAIN);
    }

    @ParameterizedTest
    @MethodSource("chains")
    void theOrderOfAChainMeansNothing(CollateralPiece piece) {
        List<String> certificates = new ArrayList<>(
                List.of(REFERENCE.piece(piece).utf8().strip().split("(?<=-----END CERTIFICATE-----)\\s*")));
        assertThat(certificates).hasSizeGreaterThanOrEqualTo(2);
        Collections.reverse(certificates);
        VectorCase reversed = REFERENCE.with(piece, Bytes.ofUtf8(String.join("\n", certificates)));
        assertThat(reversed.verify()).isInstanceOf(Verified.class);
        Collections.rotate(certificates, 1);
        assertThat(REFERENCE
                        .with(piece, Bytes.ofUtf8(String.join("\n", certificates)))
                        .verify())
                .isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @MethodSource("chains")
    void aChainHasJustItsCertificates(CollateralPiece piece) {
        List<String> certificates =
                List.of(REFERENCE.piece(piece).utf8().strip().split("(?<=-----END CERTIFICATE-----)\\s*"));
        for (int i = 0; i < certificates.size(); i++) {
            List<String> fewer = new ArrayList<>(certificates);
            fewer.remove(i);
            List<String> more = new ArrayList<>(certificates);
            more.add(certificates.get(i));
            List<String> twice = new ArrayList<>(fewer);
            twice.add(twice.get(0));
            for (List<String> other : List.of(fewer, more, twice)) {
                Verification verification = REFERENCE
                        .with(piece, Bytes.ofUtf8(String.join("\n", other)))
                        .verify();
                assertThat(verification).isInstanceOf(Rejected.class);
                assertThat(((Rejected) verification).reasons())
                        .extracting(Rejection::code)
                        .contains(ReasonCode.CHAIN_SHAPE);
            }
        }
    }

    /** Same name, key and serial number as the current root; Intel's own library refuses it. */
    @Test
    void theSupersededRootCertificateOfTheSameKeyIsAccepted() {
        VectorCase old = VectorCase.named("cases", "sgx-v3-00906ed50000-outofdate-3dd6de6c");
        Verified verified = old.verified();
        assertThat(verified.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(verified.collateral().validities())
                .extracting(Validity::until)
                .contains(Instant.parse("2033-05-21T10:41:10Z"));
    }

    @Test
    void aQuoteUnderTheWrongAnchorNamesBothRoots() {
        Verification verification = SGX.verifyBy(QuoteVerifier.of(VectorCase.testRoot(), Ecdsa.preferred()));
        assertThat(((Rejected) verification).reasons())
                .filteredOn(reason -> reason.code() == ReasonCode.CHAIN_UNTRUSTED)
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason.found())
                        .contains("44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3"))
                .allSatisfy(reason -> assertThat(reason.expected())
                        .contains(
                                Hashes.sha256(X509.encoded(VectorCase.testRoot().root()))
                                        .hex()));
    }

    @Test
    void intelsRootAsATestRootIsStillNoIntel() throws MalformedException {
        TrustAnchor test = TrustAnchor.testOnly(TrustAnchor.intel().root());
        Verified verified = (Verified) SGX.verifyBy(QuoteVerifier.of(test, Ecdsa.preferred()));
        assertThat(verified.trustDomain()).isInstanceOf(TrustDomain.Test.class);
        assertThat(verified.trustDomain())
                .hasToString("test:44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3");
        assertThat(SGX.verified().trustDomain()).hasToString("intel");
    }
}
