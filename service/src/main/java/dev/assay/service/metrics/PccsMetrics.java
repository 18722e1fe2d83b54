package dev.assay.service.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The metrics of a PCCS. What HTTP does is counted as it happens; what the cache knows is asked for at each look. */
public final class PccsMetrics {

    /** Media type of {@link #text}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** Facts may cost a query: many who watch at once cost one. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private record Look(CacheFacts facts, Instant at) {}

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Supplier<CacheFacts> source;
    private final InstantSource clock;
    private final Counter requests;
    private final Histogram latency;
    private volatile Look last;

    /** Metrics of a cache that says its facts through {@code source}. */
    public PccsMetrics(Supplier<CacheFacts> source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.last = new Look(
                new CacheFacts("", "", "", 0, false, List.of(), 0, 0, List.of(), Map.of(), Map.of(), Map.of()),
                Instant.MIN);
        this.requests = Counter.builder()
                .name("assay_pccs_requests")
                .help("Requests by route and status.")
                .labelNames("route", "status")
                .register(registry);
        this.latency = Histogram.builder()
                .name("assay_pccs_request_seconds")
                .help("Time from the headers of a request to the end of its answer.")
                .labelNames("route")
                .classicOnly()
                .classicUpperBounds(0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 3, 10)
                .register(registry);
    }

    /**
     * Counts a request.
     *
     * @param route its name, of a bounded set
     */
    public void request(String route, int status, long nanos) {
        requests.labelValues(route, Integer.toString(status)).inc();
        latency.labelValues(route).observe(nanos / 1e9);
    }

    /** What the cache said within the last second, or says now. */
    public CacheFacts facts() {
        Look look = last;
        Instant now = clock.instant();
        if (look.at().plus(FRESH).isBefore(now) || look.at().isAfter(now)) {
            look = new Look(source.get(), now);
            last = look;
        }
        return look.facts();
    }

    /** All of them in Prometheus' text format. */
    public byte[] text() {
        CacheFacts facts = facts();
        Instant now = clock.instant();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        registry.scrape().stream().forEach(all::metricSnapshot);
        all.metricSnapshot(counter("assay_pccs_lookups", "Documents asked of the cache.", "outcome", facts.lookups()));
        all.metricSnapshot(
                counter("assay_pccs_upstream_calls", "Calls to the upstream.", "outcome", facts.upstreamCalls()));
        all.metricSnapshot(gauge("assay_pccs_alarms", "What an operator should look at.", "kind", facts.alarms()));
        all.metricSnapshot(gauge("assay_pccs_platforms", "Platforms that are registered.", facts.platforms()));
        all.metricSnapshot(gauge(
                "assay_pccs_registrations_waiting",
                "Registrations that somebody has to fetch certificates for.",
                facts.registrationsWaiting()));
        all.metricSnapshot(gauge("assay_pccs_revision", "Revision of the database.", facts.revision()));
        all.metricSnapshot(
                gauge("assay_pccs_database_up", "Whether the database answers.", facts.databaseUp() ? 1 : 0));
        all.metricSnapshot(InfoSnapshot.builder()
                .name("assay_pccs_trust_domain")
                .help("Under whose root documents count as genuine.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("domain", facts.domain()))
                        .build())
                .build());
        all.metricSnapshot(InfoSnapshot.builder()
                .name("assay_pccs_cache")
                .help("What the cache does about what it does not have, and whom it asks.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("mode", facts.mode(), "upstream", facts.upstream()))
                        .build())
                .build());
        documents(all, facts, now);
        ByteArrayOutputStream text = new ByteArrayOutputStream(16_384);
        try {
            PrometheusTextFormatWriter.create().write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes all bytes", e);
        }
        return text.toByteArray();
    }

    private static void documents(MetricSnapshots.Builder all, CacheFacts facts, Instant now) {
        GaugeSnapshot.Builder left = GaugeSnapshot.builder()
                .name("assay_pccs_document_next_update_seconds")
                .help("Time until a document expires; negative once it has.");
        GaugeSnapshot.Builder age = GaugeSnapshot.builder()
                .name("assay_pccs_document_age_seconds")
                .help("Time since a document was last fetched.");
        GaugeSnapshot.Builder failing = GaugeSnapshot.builder()
                .name("assay_pccs_document_refresh_failing")
                .help("1 for a document whose last refresh failed; the status says why.");
        for (CacheFacts.DocumentFact document : facts.documents()) {
            Labels labels = Labels.of("api", Integer.toString(document.api()), "document", document.name());
            left.dataPoint(
                    point(labels, Duration.between(now, document.nextUpdate()).toSeconds()));
            age.dataPoint(
                    point(labels, Duration.between(document.fetched(), now).toSeconds()));
            failing.dataPoint(point(labels, document.failure().isPresent() ? 1 : 0));
        }
        all.metricSnapshot(left.build());
        all.metricSnapshot(age.build());
        all.metricSnapshot(failing.build());
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static CounterSnapshot counter(String name, String help, String label, Map<String, Long> counts) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        counts.forEach((value, count) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of(label, value))
                .value((double) count)
                .build()));
        return counter.build();
    }

    private static GaugeSnapshot gauge(String name, String help, String label, Map<String, Long> counts) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        counts.forEach((value, count) -> gauge.dataPoint(point(Labels.of(label, value), count)));
        return gauge.build();
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }
}
