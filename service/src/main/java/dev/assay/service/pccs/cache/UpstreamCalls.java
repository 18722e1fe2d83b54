package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.MisfiledException;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckPlatform;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Calls to the upstream: counted, not too many at a time, proven genuine, and with a status for each way to fail.
 *
 * <p>As with Intel's server, whatever the upstream refuses is "not found" to the client; what will pass is 503, since
 * Intel's client tries again then and only then; a broken connection or answer is 502.
 */
final class UpstreamCalls {

    /** Random FMSPCs and PPIDs from anybody must not become a flood upstream. */
    private static final int AT_A_TIME = 64;

    /** An upstream that forges everything must not fill the memory with it. */
    private static final int MAX_FORGED = 1_000;

    private static final Logger LOG = System.getLogger(UpstreamCalls.class.getName());

    private interface Call<T> {
        T run() throws FetchException, NotGenuineException, MisfiledException, Refusal;
    }

    private final Upstream upstream;
    private final DocumentVerifier verifier;
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Map<String, String> forged = new ConcurrentHashMap<>();

    UpstreamCalls(Upstream upstream, DocumentVerifier verifier) {
        this.upstream = upstream;
        this.verifier = verifier;
    }

    GenuineDocument document(DocumentKey key) throws Refusal {
        return call(key.text(), () -> {
            Document document = upstream.documents().fetch(key);
            return GenuineDocument.prove(document, verifier);
        });
    }

    ProvenCertificates certificates(PckPlatform platform) throws Refusal {
        return call("PCK certificates", () -> {
            PckCertificateList list = upstream.certificates().fetch(platform);
            return ProvenCertificates.prove(list, platform.pceId(), verifier, upstream.name());
        });
    }

    Bytes fmspcs(Optional<String> platform) throws Refusal {
        return call("FMSPCs", () -> upstream.fmspcs().fetch(platform));
    }

    String name() {
        return upstream.name();
    }

    /** How many calls ended how, since start. */
    Map<String, Long> outcomes() {
        Map<String, Long> counts = new TreeMap<>();
        outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
        return counts;
    }

    private <T> T call(String what, Call<T> call) throws Refusal {
        if (!places.tryAcquire()) {
            throw new Refusal(
                    Status.UNAVAILABLE,
                    what + ": " + AT_A_TIME + " calls to " + upstream.name() + " are running already; try again");
        }
        try {
            T answer = call.run();
            count("ok");
            forged.remove(what);
            return answer;
        } catch (FetchException e) {
            count(e.reason().name().toLowerCase(Locale.ROOT));
            throw refusal(what, e);
        } catch (NotGenuineException | MisfiledException e) {
            count("not_genuine");
            throw forged(
                    what, what + " from " + upstream.name() + " is not genuine and was not kept: " + e.getMessage());
        } finally {
            places.release();
        }
    }

    /** What the upstream delivered last time and was not genuine, with what is wrong with it. */
    Map<String, String> forged() {
        return Map.copyOf(forged);
    }

    private Refusal forged(String what, String cause) {
        if (forged.size() < MAX_FORGED) {
            forged.put(what, cause);
        }
        LOG.log(Level.WARNING, cause);
        return new Refusal(Status.UPSTREAM_ERROR, cause);
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, first -> new LongAdder()).increment();
    }

    private Refusal refusal(String what, FetchException e) {
        String cause = what + ": " + e.getMessage();
        return switch (e.reason()) {
            case NOT_FOUND, GONE, BAD_REQUEST, UNAUTHORIZED -> new Refusal(Status.NOT_FOUND, cause);
            case THROTTLED, UNAVAILABLE, INTERRUPTED ->
                new Refusal(Status.UNAVAILABLE, cause, e.retryAfter().orElse(null));
            case UNREACHABLE, TIMED_OUT, UNUSABLE_ANSWER -> new Refusal(Status.UPSTREAM_ERROR, cause);
            case NOT_GENUINE -> forged(what, cause);
        };
    }
}
