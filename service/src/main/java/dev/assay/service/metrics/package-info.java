/**
 * What a server tells those who watch it: counters, latencies and the age of its documents, as Prometheus text.
 *
 * <p>{@link dev.assay.service.metrics.PccsMetrics} counts what HTTP does; {@link dev.assay.service.metrics.CacheFacts} is
 * what the cache says of itself when somebody looks.
 */
@NullMarked
package dev.assay.service.metrics;

import org.jspecify.annotations.NullMarked;
