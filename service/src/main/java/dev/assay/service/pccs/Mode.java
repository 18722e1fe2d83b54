package dev.assay.service.pccs;

/** What the cache does about what it does not have. Source: Intel PCCS, services/caching_modes. */
public enum Mode {
    /** Fetches it when it is asked for. */
    LAZY,
    /** Fetches it when a platform is registered. */
    REQ,
    /** Fetches nothing: an operator brings it. */
    OFFLINE
}
