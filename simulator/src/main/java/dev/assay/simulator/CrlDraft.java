package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.P256Key;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;

/**
 * A certificate revocation list to be minted; every part of it may be changed first.
 *
 * @param issuer name of the issuer
 * @param thisUpdate when the list was made, in whole seconds
 * @param nextUpdate when the next one will be there; empty to leave it out
 * @param number the CRL number; empty to leave it out
 * @param authorityKey the key that the authority key id names; empty to leave it out
 * @param revoked serial numbers, revoked at {@code thisUpdate} for a compromised key
 * @param extensions what else the list carries
 * @param signer the key that signs; by right the issuer's
 */
public record CrlDraft(
        X500Principal issuer,
        Instant thisUpdate,
        Optional<Instant> nextUpdate,
        Optional<BigInteger> number,
        Optional<P256Key> authorityKey,
        List<BigInteger> revoked,
        List<CertificateExtension> extensions,
        TestKey signer) {

    public CrlDraft {
        revoked = List.copyOf(revoked);
        extensions = List.copyOf(extensions);
    }

    public CrlDraft withIssuer(X500Principal changed) {
        return new CrlDraft(changed, thisUpdate, nextUpdate, number, authorityKey, revoked, extensions, signer);
    }

    public CrlDraft withThisUpdate(Instant changed) {
        return new CrlDraft(issuer, changed, nextUpdate, number, authorityKey, revoked, extensions, signer);
    }

    public CrlDraft withNextUpdate(Instant changed) {
        return new CrlDraft(
                issuer, thisUpdate, Optional.of(changed), number, authorityKey, revoked, extensions, signer);
    }

    public CrlDraft withoutNextUpdate() {
        return new CrlDraft(issuer, thisUpdate, Optional.empty(), number, authorityKey, revoked, extensions, signer);
    }

    public CrlDraft withNumber(long changed) {
        Optional<BigInteger> number = Optional.of(BigInteger.valueOf(changed));
        return new CrlDraft(issuer, thisUpdate, nextUpdate, number, authorityKey, revoked, extensions, signer);
    }

    public CrlDraft withoutNumber() {
        return new CrlDraft(
                issuer, thisUpdate, nextUpdate, Optional.empty(), authorityKey, revoked, extensions, signer);
    }

    public CrlDraft withAuthorityKey(P256Key changed) {
        return new CrlDraft(issuer, thisUpdate, nextUpdate, number, Optional.of(changed), revoked, extensions, signer);
    }

    public CrlDraft withoutAuthorityKeyId() {
        return new CrlDraft(issuer, thisUpdate, nextUpdate, number, Optional.empty(), revoked, extensions, signer);
    }

    /** Revokes one more certificate. */
    public CrlDraft revoking(BigInteger serialNumber) {
        List<BigInteger> more = new ArrayList<>(revoked);
        more.add(serialNumber);
        return new CrlDraft(issuer, thisUpdate, nextUpdate, number, authorityKey, more, extensions, signer);
    }

    /** Revokes one more certificate. */
    public CrlDraft revoking(TestCertificate certificate) {
        return revoking(certificate.x509().getSerialNumber());
    }

    public CrlDraft with(CertificateExtension extension) {
        List<CertificateExtension> more = new ArrayList<>(extensions);
        more.add(extension);
        return new CrlDraft(issuer, thisUpdate, nextUpdate, number, authorityKey, revoked, more, signer);
    }

    /** Another key signs; the issuer's name and the authority key id stay. */
    public CrlDraft withSigner(TestKey changed) {
        return new CrlDraft(issuer, thisUpdate, nextUpdate, number, authorityKey, revoked, extensions, changed);
    }

    /** DER of the list: X.509 version 2, ECDSA with SHA-256. */
    public Bytes mint() {
        X509v2CRLBuilder builder =
                new X509v2CRLBuilder(X500Name.getInstance(issuer.getEncoded()), DerTime.of(thisUpdate));
        nextUpdate.ifPresent(next -> builder.setNextUpdate(DerTime.of(next)));
        revoked.forEach(serial -> builder.addCRLEntry(serial, Date.from(thisUpdate), CRLReason.keyCompromise));
        try {
            if (number.isPresent()) {
                builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number.get()));
            }
            if (authorityKey.isPresent()) {
                add(builder, CertificateExtension.authorityKeyId(authorityKey.get()));
            }
            for (CertificateExtension extension : extensions) {
                add(builder, extension);
            }
            return Bytes.of(builder.build(new TestContentSigner(signer)).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a CRL cannot be encoded", e);
        }
    }

    private static void add(X509v2CRLBuilder builder, CertificateExtension extension) throws IOException {
        builder.addExtension(
                new ASN1ObjectIdentifier(extension.oid()),
                extension.critical(),
                extension.value().toArray());
    }
}
