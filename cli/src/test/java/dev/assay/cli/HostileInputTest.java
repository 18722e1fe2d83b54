package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.EvidenceReader;
import dev.assay.cli.inspect.Inspector;
import dev.assay.quote.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged evidence is read or is malformed; nothing else comes out of the readers. */
class HostileInputTest {

    private static final int ROUNDS = 400;

    static Stream<Path> files() {
        return Stream.of(
                Cli.vectors("ra-tls", "gramine-cert.pem"),
                Cli.vectors("ra-tls", "intel-sgxsdk-cert.pem"),
                Cli.vectors("ra-tls", "rats-tls-cert.pem"),
                Cli.samples("tdx", "quote.bin"),
                Cli.samples("sgx", "collateral.json"),
                Cli.samples("tdx", "collateral", "tcb_info.json"),
                Cli.samples("tdx", "collateral", "pck_crl.der"),
                Cli.vectors("bundles", "openenclave--tdx_endorsement.bin"),
                Cli.samples("batch.jsonl"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void damageIsMalformedOrHarmless(Path file) throws IOException {
        byte[] original = Files.readAllBytes(file);
        byte[] der = file.toString().endsWith("cert.pem") ? der(original) : original;
        Random random = new Random(20261122);
        for (int round = 0; round < ROUNDS; round++) {
            Bytes damaged = Bytes.of(damage(round % 2 == 0 ? original : der, random));
            read(damaged);
        }
    }

    private static void read(Bytes damaged) {
        try {
            Quote.parse(EvidenceReader.read(damaged).quote());
        } catch (MalformedException expected) {
            // as it should be
        }
        try {
            Inspector.inspect(damaged);
        } catch (MalformedException expected) {
            // as it should be
        }
        try {
            BatchLine.parse(damaged);
        } catch (MalformedException expected) {
            // as it should be
        }
    }

    private static byte[] damage(byte[] original, Random random) {
        byte[] damaged = random.nextInt(4) == 0
                ? java.util.Arrays.copyOf(original, random.nextInt(original.length))
                : original.clone();
        for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    private static byte[] der(byte[] pem) {
        String text = new String(pem, java.nio.charset.StandardCharsets.US_ASCII);
        return java.util.Base64.getMimeDecoder()
                .decode(text.replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", ""));
    }
}
