package dev.assay.cli;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
    private record Pending(Future<byte[]> answer, int kibibytes) {}

    private static final Pending END = new Pending(CompletableFuture.completedFuture(new byte[0]), 0);

    private final PrintStream out;
    private final Progress progress;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final BlockingQueue<Pending> pending = new ArrayBlockingQueue<>(MAX_QUESTIONS);
    private final Semaphore kibibytes = new Semaphore(MAX_KIBIBYTES);
    private volatile boolean nobodyReads;
    private final Thread writer = new Thread(this::writeAll, "writer");

    OrderedOutput(PrintStream out, Progress progress) {
        this.out = out;
        this.progress = progress;
        writer.start();
    }

    /** Takes a question of {@code bytes} bytes; waits while too many are open. */
    void add(int bytes, Callable<byte[]> question) throws IOException {
        if (nobodyReads) {
            throw new IOException("nobody reads the answers any more");
        }
        int size = bytes / 1024 + 1;
        kibibytes.acquireUninterruptibly(size);
        put(new Pending(workers.submit(question), size));
    }

    /** Waits until every answer is written. */
    @Override
    public void close() throws IOException {
        put(END);
        workers.shutdown();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        progress.close();
    }

    private void put(Pending question) throws IOException {
        try {
            pending.put(question);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
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
            throw new IllegalStateException("a PrintStream neither interrupts nor fails", e);
        }
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
        progress.step(next.kibibytes());
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
