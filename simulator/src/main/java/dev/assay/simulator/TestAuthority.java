package dev.assay.simulator;

import dev.assay.ecdsa.P256Key;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Someone of the test PKI who signs: a CA, or the signer of TCB infos and identities.
 *
 * @param name subject of the certificate
 * @param key what it signs with
 * @param certificate what others believe about {@code key}
 */
public record TestAuthority(X500Principal name, TestKey key, TestCertificate certificate) {

    /** The authority that {@code draft} certifies, which holds {@code key}. */
    static TestAuthority of(CertificateDraft draft, TestKey key) {
        return new TestAuthority(draft.subject(), key, draft.mint());
    }

    /** A certificate by this authority with the given extensions beyond those that all have. */
    CertificateDraft certificate(String commonName, P256Key subjectKey, CertificateExtension... extensions) {
        return draft(name, key, commonName, subjectKey, extensions);
    }

    /** A certificate by the holder of {@code issuerKey}, in the order that Intel's extensions have. */
    static CertificateDraft draft(
            X500Principal issuer,
            TestKey issuerKey,
            String commonName,
            P256Key subjectKey,
            CertificateExtension... extensions) {
        CertificateDraft plain = new CertificateDraft(
                issuer,
                TestPki.name(commonName),
                new BigInteger(1, CertificateExtension.keyId(subjectKey).toArray()),
                TestPki.NOT_BEFORE,
                TestPki.NOT_AFTER,
                subjectKey,
                List.of(
                        CertificateExtension.authorityKeyId(issuerKey.publicKey()),
                        CertificateExtension.crlDistributionPoint("https://pki.assay-test.invalid/crl"),
                        CertificateExtension.subjectKeyId(subjectKey)),
                issuerKey);
        for (CertificateExtension extension : extensions) {
            plain = plain.with(extension);
        }
        return plain;
    }

    /** A list of this authority's that revokes nothing, made a day before {@code at} and good for 30 days. */
    public CrlDraft crl(Instant at) {
        Instant made = CollateralDraft.issueDate(at);
        return new CrlDraft(
                name,
                made,
                Optional.of(made.plus(Duration.ofDays(30))),
                Optional.of(BigInteger.ONE),
                Optional.of(key.publicKey()),
                List.of(),
                List.of(),
                key);
    }
}
