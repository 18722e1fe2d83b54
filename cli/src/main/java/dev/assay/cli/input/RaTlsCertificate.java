package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.Quote;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TLS certificate that carries a quote over its own key.
 *
 * <p>What binds the key: in {@link Form#INTEROPERABLE} certificates the report data begins with SHA-256 of the claims, and
 * these hold a hash of the key; in the older forms the report data begins with SHA-256 of the key. The key is meant as DER
 * of SubjectPublicKeyInfo. Source: CCC-Attestation/interoperable-ra-tls, {@code docs/}; Gramine, {@code tools/sgx/ra-tls}.
 *
 * @param x509 the certificate
 * @param form how it carries the quote
 * @param quote the quote's bytes, not parsed
 * @param claims CBOR, in {@link Form#INTEROPERABLE} certificates
 */
public record RaTlsCertificate(X509Certificate x509, Form form, Bytes quote, Optional<Bytes> claims) {

    /** How certificates carry quotes, best form first. */
    public enum Form {
        /** DICE tagged evidence as in Interoperable RA-TLS: Gramine from 1.8, Intel SGX SDK from 2.22, RATS-TLS. */
        INTEROPERABLE("2.23.133.5.4.9", "Interoperable RA-TLS"),
        /** Gramine encodes its OID wrongly, so this is how 1.2.840.113741.1337.6 arrives. */
        GRAMINE("0.6.9.42.840.113741.1337.6", "Gramine, older form"),
        /** The OID as Gramine meant it. */
        GRAMINE_AS_MEANT("1.2.840.113741.1337.6", "Gramine, older form"),
        /** The OID of the SGX extension of PCK certificates, with a quote in it. */
        INTEL_SDK("1.2.840.113741.1.13.1", "Intel SGX SDK, older form");

        private final String oid;
        private final String title;

        Form(String oid, String title) {
            this.oid = oid;
            this.title = title;
        }

        public String oid() {
            return oid;
        }

        /** What people call it. */
        public String title() {
            return title;
        }
    }

    private static final int DER_OCTET_STRING = 0x04;

    private static final long QUOTE_EVIDENCE = 60000;
    private static final long TDX_QUOTE_EVIDENCE = 60001;

    /** The certificate's quote; empty if it carries none. */
    public static Optional<RaTlsCertificate> of(X509Certificate x509) throws MalformedException {
        for (Form form : Form.values()) {
            byte @Nullable [] wrapped = x509.getExtensionValue(form.oid());
            if (wrapped != null) {
                Bytes content = unwrap(form, Bytes.of(wrapped));
                if (form == Form.INTEROPERABLE) {
                    return Optional.of(readEvidence(x509, content));
                }
                if (isLikeQuote(content)) {
                    return Optional.of(new RaTlsCertificate(x509, form, content, Optional.empty()));
                }
            }
        }
        return Optional.empty();
    }

    /** A quote begins with version 3 to 5 and key type 2; the SGX extension of a PCK certificate with a SEQUENCE. */
    private static boolean isLikeQuote(Bytes content) {
        return content.length() > 4 && content.uint16(0) < 0x30 && content.uint16(2) < 0x10;
    }

    private static RaTlsCertificate readEvidence(X509Certificate x509, Bytes content) throws MalformedException {
        CborReader cbor = new CborReader("RA-TLS evidence", content);
        long tag = cbor.tag();
        if (tag != QUOTE_EVIDENCE && tag != TDX_QUOTE_EVIDENCE) {
            throw new MalformedException("RA-TLS evidence, tag", 0, Long.toString(tag), "60000 or 60001, a quote");
        }
        long elements = cbor.array();
        if (elements != 2) {
            throw new MalformedException("RA-TLS evidence", 0, elements + " elements", "2, quote and claims");
        }
        Bytes quote = cbor.bytes();
        Bytes claims = cbor.bytes();
        cbor.end();
        return new RaTlsCertificate(x509, Form.INTEROPERABLE, quote, Optional.of(claims));
    }

    /** Whether {@code parsed}, which is this certificate's quote, was made over this certificate's key. */
    public boolean isBoundBy(Quote parsed) throws MalformedException {
        Bytes bound = parsed.body().reportData().slice(0, 32);
        if (claims.isEmpty()) {
            return bound.equals(hash("SHA-256", key()));
        }
        return bound.equals(hash("SHA-256", claims.get()))
                && claimedKeyHash(claims.get()).equals(hash(claimedKeyHashAlgorithm(claims.get()), key()));
    }

    private Bytes key() {
        return Bytes.of(x509.getPublicKey().getEncoded());
    }

    private static Bytes claimedKeyHash(Bytes claims) throws MalformedException {
        CborReader pair = keyHashPair(claims);
        pair.unsigned();
        Bytes hash = pair.bytes();
        pair.end();
        return hash;
    }

    private static String claimedKeyHashAlgorithm(Bytes claims) throws MalformedException {
        long id = keyHashPair(claims).unsigned();
        return switch ((int) id) {
            case 1 -> "SHA-256";
            case 7 -> "SHA-384";
            case 8 -> "SHA-512";
            default -> throw new MalformedException("RA-TLS claims, hash algorithm", 0, Long.toString(id), "1, 7 or 8");
        };
    }

    private static CborReader keyHashPair(Bytes claims) throws MalformedException {
        CborReader cbor = new CborReader("RA-TLS claims", claims);
        Optional<Bytes> found = Optional.empty();
        long pairs = cbor.map();
        for (long i = 0; i < pairs; i++) {
            if (!cbor.text().equals("pubkey-hash")) {
                cbor.skip();
            } else if (found.isPresent()) {
                throw new MalformedException("RA-TLS claims", 0, "pubkey-hash twice", "once");
            } else {
                found = Optional.of(cbor.bytes());
            }
        }
        cbor.end();
        CborReader pair = new CborReader(
                "RA-TLS claims, pubkey-hash",
                found.orElseThrow(
                        () -> new MalformedException("RA-TLS claims", 0, "no pubkey-hash", "a hash of the key")));
        pair.array();
        return pair;
    }

    private static Bytes hash(String algorithm, Bytes bytes) {
        try {
            return Bytes.of(MessageDigest.getInstance(algorithm).digest(bytes.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static Bytes unwrap(Form form, Bytes wrapped) throws MalformedException {
        int contentAt = 2;
        if (wrapped.length() >= contentAt && wrapped.at(0) == DER_OCTET_STRING) {
            if (wrapped.at(1) > 0x80) {
                contentAt += wrapped.at(1) - 0x80;
            }
            // The JDK has checked the length when it read the certificate.
            if (contentAt <= wrapped.length()) {
                return wrapped.from(contentAt);
            }
        }
        throw new MalformedException("certificate, extension " + form.oid(), 0, "another type", "an OCTET STRING");
    }
}
