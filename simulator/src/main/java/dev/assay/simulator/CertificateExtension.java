package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.SgxExtension;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * One extension of a certificate.
 *
 * @param oid in dotted form
 * @param critical whether a reader that does not know the extension must refuse the certificate
 * @param value DER of the content, without the OCTET STRING around it
 */
public record CertificateExtension(String oid, boolean critical, Bytes value) {

    public static final String AUTHORITY_KEY_ID = Extension.authorityKeyIdentifier.getId();
    public static final String BASIC_CONSTRAINTS = Extension.basicConstraints.getId();
    public static final String CRL_DISTRIBUTION_POINTS = Extension.cRLDistributionPoints.getId();
    public static final String KEY_USAGE = Extension.keyUsage.getId();
    public static final String SUBJECT_KEY_ID = Extension.subjectKeyIdentifier.getId();

    /** Authority key id: names the key of the issuer. */
    public static CertificateExtension authorityKeyId(P256Key issuer) {
        return of(
                AUTHORITY_KEY_ID,
                false,
                new AuthorityKeyIdentifier(keyId(issuer).toArray()));
    }

    /** Subject key id: names the certificate's own key. */
    public static CertificateExtension subjectKeyId(P256Key subject) {
        return of(SUBJECT_KEY_ID, false, new SubjectKeyIdentifier(keyId(subject).toArray()));
    }

    /** Where the issuer's CRL is to be had. */
    public static CertificateExtension crlDistributionPoint(String url) {
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url));
        DistributionPoint point = new DistributionPoint(new DistributionPointName(names), null, null);
        return of(CRL_DISTRIBUTION_POINTS, false, new CRLDistPoint(new DistributionPoint[] {point}));
    }

    /** A CA with at most {@code pathLength} CAs below it. */
    public static CertificateExtension ca(int pathLength) {
        return of(BASIC_CONSTRAINTS, true, new BasicConstraints(pathLength));
    }

    /** Not a CA. */
    public static CertificateExtension notCa() {
        return of(BASIC_CONSTRAINTS, true, new BasicConstraints(false));
    }

    /** The key signs certificates and CRLs. */
    public static CertificateExtension caKeyUsage() {
        return of(KEY_USAGE, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    /** The key signs data. */
    public static CertificateExtension signerKeyUsage() {
        return of(KEY_USAGE, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
    }

    /** Intel's extension of PCK certificates. */
    public static CertificateExtension sgx(SgxExtension content) {
        return of(SgxExtension.OID, false, SgxExtensionDer.of(content).sequence());
    }

    /**
     * Intel's extension with parts left out.
     *
     * @param omitted OIDs below the extension's own, as in {@code "1"} for the PPID, {@code "2.17"} for the PCESVN
     */
    public static CertificateExtension sgxWithout(SgxExtension content, String... omitted) {
        return of(
                SgxExtension.OID,
                false,
                SgxExtensionDer.of(content).without(omitted).sequence());
    }

    /** 20 bytes: the first of SHA-256 over the point. Source: RFC 7093, section 2, method 1. */
    static Bytes keyId(P256Key key) {
        return TestKey.sha256(Bytes.concat(Bytes.of(new byte[] {4}), key.point()))
                .slice(0, 20);
    }

    private static CertificateExtension of(String oid, boolean critical, ASN1Encodable content) {
        try {
            return new CertificateExtension(
                    oid, critical, Bytes.of(content.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
        } catch (IOException e) {
            throw new IllegalStateException("an extension cannot be encoded", e);
        }
    }
}
