package dev.assay.cli.attest;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.CollateralPiece;
import dev.assay.quote.RawEvidence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An attestation as files, for somebody who verifies it later and elsewhere.
 *
 * <p><b>Guarantees.</b> The folder is there with everything in it, or not at all; not after a crash either.
 */
public final class EvidenceFolder {

    /** The quote's file. */
    public static final String QUOTE = "quote.bin";

    /** The folder of the collateral. */
    public static final String COLLATERAL = "collateral";

    /** The root of a simulated platform. */
    public static final String TEST_ROOT = "test-root.pem";

    private static final String SNP_REPORT = "snp-report.bin";
    private static final String RUNTIME_DATA = "runtime-data.json";
    private static final String BUNDLE = "bundle.json";
    private static final String VERDICT = "verdict.json";
    private static final String NONCE = "nonce.hex";

    private final Path place;

    private EvidenceFolder(Path place) {
        this.place = place;
    }

    /** A folder that is yet to be, or is empty. */
    public static EvidenceFolder at(Path place) throws InputException {
        Path absolute = place.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute)) {
            try (Stream<Path> files = Files.list(absolute)) {
                Optional<Path> first = files.findFirst();
                if (first.isPresent()) {
                    throw new InputException(
                            "--out " + place + " has something in it already, as "
                                    + first.get().getFileName(),
                            "Name a new folder; evidence of another time is not replaced.");
                }
            } catch (IOException e) {
                throw new InputException(
                        "cannot look into --out " + place + ": " + InputFile.reason(e), "Name another folder.");
            }
        } else if (Files.exists(absolute)) {
            throw new InputException("--out " + place + " is a file", "Name a folder.");
        }
        if (absolute.getParent() == null) {
            throw new InputException("--out " + place + " is the root of the file system", "Name a folder in it.");
        }
        return new EvidenceFolder(absolute);
    }

    /**
     * The file with the quote in a folder of this kind.
     *
     * @throws InputException if there is none
     */
    public static Path quote(Path folder) throws InputException {
        Path quote = folder.resolve(QUOTE);
        if (Files.exists(quote)) {
            return quote;
        }
        throw Files.exists(folder.resolve(SNP_REPORT))
                ? new InputException(
                        folder + " has a report of SEV-SNP, which Assay does not verify yet",
                        "Verify " + folder.resolve(SNP_REPORT) + " with AMD's tools.")
                : new InputException(
                        "cannot read the quote: " + folder + " is a folder, and has no " + QUOTE,
                        "Name a file, or a folder that assay attest --out wrote.");
    }

    /** How the quote in a folder of this kind binds report data. */
    public static RawEvidence.Binding binding(Path folder) throws InputException, MalformedException {
        Path runtimeData = folder.resolve(RUNTIME_DATA);
        return Files.exists(runtimeData)
                ? new RawEvidence.Binding.Paravisor(InputFile.read("runtime data", runtimeData))
                : new RawEvidence.Binding.Direct();
    }

    /** Writes everything that there is of {@code attestation}. */
    public void write(Attestation attestation, Bytes verdict) throws InputException {
        Path draft =
                place.resolveSibling("." + place.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".new");
        try {
            Files.createDirectories(draft);
            try {
                for (Map.Entry<String, Bytes> file : files(attestation, verdict).entrySet()) {
                    Path path = draft.resolve(file.getKey());
                    Files.createDirectories(path.getParent() == null ? draft : path.getParent());
                    write(path, file.getValue());
                }
                Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                remove(draft);
            }
        } catch (IOException e) {
            throw new InputException(
                    "cannot write the evidence to " + place + ": " + InputFile.reason(e),
                    "Check the place and the space on its disk.");
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot write the collateral to " + place + ": " + e.getMessage(), "Fetch it anew: --cache off.");
        }
    }

    private static Map<String, Bytes> files(Attestation attestation, Bytes verdict) throws MalformedException {
        Map<String, Bytes> files = new LinkedHashMap<>();
        attestation.evidence().ifPresent(evidence -> {
            files.put(evidence.format() == RawEvidence.Format.QUOTE ? QUOTE : SNP_REPORT, evidence.bytes());
            if (evidence.binding() instanceof RawEvidence.Binding.Paravisor paravisor) {
                files.put(RUNTIME_DATA, paravisor.runtimeData());
            }
        });
        Map<CollateralPiece, Bytes> pieces = attestation.collateral().pieces();
        pieces.forEach((piece, bytes) -> files.put(COLLATERAL + "/" + piece.fileName(), bytes));
        if (!pieces.isEmpty()) {
            files.put(BUNDLE, CollateralBundle.write(attestation.collateral()));
        }
        files.put(VERDICT, verdict);
        attestation.testRoot().ifPresent(root -> files.put(TEST_ROOT, root));
        attestation.challenge().nonce().ifPresent(nonce -> files.put(NONCE, Bytes.ofUtf8(nonce.hex() + "\n")));
        return files;
    }

    private static void write(Path place, Bytes content) throws IOException {
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = content.asBuffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** What is left of a draft when it could not take its place. */
    private static void remove(Path draft) throws IOException {
        if (!Files.exists(draft)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(draft)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }

    /** The commands that verify a folder with what there is of {@code attestation}: the first as it was verified here. */
    public static List<String> commands(Attestation attestation, Path shown) {
        if (attestation
                .evidence()
                .filter(evidence -> evidence.format() == RawEvidence.Format.QUOTE)
                .isEmpty()) {
            return List.of();
        }
        String command = "assay verify " + shown;
        return attestation.isSimulated()
                ? List.of(command + " --trust-root " + shown.resolve(TEST_ROOT), command)
                : List.of(command);
    }
}
