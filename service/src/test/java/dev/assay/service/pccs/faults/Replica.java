package dev.assay.service.pccs.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A replica that runs in a process of its own. */
final class Replica implements AutoCloseable {

    private static final int LINES_KEPT = 200;

    private final Process process;
    private final URI address;
    private final ConcurrentLinkedDeque<String> said;
    private volatile boolean killed;

    private Replica(Process process, URI address, ConcurrentLinkedDeque<String> said) {
        this.process = process;
        this.address = address;
        this.said = said;
    }

    /** Starts one and waits until it answers. */
    static Replica start(Map<String, String> settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ReplicaMain.class.getName()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BlockingQueue<URI> ready = new LinkedBlockingQueue<>();
        ConcurrentLinkedDeque<String> said = new ConcurrentLinkedDeque<>();
        Thread.ofVirtual().start(() -> listen(process, ready, said));
        URI address = ready.poll(60, TimeUnit.SECONDS);
        if (address == null) {
            process.destroyForcibly();
            throw new IOException("a replica did not start:\n" + String.join("\n", said));
        }
        return new Replica(process, address, said);
    }

    private static void listen(Process process, BlockingQueue<URI> ready, ConcurrentLinkedDeque<String> said) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (said.size() > LINES_KEPT) {
                    said.removeFirst();
                }
                if (line.startsWith("listening on ")) {
                    ready.add(URI.create(line.substring("listening on ".length())));
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    URI address() {
        return address;
    }

    /** What it wrote last. */
    String said() {
        return String.join("\n", said);
    }

    /** Whether this test has killed it. */
    boolean isKilled() {
        return killed;
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        killed = true;
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("a replica did not end within 20 s of SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
