/**
 * Watching a node: one attestation after another, each told as a line and counted for Prometheus.
 *
 * <p>A {@link dev.assay.cli.watch.Watch} attests at the {@link dev.assay.cli.watch.Pace} that was asked for and tells
 * whoever listens: {@link dev.assay.cli.watch.WatchText} for people, {@link dev.assay.cli.watch.WatchMetrics} for
 * Prometheus, behind a {@link dev.assay.cli.watch.MetricsServer}.
 */
@NullMarked
package dev.assay.cli.watch;

import org.jspecify.annotations.NullMarked;
