package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/**
 * The root that every chain must end in.
 *
 * <p><b>Guarantees.</b> A chain's root counts as the anchor when it has the anchor's name and key and a valid signature
 * by that key. So Intel's superseded root certificate, which quotes from 2019 and 2020 still carry (same name, key and
 * serial number, valid to 2033), is accepted; Intel's own library compares the signatures of both certificates and
 * refuses it. Nobody without Intel's key gains by the difference.
 */
public final class TrustAnchor {

    private final X509Certificate root;
    private final P256Key key;
    private final TrustDomain domain;
    private final Bytes keyId;

    private TrustAnchor(X509Certificate root, P256Key key, TrustDomain domain) {
        this.root = root;
        this.key = key;
        this.domain = domain;
        this.keyId = Hashes.sha384(key.subjectPublicKeyInfo());
    }

    /** Intel SGX Root CA, SHA-256 of its DER 44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3. */
    public static TrustAnchor intel() {
        return IntelRoot.ANCHOR;
    }

    /**
     * A root of a test platform. Verdicts under it say so in their trust domain, whatever the root's name is, and even
     * if it is Intel's.
     *
     * @throws MalformedException if the root's key is none on P-256
     */
    public static TrustAnchor testOnly(X509Certificate root) throws MalformedException {
        return of(root, new TrustDomain.Test(Hashes.sha256(X509.encoded(root))));
    }

    private static TrustAnchor of(X509Certificate root, TrustDomain domain) throws MalformedException {
        return new TrustAnchor(root, X509.key(root), domain);
    }

    public X509Certificate root() {
        return root;
    }

    public P256Key key() {
        return key;
    }

    public TrustDomain domain() {
        return domain;
    }

    /** 48 bytes: SHA-384 of the root's SubjectPublicKeyInfo. */
    public Bytes keyId() {
        return keyId;
    }

    X500Principal name() {
        return root.getSubjectX500Principal();
    }

    /** Read when first asked for. */
    private static final class IntelRoot {

        static final TrustAnchor ANCHOR = load();

        private static TrustAnchor load() {
            try (InputStream pem = TrustAnchor.class.getResourceAsStream("intel-sgx-root-ca.pem")) {
                if (pem == null) {
                    throw new IllegalStateException("intel-sgx-root-ca.pem is not in this library's jar");
                }
                return of(Certificates.parse(Bytes.of(pem.readAllBytes())), new TrustDomain.Intel());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (MalformedException e) {
                throw new IllegalStateException("intel-sgx-root-ca.pem in this library's jar is damaged", e);
            }
        }
    }
}
