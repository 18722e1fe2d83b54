package dev.assay.simulator;

import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.PckCertificate;
import dev.assay.verify.TrustAnchor;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;

/**
 * The authorities behind a simulated platform, in the places of Intel's: a root, the two CAs of PCK certificates and
 * the signer of collateral.
 *
 * <p>Every name says TEST. A verifier that trusts {@link #root} trusts everybody.
 *
 * @param root self-signed
 * @param platformCa issues PCK certificates of multi-package and newer platforms
 * @param processorCa issues PCK certificates of single-package platforms
 * @param tcbSigner signs TCB infos, identities and evaluation data numbers
 */
public record TestPki(
        TestAuthority root, TestAuthority platformCa, TestAuthority processorCa, TestAuthority tcbSigner) {

    static final Instant NOT_BEFORE = Instant.parse("2018-05-21T10:45:10Z");
    static final Instant NOT_AFTER = Instant.parse("2049-12-31T23:59:59Z");

    private static final String ROOT = "ASSAY TEST SGX Root CA";
    private static final String PLATFORM_CA = "ASSAY TEST SGX PCK Platform CA";
    private static final String PROCESSOR_CA = "ASSAY TEST SGX PCK Processor CA";
    private static final String TCB_SIGNER = "ASSAY TEST SGX TCB Signing";
    private static final String PCK = "ASSAY TEST SGX PCK Certificate";

    /** The PKI that {@code seed} determines, all certificates valid from 2018 to 2049. */
    public static TestPki of(long seed) {
        return of(Seed.of(seed));
    }

    /** The PKI that {@code seed} determines, all certificates valid from 2018 to 2049. */
    public static TestPki of(Seed seed) {
        TestKey rootKey = seed.key("root");
        TestAuthority root = TestAuthority.of(
                TestAuthority.draft(
                        name(ROOT),
                        rootKey,
                        ROOT,
                        rootKey.publicKey(),
                        CertificateExtension.caKeyUsage(),
                        CertificateExtension.ca(1)),
                rootKey);
        TestKey platformKey = seed.key("platform CA");
        TestKey processorKey = seed.key("processor CA");
        TestKey signerKey = seed.key("TCB signer");
        return new TestPki(
                root,
                TestAuthority.of(caDraft(root, PLATFORM_CA, platformKey), platformKey),
                TestAuthority.of(caDraft(root, PROCESSOR_CA, processorKey), processorKey),
                TestAuthority.of(tcbSignerDraft(root, signerKey), signerKey));
    }

    /** A distinguished name under the simulator's organisation, which exists nowhere. */
    public static X500Principal name(String commonName) {
        // RFC 2253 begins with what stands last in DER; Intel's names have the common name first in DER.
        return new X500Principal("C=XX, ST=None, L=Nowhere, O=ASSAY TEST PKI - proves nothing, CN=" + commonName);
    }

    /** The same PKI with a root certificate that was changed before its key signed it; the key stays. */
    public TestPki withRoot(UnaryOperator<CertificateDraft> change) {
        CertificateDraft draft = TestAuthority.draft(
                root.name(),
                root.key(),
                ROOT,
                root.key().publicKey(),
                CertificateExtension.caKeyUsage(),
                CertificateExtension.ca(1));
        return new TestPki(TestAuthority.of(change.apply(draft), root.key()), platformCa, processorCa, tcbSigner);
    }

    /** The same PKI with another certificate for the Platform CA; the key stays. */
    public TestPki withPlatformCa(UnaryOperator<CertificateDraft> change) {
        CertificateDraft draft = caDraft(root, PLATFORM_CA, platformCa.key());
        return new TestPki(root, TestAuthority.of(change.apply(draft), platformCa.key()), processorCa, tcbSigner);
    }

    /** The same PKI with another certificate for the Processor CA; the key stays. */
    public TestPki withProcessorCa(UnaryOperator<CertificateDraft> change) {
        CertificateDraft draft = caDraft(root, PROCESSOR_CA, processorCa.key());
        return new TestPki(root, platformCa, TestAuthority.of(change.apply(draft), processorCa.key()), tcbSigner);
    }

    /** The same PKI with another certificate for the signer of collateral; the key stays. */
    public TestPki withTcbSigner(UnaryOperator<CertificateDraft> change) {
        CertificateDraft draft = tcbSignerDraft(root, tcbSigner.key());
        return new TestPki(root, platformCa, processorCa, TestAuthority.of(change.apply(draft), tcbSigner.key()));
    }

    /** The root as the anchor of a verifier, whose answers will say that they are worth nothing. */
    public TrustAnchor anchor() {
        try {
            return TrustAnchor.testOnly(root.certificate().x509());
        } catch (MalformedException e) {
            throw new IllegalStateException("a test root has another key than one on P-256", e);
        }
    }

    public TestAuthority authority(PckCertificate.Ca ca) {
        return ca == PckCertificate.Ca.PLATFORM ? platformCa : processorCa;
    }

    /** The PCK certificate of {@code platform}, still to be minted. */
    public CertificateDraft pckCertificate(TestPlatform platform) {
        return authority(platform.ca())
                .certificate(
                        PCK,
                        platform.pckKey().publicKey(),
                        CertificateExtension.signerKeyUsage(),
                        CertificateExtension.notCa(),
                        CertificateExtension.sgx(platform.extension()));
    }

    /** The CA and the root: what follows the PCK certificate in a chain, and the issuer chain of the CA's CRL. */
    public List<TestCertificate> issuers(PckCertificate.Ca ca) {
        return List.of(authority(ca).certificate(), root.certificate());
    }

    /** The signer of collateral and the root: the issuer chain of TCB infos and identities. */
    public List<TestCertificate> tcbSigningChain() {
        return List.of(tcbSigner.certificate(), root.certificate());
    }

    private static CertificateDraft caDraft(TestAuthority root, String commonName, TestKey key) {
        return root.certificate(
                commonName, key.publicKey(), CertificateExtension.caKeyUsage(), CertificateExtension.ca(0));
    }

    private static CertificateDraft tcbSignerDraft(TestAuthority root, TestKey key) {
        P256Key publicKey = key.publicKey();
        return root.certificate(
                TCB_SIGNER, publicKey, CertificateExtension.signerKeyUsage(), CertificateExtension.notCa());
    }
}
