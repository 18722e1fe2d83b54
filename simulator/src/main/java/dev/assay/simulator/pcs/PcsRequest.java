package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrived.
 *
 * @param at when
 * @param method as in {@code GET}
 * @param path decoded, without the query
 * @param route what was meant; empty for paths that do not exist
 * @param query decoded parameters; of those that repeat, the first
 * @param headers by lower-case name; of those that repeat, the first
 * @param body empty for most
 */
public record PcsRequest(
        Instant at,
        String method,
        String path,
        Optional<PcsRoute> route,
        Map<String, String> query,
        Map<String, String> headers,
        Bytes body) {

    public PcsRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** The header of that lower-case name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
