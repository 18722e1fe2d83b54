package dev.assay.service.pccs;

import dev.assay.service.metrics.CacheFacts;
import dev.assay.service.metrics.PccsMetrics;
import dev.assay.service.pccs.cache.Cache;
import dev.assay.service.pccs.http.PccsServer;
import dev.assay.service.pccs.store.IntelPccsFile;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import dev.assay.service.tls.IdentityException;
import dev.assay.service.tls.ServerIdentity;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** A running cache. */
public final class Pccs implements AutoCloseable {

    private static final Duration LOOK_AT_CERTIFICATE = Duration.ofSeconds(2);

    private final Store store;
    private final Cache cache;
    private final Optional<ServerIdentity> identity;
    private final PccsServer server;
    private final URI address;

    private Pccs(Store store, Cache cache, Optional<ServerIdentity> identity, PccsServer server, URI address) {
        this.store = store;
        this.cache = cache;
        this.identity = identity;
        this.server = server;
        this.address = address;
    }

    /** Opens the database and answers when it returns. */
    public static Pccs start(PccsOptions options) throws StartException {
        return start(options, InstantSource.system());
    }

    /** As {@link #start(PccsOptions)}, with another clock than the machine's. */
    public static Pccs start(PccsOptions options, InstantSource clock) throws StartException {
        Store store = open(options.database());
        try {
            Cache cache = Cache.open(store, options, clock);
            try {
                Optional<ServerIdentity> identity = identity(options, clock);
                try {
                    PccsServer server =
                            PccsServer.start(options, cache, identity, new PccsMetrics(cache::facts, clock), clock);
                    return new Pccs(store, cache, identity, server, address(options, server));
                } catch (StartException | RuntimeException e) {
                    identity.ifPresent(ServerIdentity::close);
                    throw e;
                }
            } catch (StartException | RuntimeException e) {
                cache.close();
                throw e;
            }
        } catch (StartException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** What is in a cache's database, without serving it. */
    public static CacheFacts look(PccsOptions options) throws StartException {
        try (Store store = open(options.database());
                Cache cache = Cache.open(store, options, InstantSource.system())) {
            return cache.facts();
        }
    }

    /**
     * Takes over what Intel's PCCS has in its SQLite file, into a database that nobody serves.
     *
     * @param progress is told now and then how far it has come
     */
    public static ImportReport importIntel(PccsOptions options, Path file, Consumer<String> progress)
            throws StartException {
        try (Store store = open(options.database());
                Cache cache = Cache.open(store, options, InstantSource.system());
                IntelPccsFile intel = IntelPccsFile.open(file)) {
            return cache.importIntel(intel, progress);
        } catch (StoreException e) {
            throw new StartException(
                    String.valueOf(e.getMessage()), "name the file that Intel's server calls pckcache.db", e);
        }
    }

    private static Store open(PccsOptions.Database database) throws StartException {
        try {
            return switch (database) {
                case PccsOptions.Database.Folder folder ->
                    Store.sqlite(Files.createDirectories(folder.folder()).resolve("pccs.db"));
                case PccsOptions.Database.Postgresql server ->
                    Store.postgresql(server.jdbcUrl(), server.user(), server.password());
            };
        } catch (StoreException e) {
            throw new StartException(
                    String.valueOf(e.getMessage()),
                    "make the database reachable, or end the server that has it open",
                    e);
        } catch (IOException e) {
            throw new StartException(
                    "cannot make the folder of the database: " + e.getMessage(),
                    "name a folder that this user may write",
                    e);
        }
    }

    private static Optional<ServerIdentity> identity(PccsOptions options, InstantSource clock) throws StartException {
        try {
            return switch (options.tls()) {
                case PccsOptions.Tls.PlainHttp none -> Optional.empty();
                case PccsOptions.Tls.Own own ->
                    Optional.of(ServerIdentity.own(own.folder(), options.listen(), LOOK_AT_CERTIFICATE, clock));
                case PccsOptions.Tls.Files files ->
                    Optional.of(ServerIdentity.ofFiles(files.certificate(), files.key(), LOOK_AT_CERTIFICATE, clock));
            };
        } catch (IdentityException e) {
            throw new StartException(
                    String.valueOf(e.getMessage()),
                    "give a PEM certificate and its key, or none: then the server makes its own",
                    e);
        }
    }

    private static URI address(PccsOptions options, PccsServer server) {
        String scheme = options.tls() instanceof PccsOptions.Tls.PlainHttp ? "http" : "https";
        InetSocketAddress asked = options.listen();
        InetAddress at = asked.getAddress();
        String host = at.isAnyLocalAddress() ? "localhost" : at.getHostAddress();
        String text = at instanceof Inet6Address && !at.isAnyLocalAddress() ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + text + ":" + server.port());
    }

    /** As in {@code https://127.0.0.1:8081}. */
    public URI address() {
        return address;
    }

    /** Lets requests that run come to an end, for a bounded time, then closes the database. */
    @Override
    public void close() {
        server.close();
        identity.ifPresent(ServerIdentity::close);
        cache.close();
        store.close();
    }
}
