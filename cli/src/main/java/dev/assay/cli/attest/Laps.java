package dev.assay.cli.attest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Times stages one after another: each begins where the last one ended. */
final class Laps {

    private final List<Stage> stages = new ArrayList<>();
    private final long begin = System.nanoTime();
    private long last = begin;

    void done(Stage.Name name, String detail) {
        end(name, Stage.State.DONE, detail);
    }

    void partial(Stage.Name name, String detail) {
        end(name, Stage.State.PARTIAL, detail);
    }

    void failed(Stage.Name name, String detail) {
        end(name, Stage.State.FAILED, detail);
    }

    private void end(Stage.Name name, Stage.State state, String detail) {
        long now = System.nanoTime();
        stages.add(new Stage(name, state, detail, Duration.ofNanos(now - last)));
        last = now;
    }

    List<Stage> stages() {
        return List.copyOf(stages);
    }

    /** From the beginning to the end of the last stage. */
    Duration total() {
        return Duration.ofNanos(last - begin);
    }
}
