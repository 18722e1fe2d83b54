package dev.assay.cli;

import dev.assay.cli.attest.Attestation;
import dev.assay.cli.attest.AttestationJson;
import dev.assay.cli.attest.Attester;
import dev.assay.cli.attest.Challenge;
import dev.assay.cli.input.InputException;
import dev.assay.cli.watch.MetricsServer;
import dev.assay.cli.watch.Watch;
import dev.assay.cli.watch.WatchMetrics;
import dev.assay.cli.watch.WatchText;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs a watch as a process: lines on standard output, metrics on a port, and an end when a signal asks for it. */
final class WatchRun {

    /** How long a signal waits for the round under way, and then again for it to be given up. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Streams streams;
    private final boolean json;
    private final OptionalInt port;
    private final WatchMetrics metrics = new WatchMetrics(InstantSource.system());
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * @param json whether each round is a JSON document on a line
     * @param port where metrics are to be had; empty for nowhere
     */
    WatchRun(Streams streams, boolean json, OptionalInt port) {
        this.streams = streams;
        this.json = json;
        this.port = port;
    }

    /**
     * Returns when the watch was asked to end, or nobody is left who reads what it finds.
     *
     * @param timeout how long a quote may take
     */
    void run(Attester attester, Supplier<Challenge> challenges, Duration every, Duration timeout)
            throws InputException, UnavailableException {
        Watch watch = new Watch(attester, challenges, every, List.of(this::count, json ? this::writeJson : text()));
        if (port.isEmpty()) {
            runUntilAsked(watch);
            return;
        }
        Duration late = every.multipliedBy(2).plus(timeout).plusSeconds(30);
        try (MetricsServer server = MetricsServer.start(port.getAsInt(), metrics, late)) {
            streams.err().println("metrics on " + server.address());
            runUntilAsked(watch);
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot listen on 127.0.0.1:" + port.getAsInt() + ": " + e.getMessage(),
                    "Choose another port by --metrics, or end the process that has it.");
        }
    }

    private boolean count(Attestation attestation) {
        metrics.count(attestation);
        return true;
    }

    private boolean writeJson(Attestation attestation) {
        byte[] line = JsonOutput.line(generator -> AttestationJson.write(generator, attestation));
        streams.out().write(line, 0, line.length);
        streams.out().write('\n');
        return isHeard();
    }

    private Watch.Listener text() {
        WatchText text = new WatchText(streams.style());
        return attestation -> {
            streams.out().print(text.of(attestation));
            return isHeard();
        };
    }

    /** A closed pipe ends a watch that has no metrics. */
    private boolean isHeard() {
        return !streams.out().checkError() || port.isPresent();
    }

    private void runUntilAsked(Watch watch) throws InputException {
        Thread thread = Thread.currentThread();
        Thread hook = new Thread(() -> end(watch, thread), "end of the watch");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            watch.run();
        } finally {
            ended.countDown();
            removeUnlessRunning(hook);
        }
    }

    /** It was asked to end, and it does: 0, whatever the last verdict was. */
    private void end(Watch watch, Thread thread) {
        watch.end();
        try {
            if (!ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.interrupt();
                ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        streams.out().flush();
        Runtime.getRuntime().halt(0);
    }

    private static void removeUnlessRunning(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook itself ends the process.
        }
    }
}
