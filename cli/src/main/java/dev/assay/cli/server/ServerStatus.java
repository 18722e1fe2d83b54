package dev.assay.cli.server;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.pck.Certificates;
import dev.assay.service.metrics.CacheFacts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks a running PCCS for its status, as its administrator may. */
public final class ServerStatus {

    private static final int MAX_BYTES = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.shared();

    private ServerStatus() {}

    /**
     * The status of the server at {@code url}.
     *
     * @param trust PEM file with the certificates that its TLS may lead to
     * @throws IOException if it does not answer, or not as a PCCS of this project
     */
    public static CacheFacts ask(String url, String token, Optional<Path> trust) throws IOException, InputException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        if (trust.isPresent()) {
            builder.sslContext(context(trust.get()));
        }
        try (HttpClient client = builder.build()) {
            URI address = URI.create(url).resolve("/status");
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(PATIENCE)
                            .header("admin-token", token)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(MAX_BYTES);
                if (response.statusCode() != 200) {
                    throw new IOException("it answers " + response.statusCode()
                            + (response.statusCode() == 401 ? ", so the token is not its admin token" : ""));
                }
                return JSON.readValue(bytes, CacheFacts.class);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IllegalArgumentException | JacksonException e) {
            throw new IOException("no address, or no status of a PCCS: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(Path file) throws InputException {
        try {
            Bytes pem = InputFile.read("certificate", file);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : Certificates.parsePem(pem)) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (MalformedException | GeneralSecurityException | IOException e) {
            throw new InputException("cannot use the certificate " + file + ": " + e.getMessage(), "Give it as PEM.");
        }
    }

    /** The same JSON that the server gives. */
    public static byte[] write(CacheFacts facts) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(facts);
    }
}
