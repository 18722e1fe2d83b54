package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.quote.Quote;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import dev.assay.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Evidence with something wrong in it, and the reasons for which it must be refused: these and no others.
 *
 * @param name what is wrong
 * @param quote as sent
 * @param collateral as delivered
 * @param pki whose root is the anchor
 * @param at verification instant
 * @param expected none for evidence that must verify
 */
record Trial(String name, Bytes quote, Collateral collateral, TestPki pki, Instant at, Set<ReasonCode> expected) {

    static Trial of(String name, Forge forge, ReasonCode... expected) {
        return of(name, forge, forge.quote().encode(), forge.signedCollateral(), expected);
    }

    /** The quote is changed after it was signed. */
    static Trial ofQuote(String name, Forge forge, UnaryOperator<Quote> change, ReasonCode... expected) {
        return of(name, forge, change.apply(forge.quote()).encode(), forge.signedCollateral(), expected);
    }

    /** The collateral is changed after it was signed. */
    static Trial ofCollateral(String name, Forge forge, UnaryOperator<Collateral> change, ReasonCode... expected) {
        return of(name, forge, forge.quote().encode(), change.apply(forge.signedCollateral()), expected);
    }

    static Trial of(String name, Forge forge, Bytes quote, Collateral collateral, ReasonCode... expected) {
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        codes.addAll(List.of(expected));
        return new Trial(name, quote, collateral, forge.pki(), forge.at(), codes);
    }

    Trial under(TestPki anchor) {
        return new Trial(name, quote, collateral, anchor, at, expected);
    }

    Trial at(Instant instant) {
        return new Trial(name, quote, collateral, pki, instant, expected);
    }

    Verification verify() {
        return verify(Duration.ZERO);
    }

    Verification verify(Duration grace) {
        return QuoteVerifier.of(pki.anchor(), Ecdsa.preferred())
                .acceptingExpiredCollateral(grace)
                .verify(quote, collateral, at);
    }

    void run() {
        Verification verification = verify();
        assertThat(codes(verification))
                .as("%s: %s", name, reasons(verification))
                .isEqualTo(expected);
        if (expected.isEmpty()) {
            assertThat(verification).isInstanceOf(Verification.Verified.class);
        } else if (expected.equals(EnumSet.of(ReasonCode.COLLATERAL_MISSING))) {
            assertThat(verification).isInstanceOf(Verification.Undecided.class);
        } else {
            assertThat(verification).isInstanceOf(Verification.Rejected.class);
        }
    }

    static Set<ReasonCode> codes(Verification verification) {
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        reasons(verification).forEach(rejection -> codes.add(rejection.code()));
        return codes;
    }

    static List<Rejection> reasons(Verification verification) {
        if (verification instanceof Verification.Rejected rejected) {
            return rejected.reasons();
        }
        return verification instanceof Verification.Undecided undecided ? undecided.missing() : List.of();
    }

    @Override
    public String toString() {
        return name;
    }
}
