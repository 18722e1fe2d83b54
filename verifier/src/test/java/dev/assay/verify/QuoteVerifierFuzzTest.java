package dev.assay.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.VectorCase;
import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.verify.Verification.Verified;

/**
 * Puts the input in the place of one piece of a set that verifies; its first byte says of which. The seeds are the pieces
 * themselves, so that mutation begins at what is accepted.
 */
class QuoteVerifierFuzzTest {

    private static final VectorCase CASE = VectorCase.named("synthetic-test-pki", "tdx4-uptodate");
    private static final Verified GENUINE = CASE.verified();
    private static final QuoteVerifier VERIFIER = QuoteVerifier.of(CASE.anchor(), Ecdsa.preferred());

    @FuzzTest
    void verifiesNothingButWhatWasSigned(byte[] data) {
        if (data.length == 0) {
            return;
        }
        CollateralPiece[] pieces = CollateralPiece.values();
        int place = (data[0] & 0xff) % (pieces.length + 1);
        Bytes input = Bytes.of(data).from(1);
        boolean isQuote = place == pieces.length;
        VectorCase changed = isQuote ? CASE.withQuote(input) : CASE.with(pieces[place], input);
        Verification verification = changed.verifyBy(VERIFIER);
        if (!(verification instanceof Verified verified)) {
            return;
        }
        assertThat(verified.status()).isEqualTo(GENUINE.status());
        assertThat(verified.launch()).isEqualTo(GENUINE.launch());
        assertThat(verified.pck()).isEqualTo(GENUINE.pck());
        assertThat(verified.collateral()).isEqualTo(GENUINE.collateral());
        assertThat(verified.quote().signedBytes()).isEqualTo(GENUINE.quote().signedBytes());
    }
}
