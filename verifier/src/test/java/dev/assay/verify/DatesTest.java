package dev.assay.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.VectorCase;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.verify.Verification.Rejected;
import dev.assay.verify.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every piece holds from its first to its last instant, both included, and not a nanosecond beyond. */
class DatesTest {

    private static final Duration NANO = Duration.ofNanos(1);
    private static final VectorCase SGX =
            VectorCase.named("cases", "sgx-v3-00906ed50000-swhardeningneeded-334b2f3f-tcb89144464");
    private static final VectorCase TDX = VectorCase.named("cases", "tdx-v4-b0c06f000000-uptodate-b9e238b2");

    static Stream<VectorCase> cases() {
        return Stream.of(SGX, TDX, VectorCase.named("synthetic-test-pki", "tdx5-relaunch-advised"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allPiecesAreNamedWithTheirValidity(VectorCase vector) {
        assertThat(vector.verified().collateral().validities())
                .extracting(Validity::what)
                .contains("TCB info", "QE identity", "PCK CRL", "root CA CRL")
                .anyMatch(what -> what.contains("SGX TCB Signing"))
                .anyMatch(what -> what.contains("SGX PCK Certificate"))
                .anyMatch(what -> what.contains("SGX Root CA"))
                .anyMatch(what -> what.contains(" CA"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void holdsFromTheLastBeginningToTheFirstEnd(VectorCase vector) {
        CollateralFacts facts = vector.verified().collateral();
        Instant from = facts.validities().stream()
                .map(Validity::from)
                .max(Instant::compareTo)
                .orElseThrow();
        Instant until = facts.validUntil();
        for (Instant inside : List.of(from, from.plus(NANO), until.minus(NANO), until)) {
            assertThat(vector.at(inside).verify()).as("%s", inside).isInstanceOf(Verified.class);
        }
        assertThat(codes(vector.at(from.minus(NANO)).verify())).containsExactly(ReasonCode.NOT_YET_VALID);
        assertThat(codes(vector.at(from.minusSeconds(1)).verify())).containsExactly(ReasonCode.NOT_YET_VALID);
        assertThat(codes(vector.at(until.plus(NANO)).verify())).containsExactly(ReasonCode.EXPIRED);
        assertThat(codes(vector.at(until.plusSeconds(1)).verify())).containsExactly(ReasonCode.EXPIRED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachPieceOutOfItsTimeIsNamedWithItsOwnBoundary(VectorCase vector) {
        QuoteVerifier verifier = QuoteVerifier.of(vector.anchor(), Ecdsa.preferred());
        for (Validity piece : vector.verified().collateral().validities()) {
            for (Instant inside : List.of(piece.from(), piece.until())) {
                assertThat(named(vector.at(inside).verifyBy(verifier)))
                        .doesNotContain(piece.what() + " valid from " + piece.from())
                        .doesNotContain(piece.what() + " valid until " + piece.until());
            }
            for (Duration step : List.of(NANO, Duration.ofSeconds(1))) {
                assertThat(named(vector.at(piece.from().minus(step)).verifyBy(verifier)))
                        .contains(piece.what() + " valid from " + piece.from());
                assertThat(named(vector.at(piece.until().plus(step)).verifyBy(verifier)))
                        .contains(piece.what() + " valid until " + piece.until());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theEndsOfTimeAreOutside(VectorCase vector) {
        assertThat(codes(vector.at(Instant.MIN).verify())).containsExactly(ReasonCode.NOT_YET_VALID);
        assertThat(codes(vector.at(Instant.EPOCH).verify())).containsExactly(ReasonCode.NOT_YET_VALID);
        assertThat(codes(vector.at(Instant.MAX).verify())).containsExactly(ReasonCode.EXPIRED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void graceLetsPassWhatExpiredAndNamesIt(VectorCase vector) {
        CollateralFacts facts = vector.verified().collateral();
        assertThat(facts.expired()).isEmpty();
        Duration grace = Duration.ofHours(1);
        QuoteVerifier lenient =
                QuoteVerifier.of(vector.anchor(), Ecdsa.preferred()).acceptingExpiredCollateral(grace);
        Instant atItsEnd = facts.validUntil().plus(grace);
        Verified verified = (Verified) vector.at(atItsEnd).verifyBy(lenient);
        assertThat(verified.collateral().expired())
                .isNotEmpty()
                .containsExactlyElementsOf(facts.validities().stream()
                        .filter(piece -> piece.until().isBefore(atItsEnd))
                        .toList());
        assertThat(codes(vector.at(atItsEnd.plus(NANO)).verifyBy(lenient))).containsExactly(ReasonCode.EXPIRED);
        assertThat(((Verified) vector.at(facts.validUntil()).verifyBy(lenient))
                        .collateral()
                        .expired())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void graceNeverLetsPassWhatIsNotYetValid(VectorCase vector) {
        QuoteVerifier lenient = QuoteVerifier.of(vector.anchor(), Ecdsa.preferred())
                .acceptingExpiredCollateral(Duration.ofDays(36_500));
        Instant from = vector.verified().collateral().validities().stream()
                .map(Validity::from)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(codes(vector.at(from.minus(NANO)).verifyBy(lenient))).containsExactly(ReasonCode.NOT_YET_VALID);
    }

    @Test
    void graceIsNeverNegative() {
        assertThatThrownBy(() -> QuoteVerifier.intel().acceptingExpiredCollateral(NANO.negated()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void issueDatesAreThoseOfDocumentsAndLists(VectorCase vector) {
        CollateralFacts facts = vector.verified().collateral();
        List<Instant> issued = facts.validities().stream()
                .filter(piece -> List.of("TCB info", "QE identity", "PCK CRL", "root CA CRL")
                        .contains(piece.what()))
                .map(Validity::from)
                .sorted()
                .toList();
        assertThat(issued).hasSize(4);
        assertThat(facts.earliestIssue()).isEqualTo(issued.get(0));
        assertThat(facts.latestIssue()).isEqualTo(issued.get(3));
    }

    private static List<ReasonCode> codes(Verification verification) {
        assertThat(verification).isInstanceOf(Rejected.class);
        return ((Rejected) verification)
                .reasons().stream().map(Rejection::code).distinct().toList();
    }

    private static List<String> named(Verification verification) {
        return verification instanceof Rejected rejected
                ? rejected.reasons().stream()
                        .map(reason -> reason.where() + " " + reason.found())
                        .toList()
                : List.of();
    }
}
