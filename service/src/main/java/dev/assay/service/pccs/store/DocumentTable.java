package dev.assay.service.pccs.store;

import dev.assay.bytes.Bytes;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Documents by API version and key. */
public final class DocumentTable {

    /** Longest number that is kept: CRL numbers have at most 20 bytes (RFC 5280, section 5.2.3). */
    private static final int NUMBER_DIGITS = 64;

    private final Session session;

    DocumentTable(Session session) {
        this.session = session;
    }

    /**
     * A row.
     *
     * @param api 3 or 4
     * @param key {@code DocumentKey.text()}
     * @param body JSON byte by byte as it was signed, CRLs as DER
     * @param issuerChain PEM; empty for the root CA CRL
     * @param issued issueDate or thisUpdate
     * @param number evaluation data number or CRL number; not negative, up to 32 bytes
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
        return session.reading()
                .createQuery("SELECT body, issuer_chain, issued, next_update, number, fetched FROM documents"
                        + " WHERE api = :api AND key = :key")
                .bind("api", api)
                .bind("key", key)
                .map((row, context) -> new Row(
                        api,
                        key,
                        Bytes.of(row.getBytes("body")),
                        Optional.ofNullable(row.getBytes("issuer_chain")).map(Bytes::of),
                        time(row, "issued"),
                        time(row, "next_update"),
                        number(row),
                        time(row, "fetched")))
                .findOne();
    }

    /**
     * Adds or replaces, unless an at least equally new one is there: a lower number or an earlier date never replaces.
     * For the same bytes only {@code fetched} changes.
     *
     * @return what is there afterwards
     */
    public Row put(Row row) {
        String number = number(row.number());
        // One statement decides and writes, so no other writer comes between.
        int written = session.changing()
                .createUpdate("INSERT INTO documents"
                        + " (api, key, body, issuer_chain, issued, next_update, number, fetched)"
                        + " VALUES (:api, :key, :body, :chain, :issued, :next, :number, :fetched)"
                        + " ON CONFLICT (api, key) DO UPDATE SET body = excluded.body,"
                        + " issuer_chain = excluded.issuer_chain, issued = excluded.issued,"
                        + " next_update = excluded.next_update, number = excluded.number, fetched = excluded.fetched"
                        + " WHERE excluded.body <> documents.body"
                        + " AND excluded.number >= documents.number AND excluded.issued >= documents.issued"
                        + " AND (excluded.number > documents.number OR excluded.issued > documents.issued)")
                .bind("api", row.api())
                .bind("key", row.key())
                .bind("body", row.body().toArray())
                .bind("chain", row.issuerChain().map(Bytes::toArray).orElse(null))
                .bind("issued", row.issued().toEpochMilli())
                .bind("next", row.nextUpdate().toEpochMilli())
                .bind("number", number)
                .bind("fetched", row.fetched().toEpochMilli())
                .execute();
        if (written == 0) {
            session.changing()
                    .createUpdate("UPDATE documents SET fetched = :fetched"
                            + " WHERE api = :api AND key = :key AND body = :body AND fetched < :fetched")
                    .bind("api", row.api())
                    .bind("key", row.key())
                    .bind("body", row.body().toArray())
                    .bind("fetched", row.fetched().toEpochMilli())
                    .execute();
        }
        return find(row.api(), row.key()).orElseThrow();
    }

    /** All of them by API version and key. */
    public List<Summary> list() {
        return session.reading()
                .createQuery(
                        "SELECT api, key, length(body) AS size, issued, next_update, number, fetched FROM documents"
                                + " ORDER BY api, key")
                .map((row, context) -> new Summary(
                        row.getInt("api"),
                        row.getString("key"),
                        row.getInt("size"),
                        time(row, "issued"),
                        time(row, "next_update"),
                        number(row),
                        time(row, "fetched")))
                .list();
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    private static BigInteger number(ResultSet row) throws SQLException {
        return new BigInteger(row.getString("number"), 16);
    }

    private static String number(BigInteger number) {
        String digits = number.toString(16).toUpperCase(Locale.ROOT);
        if (number.signum() < 0 || digits.length() > NUMBER_DIGITS) {
            throw new IllegalArgumentException("number " + digits + " (hex); expected 0 to 32 bytes, not negative");
        }
        return "0".repeat(NUMBER_DIGITS - digits.length()) + digits;
    }
}
