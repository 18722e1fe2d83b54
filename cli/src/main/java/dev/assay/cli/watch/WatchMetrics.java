package dev.assay.cli.watch;

import dev.assay.cli.attest.Attestation;
import dev.assay.cli.attest.Stage;
import dev.assay.cli.verdict.Answer;
import dev.assay.cli.verdict.Outcome;
import dev.assay.cli.verdict.Reason;
import dev.assay.collateral.TcbStatus;
import dev.assay.verify.Validity;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a watch found, for Prometheus. All labels are of bounded sets: statuses, outcomes, codes of reasons, pieces of
 * collateral. Safe for threads.
 */
public final class WatchMetrics {

    /** Media type of {@link #text}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "assay_attestation_";

    /** What the last round left. */
    private record Last(Attestation attestation, Instant at) {}

    private final InstantSource clock;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter rounds = Counter.builder()
            .name(PREFIX + "rounds")
            .help("Attestations by what they came to.")
            .labelNames("outcome")
            .register(registry);
    private final Counter failures = Counter.builder()
            .name(PREFIX + "failures")
            .help("Why attestations were not accepted.")
            .labelNames("reason")
            .register(registry);
    private final Histogram duration = Histogram.builder()
            .name(PREFIX + "duration_seconds")
            .help("Time that each step of an attestation took.")
            .labelNames("step")
            .classicOnly()
            .classicUpperBounds(0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 30)
            .register(registry);
    private volatile Optional<Last> last = Optional.empty();
    private volatile Optional<Instant> lastAccepted = Optional.empty();

    public WatchMetrics(InstantSource clock) {
        this.clock = clock;
        for (Outcome outcome : Outcome.values()) {
            rounds.initLabelValues(outcome.toString());
        }
    }

    /** Counts a round. */
    public void count(Attestation attestation) {
        Instant now = clock.instant();
        Answer answer = attestation.answer();
        rounds.labelValues(answer.outcome().toString()).inc();
        answer.reasons().stream()
                .map(Reason::code)
                .distinct()
                .forEach(code -> failures.labelValues(code).inc());
        for (Stage stage : attestation.stages()) {
            duration.labelValues(stage.name().label()).observe(stage.took().toNanos() / 1e9);
        }
        if (answer.outcome() == Outcome.ACCEPTED) {
            lastAccepted = Optional.of(now);
        }
        last = Optional.of(new Last(attestation, now));
    }

    /** The outcome of the last round. */
    Optional<Outcome> outcome() {
        return last.map(round -> round.attestation().answer().outcome());
    }

    /** How long ago the last round ended. */
    Optional<Duration> age() {
        return last.map(round -> Duration.between(round.at(), clock.instant()));
    }

    /** All of them in Prometheus' text format. */
    public byte[] text() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        registry.scrape().stream().forEach(all::metricSnapshot);
        last.ifPresent(round -> addLast(all, round));
        lastAccepted.ifPresent(at -> all.metricSnapshot(gauge(
                "last_success_timestamp_seconds",
                "When an attestation was last accepted.",
                Labels.EMPTY,
                at.toEpochMilli() / 1e3)));
        ByteArrayOutputStream text = new ByteArrayOutputStream(8_192);
        try {
            PrometheusTextFormatWriter.create().write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes all bytes", e);
        }
        return text.toByteArray();
    }

    private void addLast(MetricSnapshots.Builder all, Last round) {
        Answer answer = round.attestation().answer();
        all.metricSnapshot(gauge(
                "accepted",
                "1 if the last attestation was accepted.",
                Labels.EMPTY,
                answer.outcome() == Outcome.ACCEPTED ? 1 : 0));
        all.metricSnapshot(gauge(
                "age_seconds",
                "Time since the last attestation came to a verdict.",
                Labels.EMPTY,
                Duration.between(round.at(), clock.instant()).toMillis() / 1e3));
        GaugeSnapshot.Builder status = GaugeSnapshot.builder()
                .name(PREFIX + "status")
                .help("1 for the TCB status of the last attestation, which is none where nothing was proven.");
        Optional<TcbStatus> found = answer.verified().map(verified -> verified.status());
        for (TcbStatus one : TcbStatus.values()) {
            status.dataPoint(point(
                    Labels.of("status", one.toString()),
                    found.filter(one::equals).isPresent() ? 1 : 0));
        }
        all.metricSnapshot(status.dataPoint(point(Labels.of("status", "none"), found.isEmpty() ? 1 : 0))
                .build());
        all.metricSnapshot(InfoSnapshot.builder()
                .name(PREFIX + "platform")
                .help("What was attested, from where, and under whose root.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(platform(round.attestation()))
                        .build())
                .build());
        addExpiries(all, answer);
    }

    private static Labels platform(Attestation attestation) {
        Answer answer = attestation.answer();
        return Labels.of(
                "source",
                attestation.source().map(kind -> kind.label()).orElse("none"),
                "tee",
                answer.quote().map(quote -> quote.tee().name()).orElse("none"),
                "fmspc",
                answer.platform().map(pck -> pck.extension().fmspc().hex()).orElse("none"),
                "trust_domain",
                answer.trustDomain().toString());
    }

    /** A certificate that stands in several chains counts once, with its first end. */
    private static void addExpiries(MetricSnapshots.Builder all, Answer answer) {
        if (answer.verified().isEmpty()) {
            return;
        }
        TreeMap<String, Instant> ends = new TreeMap<>();
        for (Validity validity : answer.verified().get().collateral().validities()) {
            ends.merge(validity.what(), validity.until(), (one, other) -> one.isBefore(other) ? one : other);
        }
        GaugeSnapshot.Builder expiry = GaugeSnapshot.builder()
                .name(PREFIX + "collateral_expiry_timestamp_seconds")
                .help("When a piece of collateral of the last attestation expires.");
        ends.forEach((piece, end) -> expiry.dataPoint(point(Labels.of("piece", piece), (double) end.getEpochSecond())));
        all.metricSnapshot(expiry.build());
    }

    private static GaugeSnapshot gauge(String name, String help, Labels labels, double value) {
        return GaugeSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(point(labels, value))
                .build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
