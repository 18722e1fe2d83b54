package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.QuoteSource.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code assay attest} on the simulated platform. */
class AttestCommandTest {

    private static final String SEED = "5eed";

    @TempDir
    private Path home;

    private Cli attest(String... more) {
        String[] args = new String[more.length + 1];
        args[0] = "attest";
        System.arraycopy(more, 0, args, 1, more.length);
        return Cli.on(
                StandInSource.machine(home, StandInSource.absent(Kind.TSM), StandInSource.absent(Kind.AESM)), args);
    }

    @Test
    void saysInTheFirstLineThatNoHardwareProofWasMade() {
        Cli run = attest();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().findFirst().orElseThrow()).startsWith("No hardware proof was made");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void tellsTheStoryInItsOrder() {
        assertThat(attest().out())
                .containsSubsequence(
                        "✓ ACCEPTED  UpToDate",
                        "under the root test:",
                        "How it went",
                        "✓ detect",
                        "no quoting interface on this machine",
                        "✓ report data",
                        "SHA-512 of a fresh nonce",
                        "✓ quote",
                        "✓ collateral",
                        "✓ verify",
                        "✓ appraise",
                        "from the beginning to the verdict",
                        "Chain of reasoning",
                        "What was attested",
                        "MRENCLAVE",
                        "Platform",
                        "FMSPC",
                        "What expires when",
                        "TCB info",
                        "Sources",
                        "· tsm",
                        "tsm is not to be had",
                        "· aesm",
                        "✓ simulated",
                        "--verbose",
                        "Freshness",
                        "nonce");
    }

    @Test
    void saysOnlyOnRequestWhatAbsentInterfacesWouldTake() {
        assertThat(attest().out()).contains("tsm is not to be had").doesNotContain("mend tsm");
        assertThat(attest("--verbose").out()).contains("tsm is not to be had → mend tsm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tee=tdx", "tee=tdx15", "tcb-status=OutOfDate", "revoked-pck", "expired-collateral", "debug"
            })
    void nothingOfASimulatedPlatformIsCalledIntels(String knobs) {
        Cli run = attest("--simulate", knobs);

        assertThat(run.out())
                .contains("No hardware proof was made", "the root test:")
                .doesNotContain("Intel's root", "Intel's for", "Intel's,");
    }

    @Test
    void tellsProgramsWhereTheQuoteCameFromAndHow() {
        Cli run = attest("--format", "json");

        JsonNode json = run.json();
        assertThat(json.at("/verdict").asString()).isEqualTo("accepted");
        assertThat(json.at("/tcbStatus").asString()).isEqualTo("UpToDate");
        assertThat(json.at("/trustDomain").asString()).matches("test:[0-9a-f]{64}");
        assertThat(json.at("/source/name").asString()).isEqualTo("simulated");
        assertThat(json.at("/source/hardware").asBoolean()).isFalse();
        assertThat(json.at("/source/tried").size()).isEqualTo(3);
        assertThat(json.at("/source/tried/0/name").asString()).isEqualTo("tsm");
        assertThat(json.at("/source/tried/0/state").asString()).isEqualTo("absent");
        assertThat(json.at("/source/tried/0/problem").asString()).isEqualTo("tsm is not to be had");
        assertThat(json.at("/source/tried/0/advice").asString()).isEqualTo("mend tsm");
        assertThat(json.at("/source/tried/2/state").asString()).isEqualTo("used");
        assertThat(json.at("/source/tried/2/problem").isNull()).isTrue();
        assertThat(json.at("/steps").valueStream().map(step -> step.at("/name").asString()))
                .containsExactly("detect", "report-data", "quote", "collateral", "verify", "appraise");
        assertThat(json.at("/steps").valueStream())
                .allMatch(step -> step.at("/millis").asDouble() >= 0
                        && step.at("/state").asString().equals("done"));
    }

    @Test
    void aFreshNonceIsInTheReportDataEachTime() throws Exception {
        JsonNode one = attest("--format", "json").json();
        JsonNode other = attest("--format", "json").json();

        assertThat(one.at("/nonce").asString())
                .hasSize(64)
                .isNotEqualTo(other.at("/nonce").asString());
        String expected = sha512(Bytes.ofHex(one.at("/nonce").asString()));
        assertThat(one.at("/reportData").asString()).isEqualTo(expected);
        assertThat(one.at("/quote/reportData").asString()).isEqualTo(expected);
    }

    @Test
    void reportDataAloneStandThereAsTheyWereGiven() {
        JsonNode json = attest("--report-data", "c0ffee", "--format", "json").json();

        assertThat(json.at("/nonce").isNull()).isTrue();
        assertThat(json.at("/quote/reportData").asString()).isEqualTo("c0ffee" + "00".repeat(61));
    }

    @Test
    void nonceAndReportDataAreHashedTogether() throws Exception {
        String nonce = "00112233445566778899";
        JsonNode json = attest("--nonce", nonce, "--report-data", "c0ffee", "--format", "json")
                .json();

        assertThat(json.at("/nonce").asString()).isEqualTo(nonce);
        assertThat(json.at("/quote/reportData").asString()).isEqualTo(sha512(Bytes.ofHex(nonce + "c0ffee")));
    }

    private static String sha512(Bytes bytes) throws GeneralSecurityException, MalformedException {
        return Bytes.of(MessageDigest.getInstance("SHA-512").digest(bytes.toArray()))
                .hex();
    }

    @ParameterizedTest
    @CsvSource({
        "tcb-status=OutOfDate, 1, TCB_STATUS",
        "debug, 1, DEBUG",
        "revoked-pck, 1, PCK_REVOKED",
        "expired-collateral, 1, EXPIRED"
    })
    void platformsThatAreNotGoodEnoughAreRefused(String knobs, int exitCode, String reason) {
        Cli run = attest("--simulate", knobs, "--format", "json");

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo(reason);
        assertThat(run.json().at("/steps/5/state").asString()).isEqualTo("failed");
    }

    @Test
    void policiesDecideWhatIsGoodEnough() {
        Cli run = attest("--simulate", "tcb-status=OutOfDate,debug", "--accept", "OutOfDate", "--allow-debug");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("ACCEPTED  OutOfDate");
    }

    @Test
    void anotherRootRefusesItByName() throws Exception {
        attest("--seed", "0001", "--out", home.resolve("other").toString());

        Cli run = attest(
                "--seed",
                SEED,
                "--trust-root",
                home.resolve("other").resolve("test-root.pem").toString(),
                "--format",
                "json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo("CHAIN_UNTRUSTED");
        assertThat(run.json().at("/reasons/0/found").asString()).contains("ASSAY TEST SGX Root CA");
        assertThat(run.json().at("/trustDomain").asString())
                .isEqualTo(Cli.read(home.resolve("other").resolve("verdict.json"))
                        .at("/trustDomain")
                        .asString());
    }

    @Test
    void anInstallationKeepsItsPlatform() {
        String first = attest("--format", "json").json().at("/trustDomain").asString();
        String again = attest("--format", "json").json().at("/trustDomain").asString();

        assertThat(again).isEqualTo(first);
        assertThat(home.resolve("assay").resolve("test-platform.seed")).exists();
        assertThat(attest("--seed", SEED, "--format", "json")
                        .json()
                        .at("/trustDomain")
                        .asString())
                .isNotEqualTo(first);
    }

    @Test
    void saysWhyThePlatformCannotBeMade() throws Exception {
        Path seed = Files.createDirectories(home.resolve("assay")).resolve("test-platform.seed");
        Files.write(seed, new byte[5]);
        Files.setPosixFilePermissions(seed, PosixFilePermissions.fromString("rw-------"));

        Cli run = attest();

        assertThat(run.exitCode()).isEqualTo(3);
        // Where lines break depends on how long the folder's name is.
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("QUOTE_SOURCE_BROKEN", "5 bytes, expected 32", "--seed")
                .doesNotContain("--source simulated shows");
        assertThat(run.out() + run.err()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "--source, warp, it can be auto",
        "--nonce, 00112233445566, 7 bytes: it can have 8 to 64",
        "--nonce, xyz, no hex",
        "--report-data, 0, no hex",
        "--timeout, 5, it can be as 30s",
        "--timeout, 2h, an hour at most",
        "--timeout, 0s, it can be as 30s",
        "--every, 1ms, less than 100ms",
        "--metrics, 9464, needs --every",
        "--simulate, warp=9, warp",
        "--seed, zz, no hex"
    })
    void wrongUsageIsSaidInASentence(String option, String value, String sentence) {
        Cli run = attest(option, value);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(sentence, "assay attest --help");
    }

    @Test
    void reportDataOfMoreThan64BytesAreRefused() {
        Cli run = attest("--report-data", "00".repeat(65));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("65 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "--simulate, debug, --source, tsm",
        "--seed, 00, --source, aesm",
        "--nonce, 0011223344556677, --every, 1s",
        "--out, somewhere, --every, 1s"
    })
    void optionsThatExcludeEachOtherAreSaid(String one, String its, String other, String others) {
        Cli run = attest(one, its, other, others);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(one, other);
    }
}
