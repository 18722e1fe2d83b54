/** Servers: the cache for collateral that takes the place of Intel's PCCS. */
module dev.assay.service {
    requires static transitive org.jspecify;
    requires transitive dev.assay.provision;
    requires com.github.benmanes.caffeine;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires io.helidon.common.socket;
    requires io.helidon.common.tls;
    requires io.helidon.http;
    requires io.helidon.webserver;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.sql;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.conscrypt;
    requires org.jdbi.v3.core;
    requires org.postgresql.jdbc;
    requires org.xerial.sqlitejdbc;
    requires tools.jackson.databind;

    exports dev.assay.service.metrics;
    exports dev.assay.service.pccs;
}
