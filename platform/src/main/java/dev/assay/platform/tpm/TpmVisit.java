package dev.assay.platform.tpm;

import dev.assay.platform.Deadline;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A conversation with a TPM that ends at its deadline, whatever the device does.
 *
 * <p>Linux lets nobody interrupt a command, nor close the file under it. So the conversation has a thread of its own,
 * which is left behind with a device that hangs, and goes when the device lets it go.
 *
 * @param path of the device
 * @param place for messages
 * @param deadline of the whole conversation
 */
public record TpmVisit(Path path, String place, Deadline deadline) {

    /** What is talked about. */
    @FunctionalInterface
    public interface Talk<T> {
        T with(Tpm tpm) throws TpmRefusal, QuoteException, InterruptedException;
    }

    /** Opens the device, talks, and closes it. */
    public <T> T talk(Talk<T> talk) throws TpmRefusal, QuoteException {
        AtomicReference<Tpm> opened = new AtomicReference<>();
        FutureTask<T> task = new FutureTask<>(() -> {
            try (Tpm tpm = Tpm.open(path, place, deadline)) {
                opened.set(tpm);
                return talk.with(tpm);
            }
        });
        Thread thread = Thread.ofPlatform().daemon().name("TPM").start(task);
        try {
            return task.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unexpected(Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            abandon(opened, thread);
            throw new QuoteException(
                            Reason.TIMEOUT,
                            place + " did not answer in time",
                            "allow more time; if it stays so, look for the driver's message: dmesg | grep -i tpm")
                    .causedBy(e);
        } catch (InterruptedException | CancellationException e) {
            abandon(opened, thread);
            Thread.currentThread().interrupt();
            throw new QuoteException(Reason.BUSY, "interrupted while waiting for " + place, "ask again").causedBy(e);
        }
    }

    /** To close the file wakes who waits for it; both may take as long as the device likes, so nobody waits for that. */
    private static void abandon(AtomicReference<Tpm> opened, Thread thread) {
        Thread.ofPlatform().daemon().name("TPM, closing").start(() -> {
            thread.interrupt();
            Tpm tpm = opened.get();
            if (tpm != null) {
                tpm.close();
            }
        });
    }

    /** Throws what a talk may throw; a mistake of ours is returned. */
    private RuntimeException unexpected(Throwable failure) throws TpmRefusal, QuoteException {
        return switch (failure) {
            case TpmRefusal refusal -> throw refusal;
            case QuoteException problem -> throw problem;
            case InterruptedException e ->
                throw new QuoteException(Reason.BUSY, "interrupted while waiting for " + place, "ask again")
                        .causedBy(e);
            case Error e -> throw e;
            case RuntimeException e -> e;
            default -> new IllegalStateException(failure);
        };
    }
}
