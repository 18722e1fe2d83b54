/** Fetches attestation collateral from wherever it is to be had, and keeps what is genuine. */
module dev.assay.provision {
    requires static transitive org.jspecify;
    requires transitive dev.assay.verifier;
    requires java.net.http;

    exports dev.assay.provision;
    exports dev.assay.provision.config;
    exports dev.assay.provision.http;
    exports dev.assay.provision.plugin;
    exports dev.assay.provision.qcnl;
}
