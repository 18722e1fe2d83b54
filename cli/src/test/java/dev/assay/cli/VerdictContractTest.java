package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.quote.Quote;
import dev.assay.quote.TdReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The JSON verdict and the exit code of every case, under the default policy. */
class VerdictContractTest {

    private static final Set<String> ACCEPTED_BY_DEFAULT = Set.of("UpToDate", "SWHardeningNeeded");

    static Stream<Path> genuine() {
        return Cli.cases("cases").stream();
    }

    static Stream<Path> derived() {
        return Cli.cases("negative-derived").stream();
    }

    static Stream<Path> synthetic() {
        return Cli.cases("synthetic-test-pki").stream();
    }

    @ParameterizedTest
    @MethodSource("genuine")
    void genuineEvidenceGetsIntelsStatusAndThePolicysVerdict(Path folder) throws Exception {
        JsonNode expected = Cli.read(folder.resolve("case.json")).get("expected");
        String status = expected.get("tcbStatus").asString();
        Cli run = verify(folder);
        if (status.equals("NotSupported")) {
            assertRefusedWithoutStatus(run);
            assertThat(reasons(run)).containsExactly("TCB_LEVEL_NOT_FOUND");
            return;
        }
        assertStatus(run, folder, status);
        assertThat(run.json().get("advisoryIds").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(expected.get("advisoryIds")
                        .valueStream()
                        .map(JsonNode::asString)
                        .sorted()
                        .toList());
        assertThat(Instant.parse(run.json().get("tcbDate").asString()))
                .isEqualTo(Instant.parse(expected.get("tcbDate").asString()));
        assertThat(run.json().get("trustDomain").asString()).isEqualTo("intel");
    }

    @ParameterizedTest
    @MethodSource("derived")
    void changedEvidenceIsRefusedWithoutStatus(Path folder) throws Exception {
        String verdict = verdict(folder);
        Cli run = verify(folder);
        if (verdict.equals("accept-or-strict-reject")) {
            assertStatus(run, folder, "UpToDate");
            return;
        }
        assertRefusedWithoutStatus(run);
        switch (verdict) {
            case "reject-expired" -> assertThat(reasons(run)).containsOnly("EXPIRED");
            case "reject-not-yet-valid" -> assertThat(reasons(run)).containsOnly("NOT_YET_VALID");
            default -> assertThat(reasons(run)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("synthetic")
    void testEvidenceIsJudgedUnderItsOwnRootAlone(Path folder) throws Exception {
        Path root = Cli.vectors("synthetic-test-pki", "test-root.pem");
        String word = verdict(folder).split("[ :]", 2)[0];
        Cli run = verify(folder, "--trust-root", root.toString());
        assertThat(run.json().get("trustDomain").asString()).startsWith("test:").hasSize(5 + 64);
        switch (word) {
            case "reject" -> assertRefusedWithoutStatus(run);
            case "NotSupported" -> {
                assertRefusedWithoutStatus(run);
                assertThat(reasons(run)).containsExactly("TCB_LEVEL_NOT_FOUND");
            }
            // Levels are sorted as Intel's library sorts them.
            case "implementation-defined" -> assertStatus(run, folder, "UpToDate");
            default -> assertStatus(run, folder, word);
        }

        Cli underIntel = verify(folder);
        assertRefusedWithoutStatus(underIntel);
        assertThat(underIntel.json().get("trustDomain").asString()).isEqualTo("intel");
    }

    private static Cli verify(Path folder, String... more) {
        String at = Cli.read(folder.resolve("case.json")).get("verifyAt").asString();
        List<String> args = new java.util.ArrayList<>(List.of(
                "verify",
                folder.resolve("quote.bin").toString(),
                "--collateral",
                folder.toString(),
                "--at",
                at,
                "--format",
                "json"));
        args.addAll(List.of(more));
        Cli run = Cli.run(args.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(Instant.parse(run.json().get("verifiedAt").asString())).isEqualTo(Instant.parse(at));
        return run;
    }

    private static String verdict(Path folder) {
        return Cli.read(folder.resolve("case.json"))
                .get("expected")
                .get("verdict")
                .asString();
    }

    private static void assertStatus(Cli run, Path folder, String status) throws Exception {
        assertThat(run.json().get("tcbStatus").asString()).isEqualTo(status);
        boolean accepted = ACCEPTED_BY_DEFAULT.contains(status) && isHarmless(folder);
        assertThat(run.json().get("verdict").asString()).isEqualTo(accepted ? "accepted" : "refused");
        assertThat(run.exitCode()).isEqualTo(accepted ? 0 : 1);
        assertThat(run.json().get("reasons").isEmpty()).isEqualTo(accepted);
        assertThat(run.json().get("validUntil").isString()).isTrue();
        assertQuoteIsShown(run, folder);
    }

    private static void assertQuoteIsShown(Cli run, Path folder) throws Exception {
        Quote quote = Quote.parse(Bytes.of(Files.readAllBytes(folder.resolve("quote.bin"))));
        JsonNode shown = run.json().get("quote");
        assertThat(shown.get("version").asInt()).isEqualTo(quote.header().version());
        assertThat(shown.get("tee").asString())
                .isEqualToIgnoringCase(quote.tee().name());
        assertThat(shown.get("reportData").asString())
                .isEqualTo(quote.body().reportData().hex());
        assertThat(shown.has(quote.body() instanceof TdReport ? "mrTd" : "mrEnclave"))
                .isTrue();
        assertThat(run.json().get("platform").get("fmspc").asString()).hasSize(12);
    }

    /** What the default policy wants besides the status. */
    private static boolean isHarmless(Path folder) throws Exception {
        Quote quote = Quote.parse(Bytes.of(Files.readAllBytes(folder.resolve("quote.bin"))));
        return switch (quote.body()) {
            case dev.assay.quote.SgxReport report -> !report.attributes().isDebug();
            case TdReport report ->
                !report.tdAttributes().isDebug()
                        && report.tdAttributes().disablesSeptVe()
                        && !report.tdAttributes().isMigratable()
                        && report.tdAttributes().reservedBits() == 0
                        && report.mrServiceTd().map(Bytes::isZero).orElse(true);
        };
    }

    private static void assertRefusedWithoutStatus(Cli run) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().get("verdict").asString()).isEqualTo("refused");
        assertThat(run.json().get("tcbStatus").isNull()).isTrue();
        assertThat(run.json().get("reasons").valueStream())
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason.propertyNames())
                        .containsExactlyInAnyOrder("code", "where", "found", "expected", "advice"));
    }

    private static List<String> reasons(Cli run) {
        return run.json()
                .get("reasons")
                .valueStream()
                .map(reason -> reason.get("code").asString())
                .toList();
    }
}
