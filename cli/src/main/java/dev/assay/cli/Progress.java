package dev.assay.cli;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on standard error how far a long task has come: to people alone, and only once it has taken a second. */
final class Progress {

    /** When nobody knows how much there is to do. */
    static final long UNKNOWN = -1;

    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);

    private final Streams streams;
    private final long total;
    private final long begin = System.nanoTime();
    private final boolean wanted;
    private long done;
    private @Nullable ProgressBar bar;

    private Progress(Streams streams, long total, boolean wanted) {
        this.streams = streams;
        this.total = total;
        this.wanted = wanted;
    }

    /** Progress through {@code total} bytes of input. */
    static Progress of(Streams streams, long total) {
        return new Progress(streams, total, streams.showsProgress());
    }

    /** That much more is done. */
    void step(long bytes) {
        done += bytes;
        if (!wanted) {
            return;
        }
        if (bar == null && System.nanoTime() - begin > FIRST) {
            bar = new ProgressBarBuilder()
                    .setTaskName("verifying")
                    .setInitialMax(total)
                    .setUnit(" KiB", 1024)
                    .setStyle(streams.style().unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(streams.err()))
                    .build();
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
