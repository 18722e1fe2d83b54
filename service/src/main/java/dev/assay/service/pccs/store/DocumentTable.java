package dev.assay.service.pccs.store;

import dev.assay.bytes.Bytes;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Documents by API version and key. */
public final class DocumentTable {

    /**
     * A row.
     *
     * @param api 3 or 4
     * @param key {@code DocumentKey.text()}
     * @param body JSON byte by byte as it was signed, CRLs as DER
     * @param issuerChain PEM; empty for the root CA CRL
     * @param issued issueDate or thisUpdate
     * @param number evaluation data number or CRL number
     * @param fetched when it came in
     */
    public record Row(
            int api,
            String key,
            Bytes body,
            Optional<Bytes> issuerChain,
            Instant issued,
            Instant nextUpdate,
            BigInteger number,
            Instant fetched) {}

    /** A row without its documents, for lists. */
    public record Summary(
            int api, String key, int size, Instant issued, Instant nextUpdate, BigInteger number, Instant fetched) {}

    public Optional<Row> find(int api, String key) {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds or replaces, unless an at least equally new one is there: a lower number or an earlier date never replaces.
     * For the same bytes only {@code fetched} changes.
     *
     * @return what is there afterwards
     */
    public Row put(Row row) {
        throw new UnsupportedOperationException();
    }

    public List<Summary> list() {
        throw new UnsupportedOperationException();
    }
}
