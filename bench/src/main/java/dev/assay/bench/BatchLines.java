package dev.assay.bench;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.quote.Tee;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a file for {@code assay verify --batch}: as many quotes as asked for, no two alike, SGX and TDX in turn, each
 * platform with four quotes that stand far from each other.
 */
final class BatchLines {

    private static final int QUOTES_PER_PLATFORM = 4;

    private BatchLines() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int lines = Integer.parseInt(args[1]);
        Files.createDirectories(folder);
        Fleet[] fleets = {Fleet.of(Tee.SGX), Fleet.of(Tee.TDX)};
        for (Fleet fleet : fleets) {
            Path pieces = Files.createDirectories(folder.resolve(name(fleet)));
            for (Map.Entry<CollateralPiece, Bytes> piece :
                    fleet.collateral().pieces().entrySet()) {
                Files.write(
                        pieces.resolve(piece.getKey().fileName()),
                        piece.getValue().toArray());
            }
        }
        Files.write(folder.resolve("root.pem"), fleets[0].rootPem().toArray());
        int platforms = (lines + fleets.length * QUOTES_PER_PLATFORM - 1) / (fleets.length * QUOTES_PER_PLATFORM);
        Fleet.Machine[][] machines = new Fleet.Machine[fleets.length][platforms];
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("batch.jsonl"))) {
            for (int line = 0; line < lines; line++) {
                int which = line % fleets.length;
                int platform = line / fleets.length % platforms;
                if (machines[which][platform] == null) {
                    machines[which][platform] = fleets[which].machine(platform);
                }
                byte[] quote = machines[which][platform].quote(line);
                out.write("{\"quote\":\"" + Base64.getEncoder().encodeToString(quote) + "\",\"collateral\":\""
                        + name(fleets[which]) + "\",\"at\":\"" + Fleet.AT + "\",\"trustRoot\":\"root.pem\"}\n");
            }
        }
    }

    private static String name(Fleet fleet) {
        return fleet.tee().toString().toLowerCase(Locale.ROOT);
    }
}
