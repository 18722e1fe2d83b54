package dev.assay.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Operations per second of CPU, so that what else the machine does is left out as far as it can be.
 *
 * <p>{@link #CORE} counts the benchmark's own thread, {@link #PROCESS} also garbage collection and compilation.
 */
public final class CpuClock implements InternalProfiler {

    static final String CORE = "per core second";
    static final String PROCESS = "per process second";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final com.sun.management.OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private long workersBefore;
    private long processBefore;

    @Override
    public String getDescription() {
        return "operations per second of CPU time";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        workersBefore = workers();
        processBefore = system.getProcessCpuTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double operations = result.getMetadata().getAllOps();
        return List.of(
                scalar(CORE, operations / (workers() - workersBefore)),
                scalar(PROCESS, operations / (system.getProcessCpuTime() - processBefore)));
    }

    private static ScalarResult scalar(String label, double perNanosecond) {
        return new ScalarResult(label, perNanosecond * 1e9, "ops/s", AggregationPolicy.AVG);
    }

    private long workers() {
        long total = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains("jmh-worker")) {
                total += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return total;
    }
}
