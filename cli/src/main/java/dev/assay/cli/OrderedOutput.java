package dev.assay.cli;

import dev.assay.cli.input.InputException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions on all cores and writes the answers in the order of the questions, each as soon as it and those
 * before it are there. Holds a bounded number of questions and of their bytes: whoever asks faster has to wait.
 */
final class OrderedOutput implements Closeable {

    private static final int MAX_QUESTIONS = 4096;
    private static final int MAX_KIBIBYTES = 64 << 10;
    private static final int BUFFER = 1 << 16;

    /** Milliseconds after which the reader shall see what there is. */
    private static final int PATIENCE = 50;

    /** A question that waits for its answer. */
    private record Pending(FutureTask<byte[]> answer, int bytes) {

        int kibibytes() {
            return bytes / 1024 + 1;
        }
    }

    private static final Pending END = new Pending(new FutureTask<>(() -> new byte[0]), 0);

    private final PrintStream out;
    private final Progress progress;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final BlockingQueue<Pending> pending = new ArrayBlockingQueue<>(MAX_QUESTIONS);
    private final Semaphore kibibytes = new Semaphore(MAX_KIBIBYTES);
    private volatile boolean nobodyReads;
    private volatile @Nullable RuntimeException failure;
    private final Thread writer = new Thread(this::writeAll, "writer");

    OrderedOutput(PrintStream out, Progress progress) {
        this.out = out;
        this.progress = progress;
        writer.start();
    }

    /** Takes a question of {@code bytes} bytes; waits while too many are open. */
    void add(int bytes, Callable<byte[]> question) throws InputException {
        if (nobodyReads) {
            throw new InputException(
                    "stopped, since nobody reads the answers any more",
                    "Let the reader run to its end, or write the answers to a file.");
        }
        Pending open = new Pending(new FutureTask<>(question), bytes);
        kibibytes.acquireUninterruptibly(open.kibibytes());
        workers.execute(open.answer());
        put(open);
    }

    /** Waits until every answer is written. */
    @Override
    public void close() {
        put(END);
        workers.shutdown();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        progress.close();
        if (failure != null) {
            throw failure;
        }
    }

    private void put(Pending question) {
        try {
            pending.put(question);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void writeAll() {
        OutputStream buffered = new BufferedOutputStream(out, BUFFER);
        try {
            for (Pending next = next(buffered); !next.equals(END); next = next(buffered)) {
                write(buffered, next);
            }
            flush(buffered);
        } catch (InterruptedException | IOException e) {
            stop(new IllegalStateException("nobody interrupts this thread, and a PrintStream does not fail", e));
        } catch (RuntimeException e) {
            stop(e);
        }
    }

    /** Whoever waits for room gets some, and then learns that there is no use in going on. */
    private void stop(RuntimeException reason) {
        failure = reason;
        nobodyReads = true;
        pending.clear();
        kibibytes.release(MAX_KIBIBYTES);
    }

    /** The next question; what is written already is shown when it takes a while to come. */
    private Pending next(OutputStream buffered) throws InterruptedException, IOException {
        Pending next = pending.poll(PATIENCE, TimeUnit.MILLISECONDS);
        if (next == null) {
            flush(buffered);
            next = pending.take();
        }
        return next;
    }

    private void write(OutputStream buffered, Pending next) throws InterruptedException, IOException {
        byte[] answer = answer(buffered, next);
        if (!nobodyReads) {
            buffered.write(answer);
            buffered.write('\n');
        }
        kibibytes.release(next.kibibytes());
        progress.step(next.bytes());
    }

    private byte[] answer(OutputStream buffered, Pending next) throws InterruptedException, IOException {
        try {
            try {
                return next.answer().get(PATIENCE, TimeUnit.MILLISECONDS);
            } catch (TimeoutException takesAWhile) {
                flush(buffered);
                return next.answer().get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question without an answer", e.getCause());
        }
    }

    private void flush(OutputStream buffered) throws IOException {
        buffered.flush();
        nobodyReads |= out.checkError();
    }
}
