package dev.assay.service.pccs.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.service.metrics.PccsMetrics;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache;
import dev.assay.service.pccs.http.Routes.Action;
import dev.assay.service.pccs.http.Routes.Route;
import dev.assay.service.pccs.store.StoreException;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes every request. An answer that was given before and still holds is given again without asking anybody; it holds as long
 * as the cache's revision stays, and until its own time is over.
 */
final class FrontDoor implements Handler {

    private static final System.Logger LOG = System.getLogger("dev.assay.pccs");

    private static final int LONGEST_KEPT_TARGET = 2048;
    private static final long MOST_KEPT_BYTES = 4_000_000;

    private static final HeaderName REQUEST_ID = HeaderNames.create("Request-ID");
    private static final HeaderName METADATA = HeaderNames.create("metadata");
    private static final Header KEEP_ALIVE =
            HeaderValues.createCached("Keep-Alive", "timeout=" + WatchedConnection.IDLE.toSeconds());

    /** Source: Intel PCCS 1.27.0, as recorded. */
    private static final Header V3_WARNING = HeaderValues.createCached(
            "Warning",
            "299 - \"PCS API version 3 is no longer available. Cached collateral downloaded from API version 3 is deprecated,"
                    + " will not be refreshed, and may expire. Please migrate to API version 4.\"");

    private record Target(String path, String query, boolean azure) {}

    private record Kept(Route route, Answer answer, long revision) {}

    private final com.github.benmanes.caffeine.cache.Cache<Target, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT_BYTES)
            .weigher((Target target, Kept value) ->
                    6_000 + target.query().length() + value.answer().body().length)
            .executor(Runnable::run)
            .build();

    private final Cache cache;
    private final Routes routes;
    private final Tokens tokens;
    private final boolean thim;
    private final int longestBody;
    private final PccsMetrics metrics;
    private final InstantSource clock;

    FrontDoor(
            Cache cache,
            Routes routes,
            Tokens tokens,
            boolean thim,
            int longestBody,
            PccsMetrics metrics,
            InstantSource clock) {
        this.cache = cache;
        this.routes = routes;
        this.tokens = tokens;
        this.thim = thim;
        this.longestBody = longestBody;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        WatchedConnection connection = WatchedConnection.current();
        if (connection != null) {
            connection.requestBegins();
        }
        String method = request.prologue().method().text();
        String path = request.prologue().uriPath().rawPath();
        String query = request.prologue().query().rawValue();
        Optional<Route> route = routes.find(path);
        Answer answer = answer(request, method, new Target(path, query, azure(request, query)), route);
        if (connection != null) {
            connection.answerBegins();
        }
        String id = requestId(request.headers());
        boolean v3 = route.isPresent() ? route.get().api() == Api.V3 : path.startsWith("/sgx/certification/v3/");
        answer = send(answer, request, response, id, v3, method.equals("HEAD"));
        if (connection != null) {
            connection.requestEnds();
        }
        long nanos = System.nanoTime() - start;
        metrics.request(route.isPresent() ? route.get().name() : "none", answer.status(), nanos);
        AccessLog.write(
                id,
                connection == null ? "?" : connection.peer(),
                method,
                path,
                query,
                answer.status(),
                answer.body().length,
                nanos,
                answer.cause().orElse(""));
    }

    private boolean azure(ServerRequest request, String query) {
        return thim
                && (query.contains("clientid=")
                        || query.contains("api-version=")
                        || request.headers().contains(METADATA));
    }

    private Answer answer(ServerRequest request, String method, Target target, Optional<Route> route) {
        if (route.isEmpty()) {
            return Answer.noSuchPage();
        }
        Kept ready = method.equals("GET") || method.equals("HEAD") ? kept.getIfPresent(target) : null;
        if (ready != null && ready.revision() == cache.revision() && stillGood(ready.answer())) {
            return ready.answer();
        }
        // Before the question is asked: an answer that a write overtakes must not pass for one of afterwards.
        long revision = cache.revision();
        Answer answer = ask(request, method, target, route.get());
        if (answer.status() == 200
                && answer.etag().isPresent()
                && answer.keep().isPresent()
                && target.query().length() <= LONGEST_KEPT_TARGET) {
            kept.put(target, new Kept(route.get(), answer, revision));
        }
        return answer;
    }

    private boolean stillGood(Answer answer) {
        Instant until = answer.keep().orElse(Instant.MIN);
        return clock.instant().isBefore(until);
    }

    private Answer ask(ServerRequest request, String method, Target target, Route route) {
        try {
            boolean head = method.equals("HEAD");
            Action action = route.methods().get(head ? "GET" : method);
            if (action == null) {
                tokens.check(route.otherwise(), sent(request, route.otherwise()));
                return Answer.noSuchPage();
            }
            tokens.check(action.role(), sent(request, action.role()));
            if (head && !action.read()) {
                return Answer.noSuchPage();
            }
            Call.Endpoint endpoint = target.azure() ? action.azure().orElse(action.endpoint()) : action.endpoint();
            Answer answer = endpoint.answer(new Call(
                    route.api(), Query.parse(target.query()), target.azure(), new RequestBody(request, longestBody)));
            return action.read() ? answer.tagged() : answer;
        } catch (Refusal e) {
            return Answer.refusal(e);
        } catch (StoreException e) {
            LOG.log(Level.ERROR, "The database does not answer: " + e.getMessage(), e);
            return Answer.refusal(
                    new Refusal(Status.UNAVAILABLE, "the database does not answer: " + String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A defect met while answering " + method + " " + target.path(), e);
            return Answer.refusal(new Refusal(
                    Status.INTERNAL_ERROR,
                    "a defect of this server: " + e.getClass().getSimpleName() + "; its log has more"));
        }
    }

    /** The tokens for a role that came with a request. */
    static List<String> sent(ServerRequest request, Tokens.Role role) {
        if (role == Tokens.Role.ANYBODY) {
            return List.of();
        }
        HeaderName name = HeaderNames.create(role.header());
        return request.headers().contains(name) ? request.headers().get(name).allValues() : List.of();
    }

    private static Answer send(
            Answer answer, ServerRequest request, ServerResponse response, String id, boolean v3, boolean head) {
        ServerRequestHeaders asked = request.headers();
        boolean same = answer.etag().isPresent()
                && asked.contains(HeaderNames.IF_NONE_MATCH)
                && answer.matches(asked.get(HeaderNames.IF_NONE_MATCH).values());
        for (Header header : answer.headers()) {
            if (!same || !header.name().startsWith("Content-")) {
                response.header(header);
            }
        }
        if (v3) {
            response.header(V3_WARNING);
        }
        response.header(KEEP_ALIVE);
        response.header(HeaderValues.create(REQUEST_ID, id));
        if (same) {
            response.status(io.helidon.http.Status.NOT_MODIFIED_304).send();
            return Answer.notModified();
        }
        if (answer.status() != 200) {
            response.status(io.helidon.http.Status.create(answer.status(), answer.reason()));
        }
        if (head) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, answer.body().length));
            response.send();
        } else {
            response.send(answer.body());
        }
        return answer;
    }

    /** The client's own, if it is 32 hex digits; else a new one. */
    private static String requestId(ServerRequestHeaders headers) {
        if (headers.contains(REQUEST_ID)) {
            String sent = headers.get(REQUEST_ID).get();
            if (sent.length() == 32 && sent.chars().allMatch(HexFormat::isHexDigit)) {
                return sent;
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
