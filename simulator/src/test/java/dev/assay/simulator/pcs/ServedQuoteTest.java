package dev.assay.simulator.pcs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.TcbStatus;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PckTcb;
import dev.assay.quote.CertificationData;
import dev.assay.quote.Quote;
import dev.assay.simulator.Forge;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TestPlatform;
import dev.assay.simulator.pcs.PcsClient.Reply;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import dev.assay.verify.Verification;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A quote of a platform that is served, and collateral by plain HTTP: together they verify. */
class ServedQuoteTest {

    private static final Instant NOW = Forge.DEFAULT_INSTANT;

    private final PcsCatalog catalog = PcsCatalog.of(4, NOW);

    @ParameterizedTest
    @CsvSource({"SINGLE_PACKAGE,3,1", "CLIENT,3,1", "SINGLE_PACKAGE,4,2", "SINGLE_PACKAGE,5,3"})
    void aQuoteVerifiesWithWhatIsServed(PcsPlatform.Kind kind, int version, int bodyType) throws Exception {
        PcsPlatform platform = catalog.add(kind);
        assertThat(verify(platform, platform.forge(version, bodyType, NOW)))
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        verified -> assertThat(verified.status()).isEqualTo(TcbStatus.UP_TO_DATE));
    }

    @Test
    void aPlatformBetweenTwoLevelsIsCertifiedForTheLower() throws Exception {
        TestPlatform machine = TestPlatform.of(Seed.of(9)).withPceSvn(12);
        PcsPlatform platform = catalog.add(machine, PcsPlatform.Kind.SINGLE_PACKAGE);
        assertThat(verify(platform, platform.forge(3, 1, NOW)))
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        verified -> assertThat(verified.status()).isEqualTo(TcbStatus.OUT_OF_DATE));
    }

    @Test
    void aRevokedPlatformIsRefused() throws Exception {
        PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        catalog.revoke(platform);
        assertThat(verify(platform, platform.forge(3, 1, NOW)))
                .isInstanceOfSatisfying(
                        Verification.Rejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .extracting(Rejection::code)
                                .contains(ReasonCode.PCK_REVOKED));
    }

    @Test
    void aQuoteThatOnlyRefersToItsPlatformVerifiesToo() throws Exception {
        PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        Forge forge = platform.forge(3, 1, NOW).withCertificationType(3);
        CertificationData.PlatformReference reference = (CertificationData.PlatformReference) forge.certificationData();
        assertThat(reference.ppid()).isEqualTo(platform.encryptedPpid());
        try (StandInPcs pcs = StandInPcs.start(catalog, InstantSource.fixed(NOW))) {
            PckTcb raw = platform.rawTcb();
            Reply certificate = PcsClient.get(URI.create(pcs.url(PcsRoute.PCKCERT) + "?encrypted_ppid="
                    + reference.ppid() + "&pceid=0000&cpusvn=" + raw.cpuSvn() + "&pcesvn=0D00"));
            Bytes chain = Bytes.concat(certificate.body(), certificate.chain("SGX-PCK-Certificate-Issuer-Chain"));
            assertThat(QuoteVerifier.of(catalog.pki().anchor(), Ecdsa.preferred())
                            .verify(
                                    forge.quote().encode(),
                                    collateral(pcs, platform, "sgx").with(CollateralPiece.PCK_CHAIN, chain),
                                    NOW))
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    private Verification verify(PcsPlatform platform, Forge forge) throws Exception {
        Quote quote = forge.quote();
        try (StandInPcs pcs = StandInPcs.start(catalog, InstantSource.fixed(NOW))) {
            String tee = quote.body().tee().name().toLowerCase(java.util.Locale.ROOT);
            return QuoteVerifier.of(catalog.pki().anchor(), Ecdsa.preferred())
                    .verify(quote.encode(), collateral(pcs, platform, tee), NOW);
        }
    }

    private static Collateral collateral(StandInPcs pcs, PcsPlatform platform, String tee) throws Exception {
        URI base = tee.equals("sgx") ? pcs.sgxUrl() : pcs.tdxUrl();
        Reply tcbInfo = PcsClient.get(base.resolve("tcb?fmspc=" + platform.fmspc()));
        Reply identity = PcsClient.get(base.resolve("qe/identity"));
        Reply crl = PcsClient.get(pcs.sgxUrl().resolve("pckcrl?encoding=der&ca=" + platform.ca()));
        Map<CollateralPiece, Bytes> pieces = new EnumMap<>(CollateralPiece.class);
        pieces.put(CollateralPiece.TCB_INFO, tcbInfo.body());
        pieces.put(CollateralPiece.TCB_INFO_ISSUER_CHAIN, tcbInfo.chain("TCB-Info-Issuer-Chain"));
        pieces.put(CollateralPiece.QE_IDENTITY, identity.body());
        pieces.put(CollateralPiece.QE_IDENTITY_ISSUER_CHAIN, identity.chain("SGX-Enclave-Identity-Issuer-Chain"));
        pieces.put(CollateralPiece.PCK_CRL, crl.body());
        pieces.put(CollateralPiece.PCK_CRL_ISSUER_CHAIN, crl.chain("SGX-PCK-CRL-Issuer-Chain"));
        pieces.put(
                CollateralPiece.ROOT_CA_CRL, PcsClient.get(pcs.rootCaCrlUrl()).body());
        return Collateral.of(pieces);
    }
}
