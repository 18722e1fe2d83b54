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
    private final String task;
    private final String unit;
    private final long unitSize;
    private long done;
    private @Nullable ProgressBar bar;

    private Progress(Streams streams, String task, String unit, long unitSize, long total) {
        this.streams = streams;
        this.task = task;
        this.unit = unit;
        this.unitSize = unitSize;
        this.total = total;
        this.wanted = streams.showsProgress();
    }

    /** Progress through {@code total} bytes of input. */
    static Progress of(Streams streams, long total) {
        return new Progress(streams, "verifying", " KiB", 1024, total);
    }

    /** Progress of another task, through {@code total} of what {@code unit} names. */
    static Progress of(Streams streams, String task, String unit, long total) {
        return new Progress(streams, task, unit, 1, total);
    }

    /** That much more is done. */
    void step(long amount) {
        done += amount;
        if (!wanted) {
            return;
        }
        if (bar == null && System.nanoTime() - begin > FIRST) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(unit, unitSize)
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
