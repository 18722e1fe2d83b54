/** The command line. */
module dev.assay.cli {
    requires static org.jspecify;
    requires dev.assay.platform;
    requires dev.assay.provision;
    requires dev.assay.service;
    requires dev.assay.simulator;
    requires dev.assay.verifier;
    requires info.picocli;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.logging;
    requires me.tongfei.progressbar;
    requires java.net.http;
    requires jdk.httpserver;
    requires tools.jackson.core;
    requires tools.jackson.databind;
}
