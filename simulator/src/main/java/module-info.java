/** A simulated platform: quotes and collateral with the same bytes in the same places as Intel's, under a test root. */
module dev.assay.simulator {
    requires static org.jspecify;
    requires transitive dev.assay.verifier;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires tools.jackson.core;

    exports dev.assay.simulator;
    exports dev.assay.simulator.aesm;
    exports dev.assay.simulator.azure;
    exports dev.assay.simulator.files;
    exports dev.assay.simulator.gramine;
    exports dev.assay.simulator.pcs;
    exports dev.assay.simulator.qgs;
    exports dev.assay.simulator.tsm;
}
