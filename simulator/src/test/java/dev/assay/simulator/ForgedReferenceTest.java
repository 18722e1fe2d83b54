package dev.assay.simulator;

import static dev.assay.verify.ReasonCode.COLLATERAL_MISSING;
import static dev.assay.verify.ReasonCode.PCK_MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All the ways in which a quote names its PCK certificate, and chains that belong to another. */
class ForgedReferenceTest {

    private static final Forge SGX = Forge.sgx(1);

    static Stream<Trial> references() {
        Forge one = SGX.withCertificationType(1);
        Forge three = SGX.withCertificationType(3);
        TestPlatform stranger = TestPlatform.of(Seed.of(77)).withPceId(Patch.padded(2, 1));
        Bytes chainOfStranger = Forge.of(SGX.pki(), stranger, 3, 1, SGX.at()).pckChain();
        return Stream.of(
                Trial.of("PPID in clear, chain supplied", one),
                Trial.of("encrypted PPID, RSA-2048, chain supplied", SGX.withCertificationType(2)),
                Trial.of("encrypted PPID, RSA-3072, chain supplied", three),
                Trial.of("PCK certificate alone, issuers supplied with the CRL", SGX.withCertificationType(4)),
                Trial.ofCollateral(
                        "PCK certificate alone, other chain supplied",
                        SGX.withCertificationType(4),
                        c -> c.with(CollateralPiece.PCK_CHAIN, chainOfStranger),
                        PCK_MISMATCH),
                Trial.ofCollateral(
                        "no chain supplied", three, c -> c.without(CollateralPiece.PCK_CHAIN), COLLATERAL_MISSING),
                Trial.ofCollateral(
                        "chain supplied for another PPID",
                        one,
                        c -> c.with(CollateralPiece.PCK_CHAIN, chainOfStranger),
                        PCK_MISMATCH),
                Trial.ofCollateral(
                        "chain supplied for another PCE",
                        three,
                        c -> c.with(CollateralPiece.PCK_CHAIN, chainOfStranger),
                        PCK_MISMATCH),
                Trial.ofCollateral(
                        "chain of a stranger beside a quote that has its own",
                        SGX,
                        c -> c.with(CollateralPiece.PCK_CHAIN, chainOfStranger)));
    }

    @ParameterizedTest
    @MethodSource("references")
    void getsItsVerdict(Trial trial) {
        trial.run();
    }

    @ParameterizedTest(name = "version {0}, body type {1}, certification data type {2}")
    @MethodSource("dev.assay.simulator.QuoteDraftTest#kinds")
    void everyKindOfQuoteVerifies(int version, int bodyType, int certificationType) {
        Trial.of("any", Forge.of(1, version, bodyType).withCertificationType(certificationType))
                .run();
    }

    @Test
    void asksTheSourceForTheChainThatAQuoteLacks() {
        Forge forge = SGX.withCertificationType(3);
        Verification verification = QuoteVerifier.of(forge.pki().anchor(), Ecdsa.preferred())
                .fetchingPckChainsFrom(
                        (reference, qeId) -> reference.equals(forge.platform().reference(3))
                                        && qeId.equals(forge.platform().qeId())
                                ? Optional.of(forge.pckChain())
                                : Optional.empty())
                .verify(forge.quote(), forge.signedCollateral().without(CollateralPiece.PCK_CHAIN), forge.at());
        assertThat(verification).isInstanceOf(Verification.Verified.class);
    }
}
