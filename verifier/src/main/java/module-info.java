/** Parses, verifies and appraises attestation quotes of Intel SGX and TDX. */
@SuppressWarnings("module") // names a module that is built after it
module dev.assay.verifier {
    requires static transitive org.jspecify;
    requires tools.jackson.core;

    exports dev.assay.bytes;
    exports dev.assay.collateral;
    exports dev.assay.collateral.foreign;
    exports dev.assay.ecdsa;
    exports dev.assay.epid;
    exports dev.assay.pck;
    exports dev.assay.policy;
    exports dev.assay.quote;
    exports dev.assay.verify;

    // One JSON reader for what Intel signs and for what its services wrap around it.
    exports dev.assay.internal.json to
            dev.assay.platform,
            dev.assay.provision,
            dev.assay.service;
}
