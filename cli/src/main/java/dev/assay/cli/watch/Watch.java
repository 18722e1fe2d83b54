package dev.assay.cli.watch;

import dev.assay.cli.attest.Attestation;
import dev.assay.cli.attest.Attester;
import dev.assay.cli.attest.Challenge;
import dev.assay.cli.input.InputException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Attests again and again, at a fixed rate, until somebody ends it. Between rounds it holds no more than the last one. */
public final class Watch {

    private final Attester attester;
    private final Supplier<Challenge> challenges;
    private final Duration every;
    private final List<Listener> listeners;
    private final CountDownLatch asked = new CountDownLatch(1);

    /** Hears of each round as soon as it is over. */
    @FunctionalInterface
    public interface Listener {
        /** Whether to go on. */
        boolean hear(Attestation attestation);
    }

    /**
     * @param attester for this watch alone; whoever made it closes it
     * @param challenges drawn anew for each round
     * @param every from the beginning of a round to that of the next
     */
    public Watch(Attester attester, Supplier<Challenge> challenges, Duration every, List<Listener> listeners) {
        this.attester = attester;
        this.challenges = challenges;
        this.every = every;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns when it was asked to {@linkplain #end end}, a listener wants no more, or the thread is interrupted. */
    public void run() throws InputException {
        Pace pace = new Pace(every, System.nanoTime());
        boolean goOn = true;
        while (goOn && asked.getCount() > 0) {
            Attestation attestation = attester.attest(challenges);
            if (Thread.currentThread().isInterrupted()) {
                return; // What an interrupted round came to says nothing about the machine.
            }
            for (Listener listener : listeners) {
                goOn &= listener.hear(attestation);
            }
            try {
                goOn = goOn && !asked.await(pace.untilNext(System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Lets the round under way end, and no other begin. */
    public void end() {
        asked.countDown();
    }
}
