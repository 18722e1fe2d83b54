package dev.assay.platform.ql;

/**
 * For how long Intel's library keeps its enclaves. Source: {@code sgx_ql_request_policy_t} of Intel's sgx_ql_core_wrapper
 * headers.
 */
public enum LoadPolicy {
    /** Until the process ends: the second quote comes sooner. */
    PERSISTENT(0),
    /** For one call: enclave memory is free in between. */
    EPHEMERAL(1);

    private final int number;

    LoadPolicy(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
