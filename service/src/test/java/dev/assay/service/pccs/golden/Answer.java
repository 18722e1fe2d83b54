package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.golden.Wire.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a server answered, and how long that took. */
record Answer(int status, List<Header> headers, Bytes body, Duration time) {

    /** The first header of that name, in any case. */
    Optional<String> header(String name) {
        return Header.first(headers, name);
    }

    String text() {
        return body.utf8();
    }

    /** The beginning of the body, for messages. */
    String excerpt() {
        String text = text();
        return "\"" + text.substring(0, Math.min(90, text.length())).replaceAll("\\p{Cntrl}", ".") + "\"";
    }
}
