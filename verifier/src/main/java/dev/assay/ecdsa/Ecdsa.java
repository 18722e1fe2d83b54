package dev.assay.ecdsa;

import dev.assay.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;

/**
 * Checks signatures of ECDSA on P-256 with SHA-256 by the provider of the caller's choice.
 *
 * <p>No provider is ever installed. Instances are immutable and may be shared by threads.
 */
public final class Ecdsa {

    private final Provider provider;

    private Ecdsa(Provider provider) {
        this.provider = provider;
    }

    /** Arithmetic by {@code provider}, which must offer {@code SHA256withECDSA} and a {@code KeyFactory} for EC. */
    public static Ecdsa by(Provider provider) {
        if (!offersEcdsa(provider)) {
            throw new IllegalArgumentException(provider.getName() + " offers no SHA256withECDSA");
        }
        return new Ecdsa(provider);
    }

    /** Arithmetic by the JDK. */
    public static Ecdsa jdk() {
        Provider own = Security.getProvider("SunEC");
        if (own != null && offersEcdsa(own)) {
            return new Ecdsa(own);
        }
        for (Provider installed : Security.getProviders()) {
            if (offersEcdsa(installed)) {
                return new Ecdsa(installed);
            }
        }
        throw new IllegalStateException("no installed security provider offers SHA256withECDSA");
    }

    /** Arithmetic by Conscrypt where it is on the class path and runs on this machine, else by the JDK. */
    public static Ecdsa preferred() {
        return Preferred.INSTANCE;
    }

    /** Who does the arithmetic. */
    public Provider provider() {
        return provider;
    }

    /** Whether {@code signature} was made over {@code message} with the private half of {@code key}. */
    public boolean verify(P256Key key, Bytes message, P256Signature signature) {
        try {
            Signature check = Signature.getInstance("SHA256withECDSA", provider);
            check.initVerify(key.decodedBy(provider));
            check.update(message.asBuffer());
            return check.verify(signature.der());
        } catch (SignatureException refused) {
            // Providers differ in which wrong signatures they call malformed; both forms were checked before.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(provider.getName() + " cannot check ECDSA on P-256 after all", e);
        }
    }

    private static boolean offersEcdsa(Provider provider) {
        return provider.getService("Signature", "SHA256withECDSA") != null
                && provider.getService("KeyFactory", "EC") != null;
    }

    /** Looked for once: unpacking Conscrypt's native library takes a while. */
    private static final class Preferred {

        static final Ecdsa INSTANCE = find();

        private static Ecdsa find() {
            try {
                // By name, since Conscrypt is optional and this module must load without it.
                Class<?> conscrypt = Class.forName("org.conscrypt.OpenSSLProvider");
                Provider found = (Provider) conscrypt.getConstructor().newInstance();
                return offersEcdsa(found) ? new Ecdsa(found) : jdk();
            } catch (ReflectiveOperationException | LinkageError absent) {
                return jdk();
            }
        }
    }
}
