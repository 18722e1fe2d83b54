package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BatchTest {

    @TempDir
    private Path folder;

    @Test
    void answersEachLineInOrder() {
        Cli run = Cli.run("verify", "--batch", Cli.samples("batch.jsonl").toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.jsonLines().stream().map(line -> line.get("tcbStatus").asString()))
                .containsExactly("UpToDate", "SWHardeningNeeded", "OutOfDate", "TDRelaunchAdvised");
        assertThat(run.jsonLines().stream().map(line -> line.get("verdict").asString()))
                .containsExactly("accepted", "accepted", "refused", "refused");
    }

    @Test
    void jsonFormatChangesNothing() {
        String batch = Cli.samples("batch.jsonl").toString();
        assertThat(Cli.run("verify", "--batch", batch, "--format", "json").out())
                .isEqualTo(Cli.run("verify", "--batch", batch).out());
    }

    /** Every verdict of a batch is the one that the quote gets alone. */
    @Test
    void agreesWithSingleVerdictsWhateverWasAskedBefore() throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (Path folder : Cli.cases("cases")) {
                String at =
                        Cli.read(folder.resolve("case.json")).get("verifyAt").asString();
                Path quote = folder.resolve("quote.bin").toAbsolutePath();
                lines.add("{\"quote\": \"%s\", \"collateral\": \"%s\", \"at\": \"%s\"}"
                        .formatted(quote, folder.toAbsolutePath(), at));
                alone.add(Cli.run(
                                "verify",
                                quote.toString(),
                                "--collateral",
                                folder.toString(),
                                "--at",
                                at,
                                "--format",
                                "json")
                        .json()
                        .toString());
            }
        }
        Path batch = Files.write(folder.resolve("batch.jsonl"), lines);
        assertThat(Cli.run("verify", "--batch", batch.toString()).jsonLines().stream()
                        .map(JsonNode::toString))
                .containsExactlyElementsOf(alone);
    }

    @Test
    void badLinesAreVerdictsAndNotStops() throws IOException {
        String good = "{\"quote\": \"%s\", \"collateral\": \"%s\", \"at\": \"2026-08-13T11:45:38Z\", \"id\": \"%%s\"}"
                .formatted(
                        Cli.samples("tdx", "quote.bin").toAbsolutePath(),
                        Cli.samples("tdx", "collateral").toAbsolutePath());
        List<String> lines = List.of(
                good.formatted("first"),
                "",
                "no json",
                "{}",
                "[1]",
                "{\"quote\": 5}",
                "{\"quote\": \"a\", \"polciy\": \"b\"}",
                "{\"quote\": \"a\", \"quote\": \"b\"}",
                "{\"quote\": \"a\"} {}",
                "{\"quote\": \"nothing.bin\"}",
                good.formatted("x").replace("2026-08-13T11:45:38Z", "noon"),
                good.formatted("x").replace("collateral\":", "collateral\":\"nowhere\",\"policy\":"),
                "{\"quote\": \"AwACAAAA\"}",
                good.formatted("last"));
        Cli run = Cli.runWithInput(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), "verify", "--batch", "-");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        List<JsonNode> answers = run.jsonLines();
        assertThat(answers).hasSameSizeAs(lines);
        assertThat(answers.get(0).get("id").asString()).isEqualTo("first");
        assertThat(answers.getLast().get("id").asString()).isEqualTo("last");
        assertThat(answers.getLast().get("verdict").asString()).isEqualTo("accepted");
        assertThat(answers.stream().map(BatchTest::reason).toList())
                .containsExactly(
                        "accepted",
                        "refused LINE_MALFORMED",
                        "refused LINE_MALFORMED",
                        "refused LINE_MALFORMED",
                        "refused LINE_MALFORMED",
                        "refused LINE_MALFORMED",
                        "refused LINE_MALFORMED",
                        "refused LINE_MALFORMED",
                        "refused LINE_MALFORMED",
                        "undecided FILE_UNREADABLE",
                        "refused LINE_MALFORMED",
                        "undecided FILE_UNREADABLE",
                        "refused QUOTE_MALFORMED",
                        "accepted");
    }

    private static String reason(JsonNode answer) {
        JsonNode reasons = answer.get("reasons");
        String verdict = answer.get("verdict").asString();
        return reasons.isEmpty()
                ? verdict
                : verdict + " " + reasons.get(0).get("code").asString();
    }

    @Test
    void linesMayHaveRootsPoliciesAndQuotesOfTheirOwn() throws IOException {
        Path synthetic = Cli.vectors("synthetic-test-pki", "sgx3-uptodate").toAbsolutePath();
        String at = Cli.read(synthetic.resolve("case.json")).get("verifyAt").asString();
        String quote = Base64.getEncoder().encodeToString(Files.readAllBytes(synthetic.resolve("quote.bin")));
        Files.copy(Cli.vectors("synthetic-test-pki", "test-root.pem"), folder.resolve("root.pem"));
        Files.writeString(folder.resolve("policy.json"), "{\"preset\": \"strict\"}");
        String line = "{\"quote\": \"%s\", \"collateral\": \"%s\", \"at\": \"%s\"%s}";
        Path batch = Files.write(
                folder.resolve("batch.jsonl"),
                List.of(
                        line.formatted(quote, synthetic, at, ", \"trustRoot\": \"root.pem\""),
                        line.formatted(quote, synthetic, at, ""),
                        line.formatted(
                                quote, synthetic, at, ", \"trustRoot\": \"root.pem\", \"policy\": \"policy.json\"")));
        List<JsonNode> answers = Cli.run("verify", "--batch", batch.toString()).jsonLines();
        assertThat(answers.get(0).get("verdict").asString()).isEqualTo("accepted");
        assertThat(answers.get(0).get("trustDomain").asString()).startsWith("test:");
        assertThat(answers.get(1).get("reasons").toString()).contains("CHAIN_UNTRUSTED");
        assertThat(answers.get(2).get("verdict").asString()).isEqualTo("refused");
        assertThat(answers.get(2).get("tcbStatus").asString()).isEqualTo("UpToDate");
    }

    @Test
    void optionsHoldForLinesThatSayNothing() {
        String line =
                "{\"quote\": \"%s\"}".formatted(Cli.samples("tdx", "quote.bin").toAbsolutePath());
        Cli run = Cli.runWithInput(
                line.getBytes(StandardCharsets.UTF_8),
                "verify",
                "--batch",
                "-",
                "--collateral",
                Cli.samples("tdx", "collateral").toString(),
                "--at",
                "2026-08-13T11:45:38Z");
        assertThat(run.jsonLines().get(0).get("verdict").asString()).isEqualTo("accepted");
    }

    @Test
    void lineWithoutEndIsReadNoFurtherThanItFits() {
        byte[] zeros = new byte[LineReader.MAX_BYTES + (1 << 20)];
        zeros[zeros.length - 3] = '\n';
        zeros[zeros.length - 2] = '{';
        zeros[zeros.length - 1] = '}';
        List<JsonNode> answers =
                Cli.runWithInput(zeros, "verify", "--batch", "-").jsonLines();
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).get("reasons").get(0).get("found").asString()).startsWith("more than");
    }
}
