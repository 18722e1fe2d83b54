package dev.assay.platform.ql;

import dev.assay.platform.Deadline;
import dev.assay.platform.Turnstile;
import dev.assay.quote.QuoteException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A quoting library of which this process has one copy, whatever number of sources: its policy, its plugin and its
 * enclaves are the process's. One request passes after another, on one thread.
 */
final class SharedLibrary {

    private static final ConcurrentMap<Path, SharedLibrary> LOADED = new ConcurrentHashMap<>();

    /** How many requests may wait. */
    private static final int QUEUE = 4096;

    private final Path file;
    private final NativeThread thread;
    private final Turnstile turnstile;

    /** Touched on the native thread alone. */
    private @Nullable QuotingLibrary functions;

    private SharedLibrary(Path file) {
        this.file = file;
        thread = new NativeThread(file.toString());
        turnstile = new Turnstile(file.toString(), QUEUE);
    }

    static SharedLibrary at(Path file) {
        return LOADED.computeIfAbsent(file.toAbsolutePath(), SharedLibrary::new);
    }

    /** What is done with the library's functions. */
    @FunctionalInterface
    interface Use<T> {
        T of(QuotingLibrary functions) throws QuoteException;
    }

    <T> T use(Deadline deadline, Use<T> use) throws QuoteException {
        return turnstile.pass(deadline, () -> thread.call(deadline, () -> use.of(functions())));
    }

    /** Does {@code work} on the same thread when nothing else is under way there, and does not wait for it. */
    void afterwards(Runnable work) {
        thread.afterwards(work);
    }

    private QuotingLibrary functions() throws QuoteException {
        QuotingLibrary known = functions;
        if (known == null) {
            known = QuotingLibrary.load(file);
            functions = known;
        }
        return known;
    }
}
