package dev.assay.provision.qcnl;

/** What a URL of the configuration is for. */
enum UrlRole {
    PCCS("pccs_url"),
    COLLATERAL("collateral_service"),
    LOCAL_PCK("local_pck_url");

    private final String key;

    UrlRole(String key) {
        this.key = key;
    }

    /** Its name in JSON. */
    @Override
    public String toString() {
        return key;
    }
}
