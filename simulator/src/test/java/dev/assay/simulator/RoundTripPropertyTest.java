package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.CollateralPiece;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Quote;
import dev.assay.verify.Verification;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read, and what is read is written. */
class RoundTripPropertyTest {

    private static final TestPki PKI = TestPki.of(1);

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#forty")
    void aQuoteIsWrittenAsItWasRead(long seed) throws Exception {
        Forge forge = RandomForge.valid(PKI, new SplittableRandom(seed));
        Quote quote = forge.quote();
        Bytes bytes = quote.encode();
        Quote read = Quote.parse(bytes);
        assertThat(read).isEqualTo(quote);
        assertThat(read.encode()).isEqualTo(bytes);
        assertThat(read.body().encoded()).isEqualTo(forge.draft().body().encoded());
        assertThat(read.trailing()).isEqualTo(forge.draft().trailing());
        assertThat(PckCertificate.of(forge.pckCertificate().x509()).extension())
                .isEqualTo(forge.platform().extension());
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#four")
    void aBundleHoldsTheSameDocuments(long seed) throws Exception {
        Forge forge = RandomForge.valid(PKI, new SplittableRandom(seed));
        Collateral collateral = forge.signedCollateral();
        Bytes bundle = CollateralBundle.write(collateral);
        Collateral read = CollateralBundle.parse(bundle);
        assertThat(CollateralBundle.write(read)).isEqualTo(bundle);
        assertThat(read.piece(CollateralPiece.TCB_INFO)).isEqualTo(collateral.piece(CollateralPiece.TCB_INFO));
        assertThat(read.piece(CollateralPiece.QE_IDENTITY)).isEqualTo(collateral.piece(CollateralPiece.QE_IDENTITY));
        Trial own = Trial.of("own", forge);
        Trial bundled = Trial.of("bundled", forge, own.quote(), read);
        assertThat(bundled.verify()).isInstanceOf(Verification.Verified.class).isEqualTo(own.verify());
    }
}
