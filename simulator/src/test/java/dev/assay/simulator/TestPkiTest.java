package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.SgxExtension;
import java.math.BigInteger;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestPkiTest {

    private static final TestPki PKI = TestPki.of(1);
    private static final TestPlatform PLATFORM = TestPlatform.of(Seed.of(2));

    @Test
    void everyNameSaysTestAndNeverIntel() {
        for (TestCertificate certificate : all()) {
            for (String name : List.of(
                    certificate.x509().getSubjectX500Principal().getName(),
                    certificate.x509().getIssuerX500Principal().getName())) {
                assertThat(name).contains("CN=ASSAY TEST ", "proves nothing");
                assertThat(name.toLowerCase(Locale.ROOT)).doesNotContain("intel");
            }
            assertThat(certificate.der().latin1().toLowerCase(Locale.ROOT)).doesNotContain("intel");
        }
    }

    @Test
    void namesSayWhatTheRulesOfVerificationLookFor() {
        assertThat(all())
                .extracting(certificate -> Certificates.commonName(certificate.x509()))
                .containsExactly(
                        "ASSAY TEST SGX Root CA",
                        "ASSAY TEST SGX PCK Platform CA",
                        "ASSAY TEST SGX PCK Processor CA",
                        "ASSAY TEST SGX TCB Signing",
                        "ASSAY TEST SGX PCK Certificate");
    }

    @ParameterizedTest
    @EnumSource
    void theJdkAcceptsEveryChain(PckCertificate.Ca ca) throws Exception {
        TestPlatform platform = PLATFORM.withCa(ca);
        validate(PKI.pckCertificate(platform).mint(), PKI.authority(ca).certificate());
        validate(PKI.tcbSigner().certificate());
    }

    @ParameterizedTest
    @EnumSource
    void aPckCertificateSaysWhatThePlatformIs(PckCertificate.Ca ca) throws Exception {
        TestPlatform platform = PLATFORM.withCa(ca).withPceSvn(300).withCpuSvn(Patch.padded(16, 1, 2, 3));
        PckCertificate read =
                PckCertificate.of(PKI.pckCertificate(platform).mint().x509());
        assertThat(read.extension()).isEqualTo(platform.extension());
        assertThat(read.key()).isEqualTo(platform.pckKey().publicKey());
        assertThat(read.ca()).isEqualTo(ca);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "2.1", "2.16", "2.17", "2.18", "3", "4", "5", "6", "7", "7.1", "7.2", "7.3"})
    void anExtensionCanLackAnyPart(String oid) {
        CertificateExtension whole = CertificateExtension.sgx(PLATFORM.extension());
        CertificateExtension less = CertificateExtension.sgxWithout(PLATFORM.extension(), oid);
        assertThat(less.value().length()).isLessThan(whole.value().length());
        assertThat(catchParsing(less.value())).contains("SGX extension");
    }

    @Test
    void aCrlSaysWhatItIsTold() throws Exception {
        Instant at = Forge.DEFAULT_INSTANT;
        TestCertificate leaf = PKI.pckCertificate(PLATFORM).mint();
        CrlDraft draft = PKI.platformCa().crl(at).withNumber(7).revoking(leaf);
        Crl crl = Crl.parse(draft.mint());
        assertThat(crl.issuer()).isEqualTo(PKI.platformCa().name());
        assertThat(crl.thisUpdate()).isEqualTo(draft.thisUpdate());
        assertThat(crl.nextUpdate()).isEqualTo(draft.nextUpdate());
        assertThat(crl.number()).contains(BigInteger.valueOf(7));
        assertThat(crl.hasAuthorityKeyId()).isTrue();
        assertThat(crl.revokes(leaf.x509().getSerialNumber())).isTrue();
        assertThat(crl.revokes(BigInteger.ONE)).isFalse();
        assertThat(crl.isSignedBy(PKI.platformCa().key().publicKey(), Ecdsa.jdk()))
                .isTrue();
        assertThat(crl.isSignedBy(PKI.root().key().publicKey(), Ecdsa.jdk())).isFalse();

        Crl bare = Crl.parse(draft.withoutNextUpdate()
                .withoutNumber()
                .withoutAuthorityKeyId()
                .mint());
        assertThat(bare.nextUpdate()).isEmpty();
        assertThat(bare.number()).isEmpty();
        assertThat(bare.hasAuthorityKeyId()).isFalse();
    }

    @Test
    void aChangedAuthorityKeepsItsKey() {
        Instant past = Instant.parse("2020-01-01T00:00:00Z");
        TestPki changed = PKI.withPlatformCa(ca -> ca.withNotAfter(past)).withTcbSigner(s -> s.withNotAfter(past));
        assertThat(changed.platformCa().key()).isEqualTo(PKI.platformCa().key());
        assertThat(changed.platformCa().certificate().x509().getNotAfter()).isEqualTo(Date.from(past));
        assertThat(changed.tcbSigner().certificate().x509().getNotAfter()).isEqualTo(Date.from(past));
        assertThat(changed.processorCa()).isEqualTo(PKI.processorCa());
        assertThat(PKI.withRoot(root -> root)).isEqualTo(PKI);
    }

    private static List<TestCertificate> all() {
        return Stream.of(
                        PKI.root().certificate(),
                        PKI.platformCa().certificate(),
                        PKI.processorCa().certificate(),
                        PKI.tcbSigner().certificate(),
                        PKI.pckCertificate(PLATFORM).mint())
                .toList();
    }

    private static String catchParsing(Bytes extension) {
        try {
            SgxExtension.parse(extension);
            return "parsed";
        } catch (Exception e) {
            return e.getMessage();
        }
    }

    /** PKIX as the JDK understands it, an independent opinion. */
    private static void validate(TestCertificate... path) throws Exception {
        X509Certificate root = PKI.root().certificate().x509();
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(Forge.DEFAULT_INSTANT));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(Stream.of(path)
                                        .map(TestCertificate::x509)
                                        .toList()),
                        parameters);
    }
}
