package dev.assay.service.pccs.store;

import java.time.Instant;
import java.util.List;

/** Appraisal policies. */
public final class PolicyTable {

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
        throw new UnsupportedOperationException();
    }

    /** The defaults for an FMSPC, one a type. */
    public List<Policy> defaults(String fmspc) {
        throw new UnsupportedOperationException();
    }
}
