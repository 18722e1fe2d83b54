package dev.assay.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.VectorCase;
import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.verify.Verification.Rejected;
import dev.assay.verify.Verification.Verified;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples and damaged files of other projects. */
class PeerVectorsTest {

    /** Intel's files have other names, and keep leaf and issuers of the PCK chain apart. */
    private static Verification verifySample(String folder, Instant at) throws MalformedException {
        Bytes pckIssuers = sample(folder, "pckSignChain.pem");
        Bytes signers = sample(folder, "tcbSignChain.pem");
        Collateral collateral = Collateral.none()
                .with(CollateralPiece.TCB_INFO, sample(folder, "tcbInfo.json"))
                .with(CollateralPiece.TCB_INFO_ISSUER_CHAIN, signers)
                .with(CollateralPiece.QE_IDENTITY, sample(folder, "qeIdentity.json"))
                .with(CollateralPiece.QE_IDENTITY_ISSUER_CHAIN, signers)
                .with(CollateralPiece.PCK_CRL, sample(folder, "intermediateCaCrl.der"))
                .with(CollateralPiece.PCK_CRL_ISSUER_CHAIN, pckIssuers)
                .with(CollateralPiece.ROOT_CA_CRL, sample(folder, "rootCaCrl.der"))
                .with(
                        CollateralPiece.PCK_CHAIN,
                        Bytes.concat(sample(folder, "pckCert.pem"), Bytes.ofUtf8("\n"), pckIssuers));
        TrustAnchor anchor = TrustAnchor.testOnly(Certificates.parse(sample(folder, "trustedRootCaCert.pem")));
        return QuoteVerifier.of(anchor, Ecdsa.jdk()).verify(sample(folder, "quote.dat"), collateral, at);
    }

    private static Bytes sample(String folder, String file) {
        return Vectors.read(Vectors.path("peer-negative", folder, file));
    }

    @Test
    void intelsSgxSampleVerifiesUnderItsRoot() throws MalformedException {
        Verification verification = verifySample("intel-sample-sgx", Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(verification).isInstanceOf(Verified.class);
    }

    /** Its numbers and its certification data are random: what is 16 bit wide in it has 8 in the specification. */
    @Test
    void intelsTdxSampleIsRefusedForItsRandomNumbersAndItsMissingChain() throws MalformedException {
        Verification verification = verifySample("intel-sample-tdx", Instant.parse("2022-01-01T00:00:00Z"));
        assertThat(reasons(verification))
                .extracting(Rejection::code)
                .containsExactly(ReasonCode.COLLATERAL_MALFORMED, ReasonCode.COLLATERAL_MALFORMED);
        assertThat(reasons(verification).get(0).where()).contains("sgxtcbcomponents[1].svn");
        assertThat(reasons(verification).get(0).found()).isEqualTo("65473");
        assertThat(reasons(verification).get(1).where()).contains("PCK certificate chain");
    }

    @Test
    void intelsSgxSampleDoesNotVerifyUnderIntelsRoot() throws MalformedException {
        Bytes root = sample("intel-sample-sgx", "trustedRootCaCert.pem");
        VectorCase genuine = VectorCase.named("cases", "sgx-v3-00606a000000-swhardeningneeded-1cc40342");
        Verification verification = genuine.with(
                        CollateralPiece.PCK_CRL_ISSUER_CHAIN, sample("intel-sample-sgx", "pckSignChain.pem"))
                .verify();
        Rejection reason = reasons(verification).get(0);
        assertThat(reason.code()).isEqualTo(ReasonCode.CHAIN_UNTRUSTED);
        assertThat(reason.found())
                .contains(Hashes.sha256(X509.encoded(Certificates.parse(root))).hex());
        assertThat(reason.expected()).contains("44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3");
    }

    /** The others' PKI is RSA; a list of theirs is refused for that before any signature is looked at. */
    @ParameterizedTest
    @ValueSource(
            strings = {"BadCRLSignatureCACRL.crl", "GoodCACRL.crl", "RevokedsubCACRL.crl", "TrustAnchorRootCRL.crl"})
    void crlOfAnRsaPkiIsReadAndNeverCountsAsSigned(String file) throws MalformedException {
        Crl crl = Crl.parse(Vectors.read(Vectors.path("peer-negative", "pkits", file)));
        P256Key key = TrustAnchor.intel().key();
        assertThat(crl.nextUpdate()).contains(Instant.parse("2030-12-31T08:30:00Z"));
        MalformedException refusal = Refusal.of(crl.der(), ignored -> crl.isSignedBy(key, Ecdsa.jdk()));
        assertThat(refusal.found()).isEqualTo("SHA256withRSA");
        assertThat(refusal.expected()).isEqualTo("SHA256withECDSA");
        assertThat(refusalOf(() -> CrlIsAuthentic.prove("CRL", crl, crl.issuer(), key, Ecdsa.jdk())))
                .extracting(Rejection::code, Rejection::found)
                .containsExactly(ReasonCode.CRL_SIGNATURE, "SHA256withRSA");
        assertThat(refusalOf(() -> CrlIsAuthentic.prove(
                                "CRL", crl, TrustAnchor.intel().name(), key, Ecdsa.jdk()))
                        .code())
                .isEqualTo(ReasonCode.CRL_ISSUER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GoodCACert.crt",
                "InvalidMissingCRLTest1EE.crt",
                "InvalidRevokedCATest2EE.crt",
                "InvalidRevokedEETest3EE.crt",
                "NoCRLCACert.crt",
                "RevokedsubCACert.crt",
                "TrustAnchorRootCertificate.crt"
            })
    void certificateOfAnRsaPkiIsReadAndCannotBeAnAnchor(String file) throws MalformedException {
        Bytes der = Vectors.read(Vectors.path("peer-negative", "pkits", file));
        X509Certificate certificate = Certificates.parse(der);
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
        Refusal.of(der, bytes -> TrustAnchor.testOnly(Certificates.parse(bytes)));
    }

    /** Another platform's collateral: what is wrong with the quote alone is said before. */
    @Test
    void quoteThatFortanixDamagedIsRefused() {
        VectorCase other = VectorCase.named("cases", "sgx-v3-00906ed50000-swhardeningneeded-334b2f3f");
        Bytes damaged = Vectors.read(Vectors.path("peer-negative", "fortanix", "quote_pck_cert_chain_corrupted.bin"));
        assertThat(reasons(other.withQuote(damaged).verify()))
                .extracting(Rejection::code)
                .containsExactly(ReasonCode.QUOTE_SIGNATURE);
    }

    @Test
    void signerChainWithAWrongCertificateIsRefused() {
        VectorCase genuine = VectorCase.named("cases", "sgx-v3-00606a000000-swhardeningneeded-1cc40342");
        Bytes wrong =
                Vectors.read(Vectors.path("peer-negative", "oasis", "tcb_info_v3_fmspc_00606A000000_certs_bad.pem"));
        Verification verification =
                genuine.with(CollateralPiece.TCB_INFO_ISSUER_CHAIN, wrong).verify();
        assertThat(reasons(verification))
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason.where()).contains("issuer chain of the TCB info"));
    }

    @Test
    void openEnclavesDamagedReportIsNoQuote() {
        Bytes report = Vectors.read(Vectors.path("peer-negative", "openenclave-bad", "sgx_report_bad.bin"));
        VectorCase genuine = VectorCase.named("cases", "sgx-v3-00906ed50000-swhardeningneeded-334b2f3f");
        assertThat(genuine.withQuote(report).verify()).isInstanceOf(Rejected.class);
    }

    private static List<Rejection> reasons(Verification verification) {
        assertThat(verification).isInstanceOf(Rejected.class);
        return ((Rejected) verification).reasons();
    }

    private static Rejection refusalOf(Findings.Step<?> step) {
        try {
            throw new AssertionError("proven: " + step.run());
        } catch (Refused refused) {
            return refused.rejection();
        }
    }
}
