package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.Signed;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.quote.Quote;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No byte that was signed can be changed. */
class TamperingPropertyTest {

    private static final TestPki PKI = TestPki.of(1);

    /** Documents have thousands of bytes; CRLs are tried byte by byte. */
    private static final int SAMPLES = 150;

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#four")
    void noByteOfAQuoteCanBeChanged(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Forge forge = RandomForge.valid(PKI, random);
        Quote quote = forge.quote();
        Bytes bytes = quote.encode();
        Collateral collateral = forge.signedCollateral();
        QuoteVerifier verifier = verifier();
        assertThat(verifier.verify(bytes, collateral, forge.at())).isInstanceOf(Verification.Verified.class);

        int certificationAt = bytes.length()
                - quote.trailing().length()
                - quote.signature().certificationData().encoded().length();
        for (int i = 0; i < certificationAt; i++) {
            assertThat(verifier.verify(changed(bytes, i, random), collateral, forge.at()))
                    .as("byte %d of %d", i, bytes.length())
                    .isNotInstanceOf(Verification.Verified.class);
        }
        for (int i = bytes.length() - quote.trailing().length(); i < bytes.length(); i++) {
            assertThat(verifier.verify(changed(bytes, i, random), collateral, forge.at()))
                    .as("trailing byte %d of %d", i, bytes.length())
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#two")
    void noPckChainCanBeChangedSoThatItSaysSomethingElse(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Forge forge = RandomForge.valid(PKI, random).withCertificationType(5);
        Quote quote = forge.quote();
        Bytes bytes = quote.encode();
        Bytes chain = quote.signature().certificationData().encoded();
        int chainAt = bytes.length() - quote.trailing().length() - chain.length();
        QuoteVerifier verifier = verifier();
        for (int i = 0; i < SAMPLES; i++) {
            int at = random.nextInt(chain.length());
            Bytes changed = changed(bytes, chainAt + at, random);
            Verification verification = verifier.verify(changed, forge.signedCollateral(), forge.at());
            assertThat(verification instanceof Verification.Verified)
                    .as("byte %d of the chain of %d", at, chain.length())
                    .isEqualTo(saysTheSame(CollateralPiece.PCK_CHAIN, chain, changed.slice(chainAt, chain.length())));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#two")
    void noPieceOfCollateralCanBeChangedSoThatItSaysSomethingElse(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Forge forge = RandomForge.valid(PKI, random);
        Bytes quote = forge.quote().encode();
        Collateral collateral = forge.collateral().sign().with(CollateralPiece.PCK_CHAIN, forge.pckChain());
        if (forge.certificationType() > 3) {
            collateral = collateral.without(CollateralPiece.PCK_CHAIN);
        }
        QuoteVerifier verifier = verifier();
        for (Map.Entry<CollateralPiece, Bytes> piece : collateral.pieces().entrySet()) {
            Bytes bytes = piece.getValue();
            int tries = Math.min(SAMPLES, bytes.length());
            for (int i = 0; i < tries; i++) {
                int at = bytes.length() <= SAMPLES ? i : random.nextInt(bytes.length());
                Bytes changed = changed(bytes, at, random);
                Verification verification =
                        verifier.verify(quote, collateral.with(piece.getKey(), changed), forge.at());
                assertThat(verification instanceof Verification.Verified)
                        .as("byte %d of the %s of %d", at, piece.getKey().title(), bytes.length())
                        .isEqualTo(saysTheSame(piece.getKey(), bytes, changed));
            }
        }
    }

    private static QuoteVerifier verifier() {
        return QuoteVerifier.of(PKI.anchor(), Ecdsa.preferred());
    }

    private static Bytes changed(Bytes bytes, int at, SplittableRandom random) {
        int other = bytes.at(at) ^ (1 + random.nextInt(255));
        return Patch.replace("byte", bytes, at, 1, Patch.padded(1, other));
    }

    /** Whether only the spelling changed: line breaks in PEM, the case of a hex digit. */
    private static boolean saysTheSame(CollateralPiece piece, Bytes one, Bytes other) {
        try {
            return switch (piece) {
                case TCB_INFO -> same(Signed.tcbInfo(one), Signed.tcbInfo(other));
                case QE_IDENTITY -> same(Signed.enclaveIdentity(one), Signed.enclaveIdentity(other));
                case PCK_CRL, ROOT_CA_CRL ->
                    Crl.parse(one).der().equals(Crl.parse(other).der());
                default -> Certificates.parsePem(one).equals(Certificates.parsePem(other));
            };
        } catch (MalformedException e) {
            return false;
        }
    }

    private static boolean same(Signed<?> one, Signed<?> other) {
        return one.signedBytes().equals(other.signedBytes()) && one.signature().equals(other.signature());
    }
}
