package dev.assay.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** A PCCS that serves what a folder has, in the manner of Intel's and over plain HTTP. */
final class SamplePccs implements AutoCloseable {

    private final HttpServer server;
    private final Path folder;
    private final AtomicInteger requests = new AtomicInteger();

    private SamplePccs(HttpServer server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    static SamplePccs of(Path folder) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SamplePccs pccs = new SamplePccs(server, folder);
        server.createContext("/", pccs::answer);
        server.start();
        return pccs;
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.endsWith("/tcb")) {
                send(exchange, "tcb_info.json", "tcb_info_issuer_chain.pem", "TCB-Info-Issuer-Chain");
            } else if (path.endsWith("/qe/identity")) {
                send(exchange, "qe_identity.json", "qe_identity_issuer_chain.pem", "SGX-Enclave-Identity-Issuer-Chain");
            } else if (path.endsWith("/pckcrl")) {
                send(exchange, "pck_crl.der", "pck_crl_issuer_chain.pem", "SGX-PCK-CRL-Issuer-Chain");
            } else if (path.endsWith("/rootcacrl")) {
                byte[] hex = HexFormat.of()
                        .formatHex(Files.readAllBytes(folder.resolve("root_ca_crl.der")))
                        .getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, hex.length);
                exchange.getResponseBody().write(hex);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void send(HttpExchange exchange, String file, String chain, String header) throws IOException {
        String encoded = URLEncoder.encode(Files.readString(folder.resolve(chain)), StandardCharsets.UTF_8)
                .replace("+", "%20");
        exchange.getResponseHeaders().add(header, encoded);
        byte[] body = Files.readAllBytes(folder.resolve(file));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/sgx/certification/v4/";
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
