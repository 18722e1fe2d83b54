package dev.assay.bench;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.quote.Tee;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Prints what a verifier remembers of platforms, in bytes of heap: live bytes after full collections, at growing numbers
 * of platforms. The growth between two lines divided by the platforms between them is an entry; beyond the verifier's
 * bound there must be none.
 *
 * <p>Run with {@code -XX:+UseSerialGC -Xms2g -Xmx2g -XX:+AlwaysPreTouch}: then the resident set grows by native memory
 * alone.
 */
final class Memory {

    private static final int[] STEPS = {1024, 2048, 3072, 4096, 6144};

    private Memory() {}

    @SuppressWarnings("removal") // Conscrypt frees native memory by finalizers.
    public static void main(String[] args) throws IOException {
        Arithmetic arithmetic = Arithmetic.valueOf(args.length == 0 ? "CONSCRYPT" : args[0].toUpperCase(Locale.ROOT));
        Fleet fleet = Fleet.of(Tee.SGX);
        Collateral collateral = fleet.collateral();
        QuoteVerifier verifier = QuoteVerifier.of(fleet.anchor(), arithmetic.ecdsa());
        System.out.println("| platforms | heap, bytes | bytes a platform since the line above | resident, KB |");
        System.out.println("| ---: | ---: | ---: | ---: |");
        long before = 0;
        int seen = 0;
        for (int step : STEPS) {
            int from = seen;
            for (; seen < step; seen++) {
                Verification verification =
                        verifier.verify(Bytes.of(fleet.machine(seen).quote(0)), collateral, Fleet.AT);
                if (!(verification instanceof Verification.Verified)) {
                    throw new AssertionError(verification);
                }
            }
            long now = live();
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,d | %s | %,d |%n",
                    seen,
                    now,
                    from == 0 ? "" : String.format(Locale.ROOT, "%,d", (now - before) / (seen - from)),
                    resident());
            before = now;
        }
        // Keeps the verifier alive to the end.
        System.out.println("anchor " + verifier.anchor().domain());
    }

    private static long live() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < 4; i++) {
            memory.gc();
            System.runFinalization();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Linux only; 0 elsewhere. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
