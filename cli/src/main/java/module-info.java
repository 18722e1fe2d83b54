/** The command line. */
module dev.assay.cli {
    requires static org.jspecify;
    requires dev.assay.platform;
    requires dev.assay.provision;
    requires dev.assay.service;
    requires dev.assay.simulator;
    requires dev.assay.verifier;
    requires info.picocli;
    requires java.logging;
    requires me.tongfei.progressbar;
    requires java.net.http;
    requires tools.jackson.core;
    requires tools.jackson.databind;
}
