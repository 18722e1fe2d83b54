package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay collateral} and the fetching of {@code verify}, against a PCCS that serves the samples. */
class CollateralCommandTest {

    private static final String AT = "2026-08-13T11:45:38Z";
    private static final Path TDX = Cli.samples("tdx", "collateral");
    private static final String QUOTE = Cli.samples("tdx", "quote.bin").toString();

    private static SamplePccs pccs;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        pccs = SamplePccs.of(TDX);
    }

    @AfterAll
    static void stop() {
        pccs.close();
    }

    @Test
    void showsWhatIsGenuineAndInDate() {
        Cli shown = Cli.run("collateral", "show", TDX.toString(), "--at", AT);

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .contains("GENUINE  in date until 2026-09-11T23:57:11Z (PCK CRL)")
                .contains("TDX, FMSPC b0c06f000000, set 20");
    }

    @Test
    void showsWhatHasExpired() {
        Cli shown = Cli.run("collateral", "show", TDX.toString(), "--at", "2026-10-01T00:00:00Z", "--format", "json");

        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(shown.json().at("/documents/0/state").asString()).isEqualTo("expired");
        assertThat(shown.json().at("/documents/3/state").asString()).isEqualTo("current");
    }

    @Test
    void showsWhatIsForged() throws IOException {
        Path bundle = folder.resolve("bundle.json");
        Cli.run("collateral", "bundle", TDX.toString(), "--out", bundle.toString());
        Files.writeString(bundle, Files.readString(bundle).replace("UpToDate", "OutOfDay"));

        Cli shown = Cli.run("collateral", "show", bundle.toString(), "--at", AT, "--format", "json");

        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(shown.json().at("/documents/0/state").asString()).isEqualTo("not-genuine");
        assertThat(shown.json().at("/documents/0/problem/found").asString()).isNotEmpty();
    }

    @Test
    void bundlesAFolderAndTakesTheBundleApartAgain() throws IOException {
        Path bundle = folder.resolve("bundle.json");
        Path apart = folder.resolve("apart");

        assertThat(Cli.run("collateral", "bundle", TDX.toString(), "--out", bundle.toString())
                        .exitCode())
                .isZero();
        assertThat(Cli.run("collateral", "bundle", bundle.toString(), "--out", apart.toString())
                        .exitCode())
                .isZero();

        assertThat(apart.resolve("tcb_info.json")).hasSameBinaryContentAs(TDX.resolve("tcb_info.json"));
        assertThat(Cli.list(apart).map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".new"));
    }

    @Test
    void saysWhatIsNoCollateral() {
        Cli shown = Cli.run("collateral", "show", folder.toString());

        assertThat(shown.exitCode()).isEqualTo(2);
        assertThat(shown.err()).contains("there is no collateral in");
    }

    @Test
    void verifyFetchesWhatItNeedsFromAPccs() {
        Cli verified =
                Cli.run("verify", QUOTE, "--pccs", pccs.url(), "--cache", cache(), "--at", AT, "--format", "json");

        assertThat(verified.exitCode()).isZero();
        assertThat(verified.json().at("/verdict").asString()).isEqualTo("accepted");
        assertThat(verified.err()).contains("collateral is fetched as it is today");
    }

    @Test
    void verifyAsksTheNextPccsWhenOneFails() {
        Cli verified = Cli.run("verify", QUOTE, "--pccs", dead(1), "--pccs", pccs.url(), "--cache", "off", "--at", AT);

        assertThat(verified.exitCode()).isZero();
    }

    @Test
    void verifySaysWhatEachPccsAnswered() {
        Cli verified = Cli.run(
                "verify",
                QUOTE,
                "--pccs",
                dead(1),
                "--pccs",
                dead(2),
                "--cache",
                "off",
                "--at",
                AT,
                "--format",
                "json");

        assertThat(verified.exitCode()).isEqualTo(3);
        assertThat(verified.json().at("/verdict").asString()).isEqualTo("undecided");
        assertThat(verified.json().at("/reasons/0/code").asString()).isEqualTo("COLLATERAL_MISSING");
        assertThat(verified.json().at("/reasons/0/found").asString()).contains("127.0.0.1:1/", "127.0.0.1:2/");
    }

    @Test
    void verifyOfflineAsksNobody() {
        int before = pccs.requests();

        Cli verified = Cli.run("verify", QUOTE, "--pccs", pccs.url(), "--offline", "--cache", cache(), "--at", AT);

        assertThat(verified.exitCode()).isEqualTo(3);
        assertThat(verified.out()).contains("--offline forbids");
        assertThat(pccs.requests()).isEqualTo(before);
    }

    @Test
    void linesOfABatchWithoutCollateralAreFetchedForToo() {
        Path absolute = Cli.samples("tdx", "quote.bin").toAbsolutePath();
        String lines = ("{\"quote\":\"" + absolute + "\"}\n").repeat(3);

        Cli verified = Cli.runWithInput(
                lines.getBytes(StandardCharsets.UTF_8),
                "verify",
                "--batch",
                "-",
                "--pccs",
                pccs.url(),
                "--cache",
                cache(),
                "--at",
                AT);

        assertThat(verified.exitCode()).isZero();
        assertThat(verified.jsonLines())
                .hasSize(3)
                .allMatch(line -> line.at("/verdict").asString().equals("accepted"));
    }

    @Test
    void fetchesForAQuoteIntoAFolder() {
        Path out = folder.resolve("fetched");

        Cli fetched =
                Cli.run("collateral", "fetch", QUOTE, "--pccs", pccs.url(), "--cache", "off", "--out", out.toString());

        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        assertThat(out.resolve("tcb_info.json")).hasSameBinaryContentAs(TDX.resolve("tcb_info.json"));
        assertThat(Cli.run("verify", QUOTE, "--collateral", out.toString(), "--at", AT)
                        .exitCode())
                .isZero();
    }

    @Test
    void fetchesForAFamilyIntoABundle() {
        Path out = folder.resolve("fetched.json");

        Cli fetched = Cli.run(
                "collateral",
                "fetch",
                "--fmspc",
                "b0c06f000000",
                "--ca",
                "platform",
                "--tee",
                "tdx",
                "--pccs",
                pccs.url(),
                "--cache",
                "off",
                "--out",
                out.toString());

        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        assertThat(Cli.run("verify", QUOTE, "--collateral", out.toString(), "--at", AT)
                        .exitCode())
                .isZero();
    }

    @Test
    void writesNothingWhenAPieceIsNotToBeHad() {
        Path out = folder.resolve("fetched");

        Cli fetched =
                Cli.run("collateral", "fetch", QUOTE, "--pccs", dead(1), "--cache", "off", "--out", out.toString());

        assertThat(fetched.exitCode()).isEqualTo(3);
        assertThat(fetched.err()).contains("127.0.0.1:1/");
        assertThat(out).doesNotExist();
    }

    @Test
    void refreshKeepsWhatTheSourceDoesNotHave() throws IOException {
        Path copy = folder.resolve("copy");
        Cli.run(
                "collateral",
                "bundle",
                TDX.toString(),
                "--out",
                folder.resolve("b.json").toString());
        Cli.run("collateral", "bundle", folder.resolve("b.json").toString(), "--out", copy.toString());

        Cli refreshed = Cli.run("collateral", "refresh", copy.toString(), "--pccs", dead(1), "--cache", "off");

        assertThat(refreshed.exitCode()).isEqualTo(3);
        assertThat(refreshed.out()).contains("TCB info stays as it was");
        assertThat(copy.resolve("tcb_info.json")).hasSameBinaryContentAs(TDX.resolve("tcb_info.json"));
    }

    @Test
    void refreshReplacesWhatIsNotOlder() {
        Path copy = folder.resolve("copy.json");
        Cli.run("collateral", "bundle", TDX.toString(), "--out", copy.toString());

        Cli refreshed = Cli.run(
                "collateral", "refresh", copy.toString(), "--pccs", pccs.url(), "--cache", "off", "--format", "json");

        assertThat(refreshed.exitCode()).as(refreshed.out()).isZero();
        assertThat(refreshed.json().at("/renewed").size()).isEqualTo(4);
    }

    private String cache() {
        return folder.resolve("cache").toString();
    }

    /** Nobody listens there. */
    private static String dead(int port) {
        return "http://127.0.0.1:" + port + "/sgx/certification/v4/";
    }
}
