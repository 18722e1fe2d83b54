package dev.assay.service.pccs.http;

import dev.assay.service.metrics.PccsMetrics;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.StartException;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache;
import dev.assay.service.tls.ServerIdentity;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listens for clients until it is closed. */
public final class PccsServer implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 16_384;
    private static final int MOST_REQUESTS = 1_024;
    private static final int LONGEST_REQUEST_LINE = 8_192;
    private static final int LONGEST_HEADERS = 16_384;
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final WebServer server;
    private final WatchedConnection.Watch watch;

    private PccsServer(WebServer server, WatchedConnection.Watch watch) {
        this.server = server;
        this.watch = watch;
    }

    /**
     * Answers when it returns.
     *
     * @param identity how it proves who it is; empty for plain HTTP
     */
    public static PccsServer start(
            PccsOptions options,
            Cache cache,
            Optional<ServerIdentity> identity,
            PccsMetrics metrics,
            InstantSource clock)
            throws StartException {
        Reads reads = new Reads(cache, clock);
        Optional<Thim> thim = options.thim()
                ? Optional.of(new Thim(reads, cache, options.anchor().root()))
                : Optional.empty();
        Tokens tokens = new Tokens(options.tokens());
        FrontDoor door = new FrontDoor(
                cache,
                Routes.of(reads, new Writes(cache), thim),
                tokens,
                options.thim(),
                options.limits().bodyBytes(),
                metrics,
                clock);
        WatchedConnection.Watch watch = new WatchedConnection.Watch(Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxPrologueLength(LONGEST_REQUEST_LINE)
                        .maxHeadersSize(LONGEST_HEADERS)
                        // Lists of FMSPCs have brackets, which RFC 3986 does not allow in a query: the routes look at
                        // it.
                        .validatePrologue(false)
                        .build())
                .build());
        WebServerConfig.Builder builder = WebServer.builder()
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .concurrencyLimitDiscoverServices(false)
                .shutdownHook(false)
                .addConnectionSelector(watch)
                .bindAddress(options.listen())
                .backlog(1_024)
                .maxTcpConnections(MOST_CONNECTIONS)
                .maxConcurrentRequests(MOST_REQUESTS)
                .idleConnectionTimeout(WatchedConnection.IDLE.multipliedBy(2))
                .shutdownGracePeriod(DRAIN)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .directHandlers(refusals())
                .routing(HttpRouting.builder().any(new Watchers(metrics, tokens, door)));
        identity.ifPresent(
                who -> builder.tls(Tls.builder().sslContext(who.sslContext()).build()));
        WebServer server = builder.build();
        try {
            server.start();
        } catch (RuntimeException e) {
            watch.close();
            server.stop();
            throw cannotListen(options, String.valueOf(rootCause(e).getMessage()), e);
        }
        // Helidon only logs that somebody else has the port.
        if (!server.isRunning() || server.port() < 1) {
            watch.close();
            server.stop();
            throw cannotListen(options, "the address is in use or not of this machine", null);
        }
        return new PccsServer(server, watch);
    }

    private static StartException cannotListen(PccsOptions options, String found, @Nullable RuntimeException cause) {
        String message = "cannot listen on " + options.listen() + ": " + found;
        String advice = "choose another address or port, or end the program that has it";
        return cause == null ? new StartException(message, advice) : new StartException(message, advice, cause);
    }

    private static Throwable rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What Helidon refuses before a route sees it, in our words and without what the client sent. */
    private static DirectHandlers refusals() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (request, event, status, headers, message) -> {
                boolean silent = status.code() == Status.UNAVAILABLE.code();
                String text = status.code() == 400 ? Status.BAD_REQUEST.sentence() : status.reasonPhrase() + ".";
                byte[] body = silent ? new byte[0] : text.getBytes(StandardCharsets.US_ASCII);
                return DirectHandler.TransportResponse.builder()
                        .status(status)
                        .headers(headers)
                        .header(HeaderNames.CONTENT_TYPE, Answer.HTML)
                        .keepAlive(false)
                        .entity(body)
                        .build();
            });
        }
        return handlers.build();
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** How many connections are open. */
    public int connections() {
        return watch.count();
    }

    /** Takes no new connection, lets requests come to an end for five seconds, and closes what is left. */
    @Override
    public void close() {
        server.stop();
        watch.close();
    }
}
