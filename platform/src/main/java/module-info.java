/** Everything that touches the machine: where quotes are to be had, and how. */
module dev.assay.platform {
    requires static transitive org.jspecify;
    requires transitive dev.assay.verifier;
    requires com.google.protobuf;
    requires java.net.http;
    requires tools.jackson.core;

    exports dev.assay.platform;
    exports dev.assay.platform.aesm;
    exports dev.assay.platform.azure;
    exports dev.assay.platform.gramine;
    exports dev.assay.platform.linux;
    exports dev.assay.platform.ql;
    exports dev.assay.platform.sgx;
    exports dev.assay.platform.snp;
    exports dev.assay.platform.tdx;
    exports dev.assay.platform.tsm;
}
