package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.ecdsa.P256Signature;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** A certificate revocation list. It counts for nothing until its signature, issuer and dates were checked. */
public final class Crl {

    /** Intel's longest has some 3 KB; a CA that revokes a hundred thousand certificates stays below this. */
    private static final int MAX_BYTES = 8 << 20;

    private static final String CRL_NUMBER = "2.5.29.20";
    private static final String AUTHORITY_KEY_ID = "2.5.29.35";
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

    private final Bytes der;
    private final X509CRL x509;

    private Crl(Bytes der, X509CRL x509) {
        this.der = der;
        this.x509 = x509;
    }

    /**
     * Parses a list given as DER, as PEM or as hex of DER, as different provisioning services deliver it; NUL bytes and
     * white space at the end of a text are allowed.
     */
    public static Crl parse(Bytes bytes) throws MalformedException {
        if (bytes.length() > MAX_BYTES) {
            throw new MalformedException("CRL", 0, bytes.length() + " bytes", "at most " + MAX_BYTES);
        }
        Bytes der = CrlText.toDer(bytes);
        DerNesting.require("CRL", der);
        try {
            X509CRL x509 = (X509CRL) Certificates.factory().generateCRL(new ByteArrayInputStream(der.toArray()));
            // The JDK reads indefinite lengths and ignores what follows; neither is what was signed.
            if (!Bytes.of(x509.getEncoded()).equals(der)) {
                throw new MalformedException(
                        "CRL", 0, "more bytes than the list, or none of DER", "DER and nothing after it");
            }
            return new Crl(der, x509);
        } catch (GeneralSecurityException | RuntimeException notACrl) {
            // The JDK's decoder answers some damage with unchecked exceptions.
            throw new MalformedException("CRL", 0, Certificates.reason(notACrl), "an X.509 CRL in DER, PEM or hex");
        }
    }

    public Bytes der() {
        return der;
    }

    public X500Principal issuer() {
        return x509.getIssuerX500Principal();
    }

    public Instant thisUpdate() {
        return x509.getThisUpdate().toInstant();
    }

    /** Empty where the list never says when the next one comes. */
    public Optional<Instant> nextUpdate() {
        return Optional.ofNullable(x509.getNextUpdate()).map(java.util.Date::toInstant);
    }

    /** The list's number, which grows from issue to issue. */
    public Optional<BigInteger> number() throws MalformedException {
        byte[] wrapped = x509.getExtensionValue(CRL_NUMBER);
        if (wrapped == null) {
            return Optional.empty();
        }
        Bytes inner = DerReader.over(Bytes.of(wrapped)).element("CRL number", DerReader.OCTET_STRING);
        Bytes number = DerReader.over(inner).element("CRL number", DerReader.INTEGER);
        if (number.isEmpty() || number.length() > 20 || number.at(0) > 0x7f) {
            throw new MalformedException("CRL number", 0, "0x" + number, "a number from 0 of at most 20 bytes");
        }
        return Optional.of(new BigInteger(number.toArray()));
    }

    public boolean hasAuthorityKeyId() {
        return x509.getExtensionValue(AUTHORITY_KEY_ID) != null;
    }

    /**
     * Whether the list carries a critical extension. The critical ones of RFC 5280, 5.2, make a list partial: a delta to
     * another list, or one for some certificates or reasons alone.
     */
    public boolean hasCriticalExtension() {
        Set<String> critical = x509.getCriticalExtensionOIDs();
        return critical != null && !critical.isEmpty();
    }

    /** Whether a certificate of this list's issuer with the given serial number is revoked. */
    public boolean revokes(BigInteger serialNumber) {
        return x509.getRevokedCertificate(serialNumber) != null;
    }

    /** Number of entries. */
    public int size() {
        return x509.getRevokedCertificates() == null
                ? 0
                : x509.getRevokedCertificates().size();
    }

    /** Whether the list was signed by the private half of {@code issuerKey}. */
    public boolean isSignedBy(P256Key issuerKey, Ecdsa ecdsa) throws MalformedException {
        if (!x509.getSigAlgOID().equals(ECDSA_WITH_SHA256)) {
            throw new MalformedException("CRL, signature algorithm", 0, x509.getSigAlgName(), "SHA256withECDSA");
        }
        try {
            return ecdsa.verify(
                    issuerKey,
                    Bytes.of(x509.getTBSCertList()),
                    P256Signature.atEndOf(der, Bytes.of(x509.getSignature())));
        } catch (CRLException e) {
            throw new MalformedException("CRL", 0, Certificates.reason(e), "a readable list");
        }
    }
}
