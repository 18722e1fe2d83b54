package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS contexts for tests: of the throw-away identity beside the recordings, and for clients that trust one, or anybody. */
final class ThrowAwayTls {

    private static final char[] NO_SECRET = "changeit".toCharArray();

    private ThrowAwayTls() {}

    /** The identity of {@code certificates.trustedservices.intel.com}, signed by nobody of weight. */
    static SSLContext server(Recordings recordings) {
        try {
            byte[] key = Base64.getMimeDecoder()
                    .decode(recordings.text("pcs/tls/server.key").replaceAll("-----[^-]+-----", ""));
            PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
            KeyStore keys = empty();
            keys.setKeyEntry(
                    "server", secret, NO_SECRET, new Certificate[] {certificate(recordings.bytes("pcs/tls/server.pem"))
                    });
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, NO_SECRET);
            return context(managers, null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts the throw-away CA beside the recordings. */
    static SSLContext client(Recordings recordings) {
        return trusting(recordings.bytes("pcs/tls/ca.pem"));
    }

    /** Trusts one certificate in PEM. */
    static SSLContext trusting(Bytes pem) {
        try {
            KeyStore trusted = empty();
            trusted.setCertificateEntry("ca", certificate(pem));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            return context(null, managers.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate that a server shows, in PEM. */
    static Bytes certificateOf(URI server) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) careless().getSocketFactory().createSocket(server.getHost(), server.getPort())) {
            socket.startHandshake();
            Certificate[] chain = socket.getSession().getPeerCertificates();
            return Bytes.ofUtf8("-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(chain[chain.length - 1].getEncoded())
                    + "\n-----END CERTIFICATE-----\n");
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts anybody, as a client whose {@code use_secure_cert} is false. */
    static SSLContext careless() {
        return context(null, new TrustManager[] {
            new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String authType) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String authType) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            }
        });
    }

    private static SSLContext context(KeyManagerFactory keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys == null ? null : keys.getKeyManagers(), trust, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(Bytes pem) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem.toArray()));
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
