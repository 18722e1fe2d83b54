package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see. The files beside this class are the output itself: read them when it changes. */
class OutputTest {

    @ParameterizedTest
    @CsvSource({
        "verify-tdx.txt,             tdx,             2026-08-13T11:45:38Z",
        "verify-sgx.txt,             sgx,             2025-08-15T06:41:26Z",
        "verify-tdx-outofdate.txt,   tdx-outofdate,   2026-08-13T11:45:38Z",
        "verify-tdx-v5-relaunch.txt, tdx-v5-relaunch, 2025-02-26T11:37:20Z",
        "verify-expired.txt,         tdx,             2026-11-01T00:00:00Z",
    })
    void verdictReadsAsInTheFile(String file, String sample, String at) throws IOException {
        Cli run = Cli.run(
                "verify",
                Cli.samples(sample, "quote.bin").toString(),
                "--collateral",
                Cli.samples(sample, "collateral").toString(),
                "--at",
                at);
        assertThat(run.out()).isEqualTo(golden(file));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void undecidedReadsAsInTheFile() throws IOException {
        Cli run = Cli.run(
                "verify",
                Cli.samples("sgx", "quote.bin").toString(),
                "--offline",
                "--cache",
                "off",
                "--at",
                "2025-08-15T06:41:26Z");
        assertThat(run.out()).isEqualTo(golden("verify-undecided.txt"));
    }

    @Test
    void inspectionReadsAsInTheFile() throws IOException {
        assertThat(Cli.run("inspect", Cli.samples("tdx", "quote.bin").toString())
                        .out())
                .isEqualTo(golden("inspect-tdx.txt"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = OutputTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** This process's output is no terminal: neither colours nor anything else that a pipe would not want. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void pipesGetNoEscapes(String format) {
        assertThat(verifySample("--format", format).out()).isNotEmpty().doesNotContain("\u001b");
        assertThat(Cli.run("verify", "--help").out()).contains("Examples:").doesNotContain("\u001b");
    }

    @Test
    void jsonIsOneDocumentAndNothingElse() {
        Cli run = verifySample("--format", "json");
        assertThat(run.json().get("verdict").asString()).isEqualTo("accepted");
        assertThat(run.err()).isEmpty();
        assertThat(run.json().propertyNames())
                .contains(
                        "verdict",
                        "tcbStatus",
                        "advisoryIds",
                        "tcbDate",
                        "trustDomain",
                        "reasons",
                        "quote",
                        "platform",
                        "verifiedAt",
                        "validUntil");
    }

    @Test
    void jsonNamesWhatIsShortAndByHowMuch() {
        Cli run = Cli.run(
                "verify",
                Cli.samples("tdx-outofdate", "quote.bin").toString(),
                "--collateral",
                Cli.samples("tdx-outofdate", "collateral").toString(),
                "--at",
                "2026-08-13T11:45:38Z",
                "--format",
                "json");
        var parts = run.json().get("shortfall").get("parts");
        assertThat(parts.size()).isEqualTo(4);
        assertThat(parts.get(1).get("component").asString()).isEqualTo("sgxtcbcomponents[1]");
        assertThat(parts.get(1).get("has").asInt()).isEqualTo(3);
        assertThat(parts.get(1).get("needs").asInt()).isEqualTo(4);
        assertThat(parts.get(3).get("component").asString()).isEqualTo("isvsvn of TDX_01");
    }

    @Test
    void acceptingAStatusReplacesThoseOfThePolicy() {
        assertThat(verifySample("--accept", "UpToDate").exitCode()).isZero();
        Cli other = verifySample("--accept", "OutOfDate,ConfigurationNeeded", "--format", "json");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.json().get("tcbStatus").asString()).isEqualTo("UpToDate");
        assertThat(other.json().get("reasons").get(0).get("code").asString()).isEqualTo("TCB_STATUS");
    }

    @Test
    void presetsAreNamedInTheVerdict() {
        Cli strict = verifySample("--policy", "preset:strict", "--format", "json");
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.json().get("policy").asString()).isEqualTo("preset:strict");
    }

    private static Cli verifySample(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "verify",
                Cli.samples("tdx", "quote.bin").toString(),
                "--collateral",
                Cli.samples("tdx", "collateral").toString(),
                "--at",
                "2026-08-13T11:45:38Z"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void everyCommandHasHelpAndVersion() {
        for (String command : List.of("verify", "inspect", "completion")) {
            Cli help = Cli.run(command, "--help");
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).contains("Usage: assay " + command, "Examples:");
        }
        assertThat(Cli.run("--help").out()).contains("verify", "inspect", "completion");
        assertThat(Cli.run("--version").out()).startsWith("assay ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void shellsGetACompletionScript(String shell) {
        assertThat(Cli.run("completion", shell).out()).contains("--trust-root", "inspect", "complete -F");
    }
}
