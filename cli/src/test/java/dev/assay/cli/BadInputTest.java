package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong at the edge: a sentence that helps, the right exit code, never a stack trace. */
class BadInputTest {

    private static final String AT = "2026-08-13T11:45:38Z";
    private static final String QUOTE = Cli.samples("tdx", "quote.bin").toString();
    private static final String COLLATERAL = Cli.samples("tdx", "collateral").toString();

    @TempDir
    private Path folder;

    private Path collateral;

    @BeforeEach
    void copyCollateral() throws IOException {
        collateral = Files.createDirectory(folder.resolve("collateral"));
        for (Path file : Cli.list(Path.of(COLLATERAL)).toList()) {
            Files.copy(file, collateral.resolve(file.getFileName()));
        }
    }

    @Test
    void absentQuoteIsUnreadable() {
        Cli run = Cli.run("verify", folder.resolve("nothing.bin").toString());
        assertSentence(run, 2, "there is no " + folder.resolve("nothing.bin"));
    }

    @Test
    void folderIsNoQuote() {
        assertSentence(Cli.run("verify", folder.toString()), 2, "is a folder");
    }

    @Test
    void emptyQuoteIsRefusedAsMalformed() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertMalformed(Cli.run("verify", empty.toString(), "--format", "json"), "nothing, 0 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomBytesAreRefusedAsMalformed(long seed) throws IOException {
        byte[] random = new byte[4096];
        new Random(seed).nextBytes(random);
        Path file = Files.write(folder.resolve("random"), random);
        assertMalformed(Cli.run("verify", file.toString(), "--format", "json"), "");
    }

    @Test
    @Timeout(10)
    void hundredMegabytesOfZerosAreRefusedUnread() throws IOException {
        Path zeros = zeros();
        assertMalformed(Cli.run("verify", zeros.toString(), "--format", "json"), "104857600 bytes");
        assertSentence(Cli.run("inspect", zeros.toString()), 1, "104857600 bytes");
        assertSentence(Cli.run("verify", QUOTE, "--trust-root", zeros.toString()), 2, "104857600 bytes");
        assertSentence(Cli.run("verify", QUOTE, "--policy", zeros.toString()), 2, "104857600 bytes");
        Cli bundle = Cli.run("verify", QUOTE, "--collateral", zeros.toString(), "--format", "json");
        assertThat(bundle.exitCode()).isEqualTo(1);
        assertThat(bundle.json().get("reasons").get(0).get("code").asString()).isEqualTo("COLLATERAL_MALFORMED");
        assertThat(bundle.json().get("quote").get("tee").asString()).isEqualTo("tdx");
    }

    private Path zeros() throws IOException {
        Path zeros = folder.resolve("zeros");
        try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        return zeros;
    }

    @ParameterizedTest
    @EnumSource(value = dev.assay.collateral.CollateralPiece.class, mode = EnumSource.Mode.EXCLUDE, names = "PCK_CHAIN")
    void missingPieceLeavesTheAnswerOpenAndAnEmptyOneRefuses(dev.assay.collateral.CollateralPiece piece)
            throws IOException {
        Path file = collateral.resolve(piece.fileName());
        Files.delete(file);
        Cli missing = verify("--format", "json");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.json().get("verdict").asString()).isEqualTo("undecided");
        assertThat(missing.json().get("tcbStatus").isNull()).isTrue();
        assertThat(missing.json().get("reasons").get(0).get("code").asString()).isEqualTo("COLLATERAL_MISSING");
        assertThat(verify().out()).startsWith("? UNDECIDED").contains(piece.fileName());

        Files.createFile(file);
        Cli empty = verify("--format", "json");
        assertThat(empty.exitCode()).isEqualTo(1);
        assertThat(empty.json().get("verdict").asString()).isEqualTo("refused");
        assertThat(empty.json().get("tcbStatus").isNull()).isTrue();
    }

    private Cli verify(String... more) {
        return Cli.run(Stream.concat(
                        Stream.of("verify", QUOTE, "--collateral", collateral.toString(), "--at", AT), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void noCollateralLeavesTheAnswerOpen() {
        Cli run = Cli.run("verify", QUOTE, "--at", AT);
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).startsWith("? UNDECIDED").contains("--collateral").contains("FMSPC b0c06f000000");
    }

    @Test
    void absentCollateralFolderIsUnreadable() {
        assertSentence(Cli.run("verify", QUOTE, "--collateral", "nowhere"), 2, "there is no nowhere");
    }

    @Test
    void expiredCollateralIsRefusedWithEveryDate() {
        Cli run = Cli.run("verify", QUOTE, "--collateral", COLLATERAL, "--at", "2026-11-01T00:00:00Z");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("✗ REFUSED")
                .contains("EXPIRED", "valid until 2026-09-11T23:57:11Z", "fetch fresh collateral");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-08-13", "1755000000", "2026-08-13T11:45:38", "2026-13-13T11:45:38Z", ""})
    void instantMustBeOne(String at) {
        assertSentence(Cli.run("verify", QUOTE, "--at", at), 2, "--at is \"" + at + "\"");
    }

    @Test
    void acceptingRevokedIsRefusedAsUsage() {
        assertSentence(Cli.run("verify", QUOTE, "--accept", "UpToDate,Revoked"), 2, "Revoked is refused");
    }

    @Test
    void unknownStatusIsAnsweredByTheKnownOnes() {
        Cli run = Cli.run("verify", QUOTE, "--accept", "UpToDate,Fine");
        assertSentence(run, 2, "\"Fine\"");
        assertThat(run.err()).contains("TDRelaunchAdvisedConfigurationNeeded").doesNotContain("Revoked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "verify",
                "verify a b",
                "verify --nonsense",
                "verify a --batch b",
                "verify a --format xml",
                "inspect",
                "nonsense",
                "completion fish",
                "verify a --policy preset:lax",
                "verify a --policy nowhere.json",
                "verify a --trust-root nowhere.pem",
                "verify --batch nowhere.jsonl",
            })
    void wrongUsageEndsWith2AndSaysWhatToTry(String words) {
        Cli run = Cli.run(words.isEmpty() ? new String[0] : words.split(" "));
        assertSentence(run, 2, "assay: ");
        assertThat(run.err().lines().count()).isEqualTo(2);
    }

    @Test
    void everyFormOfAQuoteIsRead() throws IOException {
        byte[] binary = Files.readAllBytes(Path.of(QUOTE));
        String hex = java.util.HexFormat.of().formatHex(binary);
        for (String text : new String[] {
            hex,
            hex.toUpperCase(java.util.Locale.ROOT) + "\n",
            "0x" + hex,
            hex.replaceAll("(.{64})", "$1\n"),
            java.util.Base64.getEncoder().encodeToString(binary),
            java.util.Base64.getMimeEncoder().encodeToString(binary) + "\r\n",
            java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(binary),
        }) {
            Path file = Files.writeString(folder.resolve("text"), text);
            assertAccepted(Cli.run("verify", file.toString(), "--collateral", COLLATERAL, "--at", AT));
        }
        assertAccepted(Cli.runWithInput(binary, "verify", "-", "--collateral", COLLATERAL, "--at", AT));
        assertAccepted(Cli.runWithInput(
                hex.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                "verify",
                "-",
                "--collateral",
                COLLATERAL,
                "--at",
                AT));
    }

    private static void assertAccepted(Cli run) {
        assertThat(run.out()).startsWith("✓ ACCEPTED");
        assertThat(run.exitCode()).isZero();
    }

    private static void assertMalformed(Cli run, String found) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.json().get("verdict").asString()).isEqualTo("refused");
        assertThat(run.json().get("tcbStatus").isNull()).isTrue();
        assertThat(run.json().get("quote").isNull()).isTrue();
        assertThat(run.json().get("reasons").get(0).get("code").asString()).isEqualTo("QUOTE_MALFORMED");
        assertThat(run.json().get("reasons").get(0).get("found").asString()).contains(found);
    }

    private static void assertSentence(Cli run, int exitCode, String words) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
    }
}
