package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP/1.1 over one connection, as much of it as clients of Intel's service use. The JDK's own server would not do: it
 * rewrites the names of headers, and cannot be made to hang up.
 */
final class PcsConnection {

    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_BODY = 1 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final InstantSource clock;

    PcsConnection(Socket socket, InstantSource clock) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.clock = clock;
    }

    /** The next request; empty when the client has gone. */
    Optional<PcsRequest> read() throws IOException {
        String head = readHead();
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = head.split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new IOException("no request line of HTTP/1: " + lines[0]);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        // A proxy is asked for whole addresses.
        String target = words[1].replaceFirst("^https?://[^/]*", "");
        int question = target.indexOf('?');
        String path = decoded(question < 0 ? target : target.substring(0, question));
        return Optional.of(new PcsRequest(
                clock.instant(),
                words[0],
                path,
                PcsRoute.at(path),
                question < 0 ? Map.of() : query(target.substring(question + 1)),
                headers,
                readBody(headers)));
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last4 = 0;
        while (last4 != 0x0d0a0d0a) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            if (head.size() == MAX_HEAD) {
                throw new IOException("more than " + MAX_HEAD + " bytes of headers");
            }
            head.write(octet);
            last4 = (last4 << 8) | octet;
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private Bytes readBody(Map<String, String> headers) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException("a request in chunks; only Content-Length is understood here");
        }
        String length = headers.getOrDefault("content-length", "0");
        if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > MAX_BODY) {
            throw new IOException("Content-Length " + length + ", at most " + MAX_BODY + " is read here");
        }
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new IOException("the client has gone after " + body.length + " of " + length + " bytes");
        }
        return Bytes.of(body);
    }

    private static Map<String, String> query(String query) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters.putIfAbsent(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) throws IOException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("broken percent encoding: " + text, e);
        }
    }

    /** Sends {@code answer} whole. */
    void send(PcsAnswer answer, boolean headOnly, boolean lowerCase) throws IOException {
        Bytes head = head(answer, lowerCase);
        out.write((headOnly ? head : Bytes.concat(head, answer.body())).toArray());
        out.flush();
    }

    /** Sends the headers at once and the body piece by piece. */
    void drip(PcsAnswer answer, int piece, Duration pause) throws IOException, InterruptedException {
        out.write(head(answer, false).toArray());
        out.flush();
        for (int sent = 0; sent < answer.body().length(); sent += piece) {
            Thread.sleep(pause.toMillis());
            out.write(answer.body()
                    .slice(sent, Math.min(piece, answer.body().length() - sent))
                    .toArray());
            out.flush();
        }
    }

    /** Sends the headers and half the body. */
    void breakOff(PcsAnswer answer) throws IOException {
        out.write(Bytes.concat(
                        head(answer, false),
                        answer.body().slice(0, answer.body().length() / 2))
                .toArray());
        out.flush();
        socket.shutdownOutput();
    }

    private Bytes head(PcsAnswer answer, boolean lowerCase) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(reason(answer.status()))
                .append("\r\n");
        append(head, "Content-Length", Integer.toString(answer.body().length()), lowerCase);
        answer.headers().forEach(header -> append(head, header.name(), header.value(), lowerCase));
        Instant now = clock.instant();
        append(head, "Date", PcsFault.httpDate(now), lowerCase);
        return Bytes.ofUtf8(head.append("\r\n").toString());
    }

    private static void append(StringBuilder head, String name, String value, boolean lowerCase) {
        head.append(lowerCase ? name.toLowerCase(Locale.ROOT) : name)
                .append(": ")
                .append(value)
                .append("\r\n");
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 410 -> "Gone";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "Test";
        };
    }
}
