package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a server is asked.
 *
 * @param what names the thing in messages, and refusals are remembered by it
 * @param source who is asked, for messages
 * @param contentType of {@code content}
 * @param content what is posted; empty for GET
 * @param limit number of bytes that the answer may have
 * @param repeatable whether asking twice does no harm
 */
record Question(
        String what,
        String source,
        URI uri,
        Map<String, String> headers,
        String contentType,
        Optional<Bytes> content,
        int limit,
        boolean repeatable) {

    Question {
        headers = Map.copyOf(headers);
    }

    static Question get(String what, String source, URI uri, int limit) {
        return new Question(what, source, uri, Map.of(), "", Optional.empty(), limit, true);
    }

    static Question post(String what, String source, URI uri, String contentType, Bytes content, int limit) {
        return new Question(what, source, uri, Map.of(), contentType, Optional.of(content), limit, true);
    }

    Question withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Question(what, source, uri, more, contentType, content, limit, repeatable);
    }

    /** The same, to be sent again only when the server itself asks for it. */
    Question once() {
        return new Question(what, source, uri, headers, contentType, content, limit, false);
    }
}
