package dev.assay.service.pccs;

import dev.assay.verify.TrustAnchor;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a cache is to be run.
 *
 * @param listen where; port 0 takes a free one
 * @param database where it keeps what it has
 * @param mode what it does about what it does not have
 * @param upstream base address as in {@code https://api.trustedservices.intel.com/sgx/certification/v4/}
 * @param anchor under which documents count as genuine
 * @param tls how it proves who it is
 * @param tokens who may write
 * @param apiKey subscription key for the upstream; an empty one is never sent
 * @param proxy for calls to the upstream; empty for the JVM's own settings
 * @param upstreamTls whom to trust upstream; empty for the JVM's own settings
 * @param schedule when documents are refreshed
 * @param limits what a client may take
 * @param thim whether to answer Azure's client in the manner of Azure's THIM
 */
public record PccsOptions(
        InetSocketAddress listen,
        Database database,
        Mode mode,
        URI upstream,
        TrustAnchor anchor,
        Tls tls,
        Tokens tokens,
        Optional<String> apiKey,
        Optional<ProxySelector> proxy,
        Optional<SSLContext> upstreamTls,
        Schedule schedule,
        Limits limits,
        boolean thim) {

    /** Where the cache keeps what it has. */
    public sealed interface Database {
        /** An SQLite file in this folder; for one process. */
        record Folder(Path folder) implements Database {}

        /** PostgreSQL; for any number of replicas. */
        record Postgresql(String jdbcUrl, Optional<String> user, Optional<String> password) implements Database {}
    }

    /** How the server proves who it is. */
    public sealed interface Tls {
        /** It does not. */
        record PlainHttp() implements Tls {}

        /** By a certificate of its own, made on first use and kept in this folder. */
        record Own(Path folder) implements Tls {}

        /** By these PEM files, read again when they change. */
        record Files(Path certificate, Path key) implements Tls {}
    }

    /**
     * SHA-512 of the tokens, 128 lower-case hex digits; without one the routes that need it answer 401.
     *
     * @param adminHash for collateral, refresh, policies and lists
     * @param userHash for registration
     */
    public record Tokens(Optional<String> adminHash, Optional<String> userHash) {}

    /**
     * When documents are refreshed.
     *
     * @param cron six fields as in Intel's {@code RefreshSchedule}: second, minute, hour, day, month, weekday, in local time
     * @param ahead documents that expire within this time are refreshed as soon as possible, and alarmed about if that fails
     */
    public record Schedule(String cron, Duration ahead) {}

    /**
     * What a client may take.
     *
     * @param bodyBytes longest request body, 413 beyond
     * @param upstreamDeadline how long a miss may take before it is answered with the reason
     * @param rawTcbs how many raw TCBs of one platform are remembered from reads that anybody may make
     */
    public record Limits(int bodyBytes, Duration upstreamDeadline, int rawTcbs) {
        /** 2 MiB as Intel's server, 3 s, 64. */
        public static Limits defaults() {
            return new Limits(2 << 20, Duration.ofSeconds(3), 64);
        }
    }
}
