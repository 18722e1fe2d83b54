package dev.assay.service.pccs.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.golden.Wire.Header;
import dev.assay.service.pccs.golden.Wire.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A stand-in for Intel's Provisioning Certification Service: recorded answers, byte for byte.
 *
 * <p>What {@code fake_pcs.py} beside the recordings is to {@code replay.py}. On the same port it is an HTTPS proxy that
 * answers for the host of the root CA CRL itself, so that nothing reaches a network.
 */
final class FakePcs implements AutoCloseable {

    private static final Set<String> TLS_HOSTS =
            Set.of("certificates.trustedservices.intel.com", "api.trustedservices.intel.com");

    /**
     * What it was asked.
     *
     * @param host the host that was asked for through the proxy; empty for a direct call
     */
    record Call(
            String method,
            String host,
            String path,
            Map<String, String> query,
            List<Header> headers,
            Bytes body,
            int status) {

        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            query.forEach((name, value) ->
                    parts.add(name + "=" + (value.length() < 40 ? value : value.substring(0, 8) + "..")));
            return method + " " + host + path + (parts.isEmpty() ? "" : "?" + String.join("&", parts)) + " -> "
                    + status;
        }
    }

    private final Recordings recordings;
    private final JsonNode index;
    private final SSLContext tls;
    private final WireServer server;
    private final List<Call> log = new ArrayList<>();
    private final IdentityHashMap<JsonNode, Integer> hits = new IdentityHashMap<>();
    private List<JsonNode> routes;

    FakePcs(Recordings recordings, String scenario) throws IOException {
        this.recordings = recordings;
        this.index = recordings.json("pcs/index.json");
        this.tls = ThrowAwayTls.server(recordings);
        scenario(scenario);
        this.server = WireServer.start(socket -> serve(socket, ""));
    }

    /** Switches to another scenario: its own routes come before those of the one it extends. */
    synchronized void scenario(String name) {
        List<JsonNode> all = new ArrayList<>();
        for (String at = name; !at.isEmpty(); ) {
            JsonNode scenario = index.get("scenarios").get(at);
            if (scenario == null) {
                throw new IllegalArgumentException("no scenario " + at + " in pcs/index.json");
            }
            scenario.path("routes").forEach(all::add);
            at = scenario.path("extends").asString("");
        }
        routes = all;
        hits.clear();
    }

    /** Base address of the API. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.port() + "/sgx/certification/v4/");
    }

    /** Sends what is https through this stand-in, and leaves the rest alone. */
    ProxySelector proxy() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return uri.getScheme().equals("https")
                        ? List.of(new Proxy(Proxy.Type.HTTP, address))
                        : List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        };
    }

    /** Whom to trust to reach it through its proxy. */
    SSLContext trust() {
        return ThrowAwayTls.client(recordings);
    }

    /** What it was asked since this was called last. */
    synchronized List<Call> takeLog() {
        List<Call> taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    synchronized int logged() {
        return log.size();
    }

    /** From now on nobody answers. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(Socket socket, String tunnelHost) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        for (Optional<Message> next = Wire.readRequest(in); next.isPresent(); next = Wire.readRequest(in)) {
            Message request = next.get();
            String[] line = request.startLine().split(" ", 3);
            if (line[0].equals("CONNECT")) {
                connect(socket, out, line[1]);
                return;
            }
            String target = line[1];
            if (target.startsWith("http://")) { // asked as a plain proxy
                URI uri = URI.create(target);
                target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            }
            if (!answer(line[0], tunnelHost, target, request, out)) {
                return;
            }
        }
    }

    private void connect(Socket socket, OutputStream out, String authority) throws IOException {
        String host = authority.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        if (!TLS_HOSTS.contains(host)) {
            record(new Call("CONNECT", host, "", Map.of(), List.of(), Bytes.EMPTY, 502));
            Wire.writeAnswer(out, 502, List.of(), Bytes.EMPTY, false);
            return;
        }
        out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
        try (SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, (InputStream) null, true)) {
            secured.startHandshake();
            serve(secured, host);
        } catch (SSLException e) {
            System.err.println("FakePcs: the client at the proxy breaks off: " + e.getMessage());
        }
    }

    private boolean answer(String method, String host, String target, Message request, OutputStream out)
            throws IOException {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        Map<String, String> query = query(mark < 0 ? "" : target.substring(mark + 1));
        JsonNode found = find(method, host, path, query, request.body());
        int status = found.get("status").asInt();
        Bytes body = found.has("body")
                ? recordings.bytes("pcs/" + found.get("body").asString())
                : Bytes.ofUtf8(found.path("text").asString(""));
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Request-ID", Recordings.digest("MD5", Bytes.ofUtf8(method + " " + target))));
        for (Map.Entry<String, JsonNode> header : found.path("headers").properties()) {
            String value = header.getValue().asString();
            headers.add(new Header(
                    header.getKey(),
                    value.startsWith("@")
                            ? index.get("chains").get(value.substring(1)).asString()
                            : value));
        }
        record(new Call(method, host, path, query, request.headers(), request.body(), status));
        if (status == 0) { // a broken upstream: close without an answer
            return false;
        }
        Wire.writeAnswer(out, status, headers, body, method.equals("HEAD"));
        return true;
    }

    private synchronized void record(Call call) {
        log.add(call);
    }

    private synchronized JsonNode find(String method, String host, String path, Map<String, String> query, Bytes body) {
        boolean numbered = query.containsKey("tcbEvaluationDataNumber");
        Map<String, String> asked = new LinkedHashMap<>(query);
        if ((path.endsWith("/tcb") || path.endsWith("/identity")) && !numbered) {
            asked.putIfAbsent("update", "standard");
        }
        if (path.endsWith("/pckcrl")) {
            asked.putIfAbsent("encoding", "pem");
        }
        for (JsonNode route : routes) {
            if (matches(route, method, host, path, asked, body)) {
                if (!route.has("sequence")) {
                    return route.get("answer");
                }
                int nth = hits.merge(route, 1, Integer::sum) - 1;
                JsonNode sequence = route.get("sequence");
                return sequence.get(Math.min(nth, sequence.size() - 1));
            }
        }
        return Recordings.parse(query.containsKey("update") && numbered ? "{\"status\": 400}" : "{\"status\": 404}");
    }

    private static boolean matches(
            JsonNode route, String method, String host, String path, Map<String, String> asked, Bytes body) {
        if (!route.path("host").asString("").equals(host)
                || !route.get("method").asString().equals(method)
                || !route.get("path").asString().equals(path)) {
            return false;
        }
        JsonNode wanted = route.path("query");
        for (Map.Entry<String, JsonNode> parameter : wanted.properties()) {
            if (!asked.getOrDefault(parameter.getKey(), "")
                    .equalsIgnoreCase(parameter.getValue().asString())) {
                return false;
            }
        }
        if (asked.containsKey("tcbEvaluationDataNumber")
                && !wanted.has("tcbEvaluationDataNumber")
                && !route.path("anyQuery").asBoolean(false)) {
            return false;
        }
        return !route.has("manifestSha256")
                || manifest(body)
                        .map(manifest -> Recordings.digest("SHA-256", Bytes.ofUtf8(manifest)))
                        .equals(Optional.of(route.get("manifestSha256").asString()));
    }

    private static Optional<String> manifest(Bytes body) {
        try {
            return Recordings.parse(body.utf8())
                    .path("platformManifest")
                    .asStringOpt()
                    .map(manifest -> manifest.toUpperCase(Locale.ROOT));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String parameter : text.split("&", -1)) {
            if (!parameter.isEmpty()) {
                String[] parts = parameter.split("=", 2);
                query.putIfAbsent(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1]));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, UTF_8);
    }
}
