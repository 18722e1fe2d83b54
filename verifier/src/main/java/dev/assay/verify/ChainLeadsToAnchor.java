package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves that a chain consists of just the certificates that it should, in whatever order, and ends in the anchor.
 *
 * <p>Beyond what Intel QVL checks ({@code Verifiers/PckCertVerifier.cpp}, {@code TCBSigningChain.cpp}): issuers must be
 * CAs that may sign certificates and CRLs, and no critical extension may be unknown.
 */
final class ChainLeadsToAnchor {

    private static final String ADVICE =
            "use the chain that the provisioning service delivered with the document, unchanged";

    /** Intel has three such certificates, and has issued each of them about twice. */
    private static final int REMEMBERED = 64;

    private final TrustAnchor anchor;
    private final Ecdsa ecdsa;
    private final Bytes anchorDer;
    private final BoundedCache<Bytes, P256Key> signedByAnchor = new BoundedCache<>(REMEMBERED);

    ChainLeadsToAnchor(TrustAnchor anchor, Ecdsa ecdsa) {
        this.anchor = anchor;
        this.ecdsa = ecdsa;
        this.anchorDer = X509.encoded(anchor.root());
    }

    /** The signer of TCB infos and identities: it and the root. */
    TrustedCertificate tcbSigner(String where, List<X509Certificate> chain) throws Refused {
        requireSize(where, chain, 2);
        TrustedCertificate signer = issuedByRoot(where, chain, 0);
        requireName(where, signer.x509(), "SGX TCB Signing");
        return signer;
    }

    /** A CA of PCK certificates: it and the root. */
    TrustedCertificate pckCa(String where, List<X509Certificate> chain) throws Refused {
        requireSize(where, chain, 2);
        TrustedCertificate ca = issuedByRoot(where, chain, 1);
        requireName(where, ca.x509(), "CA");
        requireCa(where, ca.x509(), 0);
        return ca;
    }

    /** A PCK certificate, its CA and the root. */
    TrustedPck pck(String where, List<X509Certificate> chain) throws Refused {
        requireSize(where, chain, 3);
        List<X509Certificate> issuers = new ArrayList<>(chain);
        X509Certificate leaf = onlyOne(where, chain, "SGX PCK Certificate");
        issuers.remove(leaf);
        TrustedCertificate ca = pckCa(where, issuers);
        if (!X509.sameName(leaf.getIssuerX500Principal(), ca.x509().getSubjectX500Principal())) {
            throw new Refused(
                    ReasonCode.CHAIN_SHAPE,
                    where,
                    "a PCK certificate issued by " + leaf.getIssuerX500Principal(),
                    "one issued by " + ca.x509().getSubjectX500Principal(),
                    ADVICE);
        }
        requireSignature(where, leaf, ca.key());
        requireExpectedExtensions(where, leaf);
        List<Validity> validities = new ArrayList<>(ca.validities());
        validities.add(Validity.of(where + ", " + Certificates.commonName(leaf), leaf));
        return new TrustedPck(read(where, leaf), ca, List.copyOf(validities));
    }

    private static PckCertificate read(String where, X509Certificate leaf) throws Refused {
        PckCertificate pck;
        try {
            pck = PckCertificate.of(leaf);
        } catch (MalformedException e) {
            throw new Refused(ReasonCode.CERTIFICATE_UNFIT, where + ", " + e.field(), e.found(), e.expected(), ADVICE);
        }
        boolean complete = pck.extension().platformInstanceId().isPresent();
        if (pck.ca() == PckCertificate.Ca.PLATFORM && !complete) {
            throw new Refused(
                    ReasonCode.CERTIFICATE_UNFIT,
                    where + ", SGX extension",
                    "no platform instance id and configuration",
                    "both, since the Platform CA issued the certificate",
                    ADVICE);
        }
        return pck;
    }

    private TrustedCertificate issuedByRoot(String where, List<X509Certificate> chain, int casBelowRoot)
            throws Refused {
        X509Certificate first = chain.get(0);
        X509Certificate second = chain.get(1);
        boolean firstIsRoot = isSelfIssued(first);
        if (firstIsRoot == isSelfIssued(second)) {
            throw new Refused(
                    ReasonCode.CHAIN_SHAPE,
                    where,
                    firstIsRoot ? "two self-issued certificates" : "no self-issued certificate",
                    "one root",
                    ADVICE);
        }
        X509Certificate root = firstIsRoot ? first : second;
        X509Certificate issued = firstIsRoot ? second : first;
        requireAnchor(where, root, casBelowRoot);
        if (!X509.sameName(issued.getIssuerX500Principal(), root.getSubjectX500Principal())) {
            throw new Refused(
                    ReasonCode.CHAIN_SHAPE,
                    where,
                    "a certificate issued by " + issued.getIssuerX500Principal(),
                    "one issued by " + root.getSubjectX500Principal(),
                    ADVICE);
        }
        P256Key key = keySignedByAnchor(where, issued);
        requireExpectedExtensions(where, issued);
        return new TrustedCertificate(
                issued,
                key,
                List.of(
                        Validity.of(where + ", " + Certificates.commonName(root), root),
                        Validity.of(where + ", " + Certificates.commonName(issued), issued)));
    }

    private void requireAnchor(String where, X509Certificate root, int casBelow) throws Refused {
        boolean sameCertificate = X509.encoded(root).equals(anchorDer);
        if (!sameCertificate && !hasNameAndKeyOfAnchor(root)) {
            throw new Refused(
                    ReasonCode.CHAIN_UNTRUSTED,
                    where,
                    named(root, X509.encoded(root)),
                    named(anchor.root(), anchorDer) + ", trust domain " + anchor.domain(),
                    "evidence from a test platform is only accepted with its own root (--trust-root)");
        }
        if (!sameCertificate) {
            keySignedByAnchor(where, root);
        }
        requireCa(where, root, casBelow);
    }

    /** All of the subject: what a test root is called beyond its common name is what tells people. */
    private static String named(X509Certificate root, Bytes der) {
        return "root " + root.getSubjectX500Principal() + " with SHA-256 " + Hashes.sha256(der);
    }

    private boolean hasNameAndKeyOfAnchor(X509Certificate root) {
        try {
            return X509.sameName(root.getSubjectX500Principal(), anchor.name())
                    && X509.key(root).equals(anchor.key());
        } catch (MalformedException notP256) {
            return false;
        }
    }

    /** The key of a certificate that the anchor signed: the same object every time, since decoding it costs much. */
    private P256Key keySignedByAnchor(String where, X509Certificate certificate) throws Refused {
        Bytes der = X509.encoded(certificate);
        P256Key known = signedByAnchor.get(der);
        if (known != null) {
            return known;
        }
        requireSignature(where, certificate, anchor.key());
        try {
            P256Key key = X509.key(certificate);
            signedByAnchor.put(der, key);
            return key;
        } catch (MalformedException e) {
            throw new Refused(ReasonCode.CERTIFICATE_UNFIT, where + ", " + e.field(), e.found(), e.expected(), ADVICE);
        }
    }

    private void requireSignature(String where, X509Certificate certificate, P256Key issuerKey) throws Refused {
        boolean signed;
        String found = "a signature that its key did not make";
        try {
            signed = X509.isSignedBy(issuerKey, certificate, ecdsa);
        } catch (MalformedException e) {
            signed = false;
            found = e.field() + " " + e.found();
        }
        if (!signed) {
            throw new Refused(
                    ReasonCode.CERTIFICATE_SIGNATURE,
                    where + ", " + Certificates.commonName(certificate),
                    found,
                    "a signature by its issuer",
                    ADVICE);
        }
    }

    private static X509Certificate onlyOne(String where, List<X509Certificate> chain, String name) throws Refused {
        List<X509Certificate> named = chain.stream()
                .filter(certificate -> Certificates.commonName(certificate).contains(name))
                .toList();
        if (named.size() != 1) {
            throw new Refused(
                    ReasonCode.CHAIN_SHAPE, where, named.size() + " certificates named " + name, "one", ADVICE);
        }
        return named.get(0);
    }

    private static void requireSize(String where, List<X509Certificate> chain, int size) throws Refused {
        if (chain.size() != size) {
            throw new Refused(
                    ReasonCode.CHAIN_SHAPE, where, chain.size() + " certificates", size + " certificates", ADVICE);
        }
    }

    private static void requireName(String where, X509Certificate certificate, String name) throws Refused {
        if (!Certificates.commonName(certificate).contains(name)) {
            throw new Refused(
                    ReasonCode.CERTIFICATE_UNFIT,
                    where,
                    "a certificate of " + Certificates.commonName(certificate),
                    "one whose name has \"" + name + "\"",
                    ADVICE);
        }
    }

    private static void requireCa(String where, X509Certificate certificate, int casBelow) throws Refused {
        if (!X509.isCa(certificate, casBelow)) {
            throw new Refused(
                    ReasonCode.CERTIFICATE_UNFIT,
                    where + ", " + Certificates.commonName(certificate),
                    "a certificate that may not issue the one below it",
                    "a CA that may sign certificates and CRLs",
                    ADVICE);
        }
    }

    private static void requireExpectedExtensions(String where, X509Certificate certificate) throws Refused {
        if (!X509.hasOnlyExpectedCriticalExtensions(certificate)) {
            throw new Refused(
                    ReasonCode.CERTIFICATE_UNFIT,
                    where + ", " + Certificates.commonName(certificate),
                    "another critical extension",
                    "none but key usage and basic constraints",
                    ADVICE);
        }
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return X509.sameName(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal());
    }
}
