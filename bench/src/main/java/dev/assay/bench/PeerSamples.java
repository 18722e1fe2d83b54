package dev.assay.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.TrustAnchor;
import dev.assay.verify.Verification;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Full verifications per second of CPU of the two samples that peer.mjs gives to another verifier, each by a new {@link
 * QuoteVerifier}. The JDK remembers the parsed certificates of this one quote; {@link VerifyBenchmark#cold} says what
 * that is worth.
 */
final class PeerSamples {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private PeerSamples() {}

    public static void main(String[] args) throws IOException {
        Arithmetic arithmetic = Arithmetic.valueOf(args[0].toUpperCase(Locale.ROOT));
        Path samples = Path.of(args[1]);
        double seconds = Double.parseDouble(args[2]);
        measure(arithmetic, samples.resolve("sgx"), Instant.parse("2025-08-15T06:41:26Z"), seconds);
        measure(arithmetic, samples.resolve("tdx"), Instant.parse("2026-08-13T11:45:38Z"), seconds);
    }

    private static void measure(Arithmetic arithmetic, Path sample, Instant at, double seconds) throws IOException {
        Map<CollateralPiece, Bytes> pieces = new EnumMap<>(CollateralPiece.class);
        for (CollateralPiece piece : CollateralPiece.values()) {
            Path file = sample.resolve("collateral").resolve(piece.fileName());
            if (Files.exists(file)) {
                pieces.put(piece, Bytes.of(Files.readAllBytes(file)));
            }
        }
        Fleet.Evidence evidence =
                Fleet.Evidence.of(Files.readAllBytes(sample.resolve("quote.bin")), Collateral.of(pieces));
        run(arithmetic, evidence, at, seconds);
        System.out.printf(
                Locale.ROOT,
                "%s assay-%s %.0f%n",
                sample.getFileName(),
                arithmetic.name().toLowerCase(Locale.ROOT),
                run(arithmetic, evidence, at, seconds));
    }

    private static double run(Arithmetic arithmetic, Fleet.Evidence evidence, Instant at, double seconds) {
        var ecdsa = arithmetic.ecdsa();
        long start = SYSTEM.getProcessCpuTime();
        long used;
        int done = 0;
        do {
            Verification verification = QuoteVerifier.of(TrustAnchor.intel(), ecdsa)
                    .verify(Bytes.of(evidence.quote()), evidence.collateral(), at);
            if (!(verification instanceof Verification.Verified)) {
                throw new AssertionError(verification);
            }
            done++;
            used = SYSTEM.getProcessCpuTime() - start;
        } while (used < seconds * 1e9);
        return done * 1e9 / used;
    }
}
