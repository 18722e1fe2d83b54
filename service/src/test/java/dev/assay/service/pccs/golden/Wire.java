package dev.assay.service.pccs.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** HTTP/1.1 as it stands on the wire, for both ends of a test: nothing is added, corrected or forgiven. */
final class Wire {

    private Wire() {}

    /** A header as it was written. */
    record Header(String name, String value) {

        static Optional<String> first(List<Header> headers, String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .findFirst();
        }
    }

    /**
     * A message of either kind.
     *
     * @param startLine request line or status line
     * @param body without its chunks' lengths
     */
    record Message(String startLine, List<Header> headers, Bytes body) {
        Optional<String> header(String name) {
            return Header.first(headers, name);
        }
    }

    /** The next request on a connection; empty where the other end has closed it. */
    static Optional<Message> readRequest(InputStream in) throws IOException {
        String line = readLine(in);
        if (line == null) {
            return Optional.empty();
        }
        List<Header> headers = readHeaders(in);
        return Optional.of(new Message(line, headers, readBody(in, headers, false)));
    }

    /** The answer to a request; interim answers are skipped. */
    static Message readAnswer(InputStream in, boolean toHead) throws IOException {
        while (true) {
            String line = readLine(in);
            if (line == null) {
                throw new EOFException("the connection was closed without an answer");
            }
            List<Header> headers = readHeaders(in);
            int status = Integer.parseInt(line.split(" ", 3)[1]);
            if (status >= 200) {
                boolean bare = toHead || status == 204 || status == 304;
                return new Message(
                        line, headers, bare ? Bytes.of(in.readNBytes(in.available())) : readBody(in, headers, true));
            }
        }
    }

    static void writeAnswer(OutputStream out, int status, List<Header> headers, Bytes body, boolean toHead)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("HTTP/1.1 " + status + " Answer\r\n").getBytes(ISO_8859_1));
        for (Header header : headers) {
            bytes.writeBytes((header.name() + ": " + header.value() + "\r\n").getBytes(ISO_8859_1));
        }
        bytes.writeBytes(("Content-Length: " + body.length() + "\r\n\r\n").getBytes(ISO_8859_1));
        if (!toHead) {
            bytes.writeBytes(body.toArray());
        }
        out.write(bytes.toByteArray());
        out.flush();
    }

    private static List<Header> readHeaders(InputStream in) throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String line = readLine(in); line != null && !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("a header without a name: " + line);
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private static Bytes readBody(InputStream in, List<Header> headers, boolean answer) throws IOException {
        if (Header.first(headers, "Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
            return readChunks(in);
        }
        Optional<String> length = Header.first(headers, "Content-Length");
        if (length.isPresent()) {
            int expected = Integer.parseInt(length.get());
            byte[] body = in.readNBytes(expected);
            if (body.length < expected) {
                throw new EOFException("a body of " + expected + " bytes ends after " + body.length);
            }
            return Bytes.of(body);
        }
        return answer ? Bytes.of(in.readAllBytes()) : Bytes.EMPTY;
    }

    private static Bytes readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = readLine(in);
            if (line == null) {
                throw new EOFException("a chunked body ends without its last chunk");
            }
            int size = Integer.parseInt(line.split(";", 2)[0].strip(), 16);
            body.writeBytes(in.readNBytes(size));
            String end = readLine(in);
            if (end == null) {
                throw new EOFException("a chunk of " + size + " bytes is cut off");
            }
            if (size == 0) {
                return Bytes.of(body.toByteArray());
            }
        }
    }

    /** A line without its end; null at the end of the stream. */
    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.size() == 0 ? null : line.toString(ISO_8859_1);
            }
            line.write(c);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
