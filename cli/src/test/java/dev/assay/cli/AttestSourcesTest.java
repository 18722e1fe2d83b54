package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource.Kind;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Seed;
import dev.assay.simulator.SimulatedPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Which source {@code assay attest} takes, and what it says of the others. */
class AttestSourcesTest {

    private static final String SEED = "50a7ce";

    @TempDir
    private static Path kept;

    private static SimulatedPlatform platform;

    @TempDir
    private Path home;

    @BeforeAll
    static void start() throws IOException {
        platform = SimulatedPlatform.start(new Seed(Bytes.literal(SEED)), InstantSource.system());
        Cli run = Cli.on(
                StandInSource.machine(kept),
                "attest",
                "--seed",
                SEED,
                "--out",
                kept.resolve("evidence").toString());
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private Cli attest(Machine machine, String... more) {
        String[] args = new String[more.length + 7];
        System.arraycopy(
                new String[] {
                    "attest",
                    "--format",
                    "json",
                    "--trust-root",
                    kept.resolve("evidence").resolve("test-root.pem").toString(),
                    "--collateral",
                    kept.resolve("evidence").resolve("collateral").toString()
                },
                0,
                args,
                0,
                7);
        System.arraycopy(more, 0, args, 7, more.length);
        return Cli.on(machine, args);
    }

    private static StandInSource good(Kind kind) {
        return new StandInSource(kind, platform::quote);
    }

    private static StandInSource failing(Kind kind, QuoteException.Reason reason) {
        return new StandInSource(kind, data -> {
            throw new QuoteException(reason, "code 44", "no certificate for this platform", "register it");
        });
    }

    @Test
    void theBestThatWorksIsTaken() {
        StandInSource tsm = good(Kind.TSM);
        StandInSource aesm = good(Kind.AESM);

        Cli run = attest(StandInSource.machine(
                home, StandInSource.absent(Kind.GRAMINE), tsm.usable(), StandInSource.broken(Kind.QGS), aesm.usable()));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.json().at("/source/name").asString()).isEqualTo("tsm");
        assertThat(run.json().at("/source/hardware").asBoolean()).isTrue();
        assertThat(states(run)).isEqualTo("absent used broken usable");
        assertThat(tsm.closed).hasValue(1);
        assertThat(aesm.opened).hasValue(0);
    }

    @Test
    void theNextOneIsTriedWhenAQuoteFails() {
        StandInSource tsm = failing(Kind.TSM, QuoteException.Reason.TIMEOUT);
        StandInSource aesm = good(Kind.AESM);

        Cli run = attest(StandInSource.machine(home, tsm.usable(), aesm.usable()));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(states(run)).isEqualTo("failed used");
        assertThat(run.json().at("/source/tried/0/code").asString()).isEqualTo("code 44");
        assertThat(run.json().at("/steps/2/state").asString()).isEqualTo("failed");
        assertThat(run.json().at("/steps/2/detail").asString()).contains("tsm: no certificate", "code 44");
        assertThat(run.json().at("/steps/3/state").asString()).isEqualTo("done");
        assertThat(tsm.closed).hasValue(1);
    }

    /** A machine that is meant to prove itself is repaired, not stood in for. */
    @Test
    void aSimulatedPlatformDoesNotHideABrokenInterface() {
        Cli run = Cli.on(
                StandInSource.machine(home, StandInSource.broken(Kind.AESM), StandInSource.absent(Kind.QL)), "attest");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .contains("UNDECIDED", "QUOTE_SOURCE_DENIED", "aesm is not to be had", "→ mend aesm")
                .contains("--source simulated")
                .doesNotContain("No hardware proof", "Freshness");
    }

    @Test
    void everyFailureIsToldWhenNoSourceGivesAQuote() {
        Cli run = attest(StandInSource.machine(
                home,
                failing(Kind.TSM, QuoteException.Reason.REFUSED).usable(),
                StandInSource.broken(Kind.QGS),
                StandInSource.absent(Kind.AESM)));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.json()
                        .at("/reasons")
                        .valueStream()
                        .map(reason -> reason.at("/code").asString()))
                .containsExactly("QUOTE_SOURCE_REFUSED", "QUOTE_SOURCE_DENIED");
        assertThat(run.json().at("/reasons/0/found").asString()).contains("no certificate", "(code 44)");
        assertThat(run.json().at("/reasons/0/advice").asString()).isEqualTo("register it");
        assertThat(run.json().at("/source/name").isNull()).isTrue();
    }

    @Test
    void theSourceThatWasAskedForIsTheOnlyOne() {
        StandInSource aesm = good(Kind.AESM);
        Machine machine = StandInSource.machine(home, good(Kind.TSM).usable(), aesm.usable());

        Cli run = attest(machine, "--source", "aesm");
        assertThat(run.exitCode()).isZero();
        assertThat(states(run)).isEqualTo("used");

        Cli missing =
                attest(StandInSource.machine(home, StandInSource.absent(Kind.TSM), aesm.usable()), "--source", "tsm");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.json().at("/reasons/0/code").asString()).isEqualTo("QUOTE_SOURCE_ABSENT");
    }

    @Test
    void theSimulatedPlatformIsToBeHadOnEveryMachine() {
        Cli run = Cli.on(
                StandInSource.machine(home, good(Kind.TSM).usable()),
                "attest",
                "--source",
                "simulated",
                "--seed",
                SEED);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("No hardware proof was made");
    }

    @Test
    void evidenceAboutOtherReportDataIsRefused() throws QuoteException {
        RawEvidence old = platform.quote(ReportData.padded(Bytes.EMPTY));
        StandInSource replaying = new StandInSource(Kind.TSM, data -> old);
        StandInSource other = good(Kind.AESM);

        Cli run = attest(StandInSource.machine(home, replaying.usable(), other.usable()));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo("REPORT_DATA_MISMATCH");
        assertThat(run.json().at("/reasons/0/found").asString()).isEqualTo("00".repeat(64));
        assertThat(other.opened).hasValue(0);
    }

    @Test
    void aSourceThatFindsOtherReportDataItselfIsRefusedToo() {
        StandInSource other = good(Kind.AESM);
        Cli run = attest(StandInSource.machine(
                home, failing(Kind.TSM, QuoteException.Reason.MISMATCH).usable(), other.usable()));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo("REPORT_DATA_MISMATCH");
        assertThat(other.opened).hasValue(0);
    }

    @Test
    void whatIsNoQuoteIsRefused() {
        StandInSource noise = new StandInSource(Kind.TSM, data -> RawEvidence.quote(Bytes.literal("0300c0ffee")));

        Cli run = attest(StandInSource.machine(home, noise.usable()));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo("QUOTE_MALFORMED");
    }

    @Test
    void aQuoteUnderIntelsRootIsJudgedByIt() {
        Cli run = Cli.on(
                StandInSource.machine(home, good(Kind.TSM).usable()),
                "attest",
                "--collateral",
                kept.resolve("evidence").resolve("collateral").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("✗ REFUSED").contains("CHAIN_UNTRUSTED", "ASSAY TEST SGX Root CA");
    }

    @Test
    void collateralThatIsNotToBeHadLeavesTheAnswerOpen() {
        Cli run = Cli.on(
                StandInSource.machine(home, good(Kind.TSM).usable()),
                "attest",
                "--trust-root",
                kept.resolve("evidence").resolve("test-root.pem").toString(),
                "--pccs",
                "http://127.0.0.1:1/",
                "--cache",
                "off");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("? collateral", "not to be had", "What fetching came to", "127.0.0.1:1");
    }

    @Test
    void reportsOfSnpAreKeptAndNotJudged() throws Exception {
        StandInSource snp = new StandInSource(Kind.SNP, data -> snpReport(data.bytes()));
        Path out = home.resolve("snp");

        Cli run = Cli.on(StandInSource.machine(home, snp.usable()), "attest", "--out", out.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("UNDECIDED", "EVIDENCE_UNSUPPORTED", "Assay does not verify SEV-SNP");
        assertThat(out.resolve("snp-report.bin")).hasSize(1184);
        assertThat(out.resolve("quote.bin")).doesNotExist();

        Cli verified = Cli.run("verify", out.toString());
        assertThat(verified.exitCode()).isEqualTo(2);
        assertThat(verified.err()).contains("SEV-SNP", "does not verify yet");
    }

    @Test
    void aReportOfSnpAboutOtherReportDataIsRefused() {
        StandInSource snp = new StandInSource(Kind.SNP, data -> snpReport(Bytes.of(new byte[64])));

        Cli run = Cli.on(StandInSource.machine(home, snp.usable()), "attest", "--format", "json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo("REPORT_DATA_MISMATCH");
    }

    private static RawEvidence snpReport(Bytes reportData) {
        Bytes report = Bytes.concat(Bytes.of(new byte[0x50]), reportData, Bytes.of(new byte[1184 - 0x50 - 64]));
        return new RawEvidence(RawEvidence.Format.SNP_REPORT, report, new RawEvidence.Binding.Direct());
    }

    private static String states(Cli run) {
        return String.join(
                " ",
                run.json()
                        .at("/source/tried")
                        .valueStream()
                        .map((JsonNode tried) -> tried.at("/state").asString())
                        .toList());
    }
}
