package dev.assay.service.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cache says of itself when somebody looks: a snapshot, made anew for each look. Counts grow from 0 at start.
 *
 * @param domain the trust domain, as verdicts name it
 * @param mode what it does about what it does not have, as in {@code LAZY}
 * @param upstream whom it asks
 * @param revision of the database
 * @param databaseUp whether the last try to read the database worked
 * @param documents every document that is kept
 * @param platforms how many are registered; where counting takes long, as they were when it was last done
 * @param registrationsWaiting how many registrations somebody has to fetch certificates for
 * @param waiting the first of those registrations, a hundred at most
 * @param lookups by outcome: {@code hit}, {@code miss}, {@code stale}
 * @param upstreamCalls by outcome: {@code ok}, or the reason in lower case as in {@code timed_out}
 * @param alarms what an operator should look at, by kind as in {@code expires_soon} or {@code not_genuine}, with how many
 *     documents it concerns now
 */
public record CacheFacts(
        String domain,
        String mode,
        String upstream,
        long revision,
        boolean databaseUp,
        List<DocumentFact> documents,
        long platforms,
        long registrationsWaiting,
        List<WaitingPlatform> waiting,
        Map<String, Long> lookups,
        Map<String, Long> upstreamCalls,
        Map<String, Long> alarms) {

    public CacheFacts {
        documents = List.copyOf(documents);
        waiting = List.copyOf(waiting);
        lookups = Map.copyOf(lookups);
        upstreamCalls = Map.copyOf(upstreamCalls);
        alarms = Map.copyOf(alarms);
    }

    /**
     * A document that is kept.
     *
     * @param name {@code DocumentKey.text()}, or the address of a CRL
     * @param failure why this replica's last try to refresh it failed, if nobody has refreshed it since
     */
    public record DocumentFact(
            int api, String name, Instant issued, Instant nextUpdate, Instant fetched, Optional<String> failure) {}

    /** A platform that somebody has to fetch certificates for. */
    public record WaitingPlatform(String qeId, String pceId) {}
}
