package dev.assay.provision.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which documents a server does not want to be asked for, and for how long. */
final class Refusals {

    /** A server has some hundreds of documents; who makes up more is asked again too early. */
    private static final int MAX_ENTRIES = 1024;

    private record Refusal(int status, long from, long nanos) {}

    private final Map<String, Refusal> entries = new HashMap<>();
    private final Time time;

    Refusals(Time time) {
        this.time = time;
    }

    record Standing(int status, Duration remaining) {}

    synchronized void remember(String what, int status, Duration wait) {
        long now = time.nanos();
        if (entries.size() >= MAX_ENTRIES) {
            entries.values().removeIf(refusal -> remaining(refusal, now) <= 0);
        }
        if (entries.size() < MAX_ENTRIES) {
            entries.put(what, new Refusal(status, now, wait.toNanos()));
        }
    }

    synchronized Optional<Standing> of(String what) {
        Refusal refusal = entries.get(what);
        if (refusal == null) {
            return Optional.empty();
        }
        long remaining = remaining(refusal, time.nanos());
        if (remaining <= 0) {
            entries.remove(what);
            return Optional.empty();
        }
        return Optional.of(new Standing(refusal.status, Duration.ofNanos(remaining)));
    }

    private static long remaining(Refusal refusal, long now) {
        return refusal.nanos - (now - refusal.from);
    }
}
