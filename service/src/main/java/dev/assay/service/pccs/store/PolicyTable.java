package dev.assay.service.pccs.store;

import java.time.Instant;
import java.util.List;

/** Appraisal policies. */
public final class PolicyTable {

    private final Session session;

    PolicyTable(Session session) {
        this.session = session;
    }

    /** What a policy is for. */
    public enum Type {
        SGX,
        TDX_1_0,
        TDX_1_5
    }

    /**
     * A policy.
     *
     * @param id SHA-384 of the JWT in hex
     * @param fmspc 12 hex digits, upper case
     * @param jwt as it was put
     */
    public record Policy(String id, String fmspc, Type type, boolean isDefault, String jwt, Instant added) {}

    /** Adds or replaces by id; a new default ends the older default of its FMSPC and type. */
    public void put(Policy policy) {
        if (policy.isDefault()) {
            session.changing()
                    .createUpdate("UPDATE policies SET is_default = 0"
                            + " WHERE fmspc = :fmspc AND type = :type AND is_default = 1 AND id <> :id")
                    .bind("fmspc", policy.fmspc())
                    .bind("type", policy.type().name())
                    .bind("id", policy.id())
                    .execute();
        }
        session.changing()
                .createUpdate("INSERT INTO policies (id, fmspc, type, is_default, jwt, added)"
                        + " VALUES (:id, :fmspc, :type, :default, :jwt, :added)"
                        + " ON CONFLICT (id) DO UPDATE SET fmspc = excluded.fmspc, type = excluded.type,"
                        + " is_default = excluded.is_default, jwt = excluded.jwt, added = excluded.added")
                .bind("id", policy.id())
                .bind("fmspc", policy.fmspc())
                .bind("type", policy.type().name())
                .bind("default", policy.isDefault() ? 1 : 0)
                .bind("jwt", policy.jwt())
                .bind("added", policy.added().toEpochMilli())
                .execute();
    }

    /** The defaults for an FMSPC, one a type, in the order of {@link Type}'s names. */
    public List<Policy> defaults(String fmspc) {
        return session.reading()
                .createQuery("SELECT id, fmspc, type, jwt, added FROM policies"
                        + " WHERE fmspc = :fmspc AND is_default = 1 ORDER BY type")
                .bind("fmspc", fmspc)
                .map((row, context) -> new Policy(
                        row.getString("id"),
                        row.getString("fmspc"),
                        Type.valueOf(row.getString("type")),
                        true,
                        row.getString("jwt"),
                        Instant.ofEpochMilli(row.getLong("added"))))
                .list();
    }
}
