package dev.assay.service.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands out one key, which can be exchanged at any time. A handshake that has begun gets certificate and key of the same
 * generation. The JDK's own managers keep the key encrypted, and decrypt it in each handshake.
 */
final class ChangingKey extends X509ExtendedKeyManager {

    private record Generation(
            String alias,
            String algorithm,
            List<X509Certificate> chain,
            PrivateKey key,
            @Nullable Generation before) {}

    private volatile Generation current;

    ChangingKey(List<X509Certificate> chain, PrivateKey key) {
        this.current = generation("0", chain, key, null);
    }

    synchronized void change(List<X509Certificate> chain, PrivateKey key) {
        Generation last = current;
        Generation kept = new Generation(last.alias(), last.algorithm(), last.chain(), last.key(), null);
        current = generation(Integer.toString(Integer.parseInt(last.alias()) + 1), chain, key, kept);
    }

    X509Certificate certificate() {
        return current.chain().getFirst();
    }

    private static Generation generation(
            String alias, List<X509Certificate> chain, PrivateKey key, @Nullable Generation before) {
        return new Generation(alias, chain.getFirst().getPublicKey().getAlgorithm(), List.copyOf(chain), key, before);
    }

    private @Nullable Generation find(String alias) {
        for (Generation one = current; one != null; one = one.before()) {
            if (one.alias().equals(alias)) {
                return one;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        Generation now = current;
        // TLS 1.2 says EC_EC and EC_RSA for the way keys are agreed on, too.
        return keyType.equals(now.algorithm()) || keyType.startsWith(now.algorithm() + "_") ? now.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        Generation now = current;
        return keyType.equals(now.algorithm()) ? now.alias() : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Generation found = find(alias);
        return found == null ? null : found.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Generation found = find(alias);
        return found == null ? null : found.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        Generation now = current;
        return keyType.equals(now.algorithm()) ? new String[] {now.alias()} : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
