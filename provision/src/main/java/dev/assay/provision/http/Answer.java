package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What a server has answered.
 *
 * @param body whole where the status is a success, otherwise the first few kilobytes
 */
record Answer(int status, HttpHeaders headers, Bytes body) {

    /** The first header that is there, of several names for one thing. */
    Optional<String> header(String... names) {
        for (String name : names) {
            Optional<String> value = headers.firstValue(name);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }
}
