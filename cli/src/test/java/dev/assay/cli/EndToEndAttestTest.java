package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.simulator.files.PseudoFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * {@code assay attest} from every quoting interface to the verdict, as on a machine that has it: the interface is stood in
 * for, and so is Intel's service, which a PCCS of Assay's is asked for.
 */
@ExtendWith(StandInWorld.Shared.class)
class EndToEndAttestTest {

    private static final String REPORT_DATA = "c0ffee";

    private static StandInWorld world;

    @TempDir
    private Path folder;

    private StandInMachine machine;

    @BeforeAll
    static void take(StandInWorld shared) {
        world = shared;
    }

    @BeforeEach
    void setUp() throws Exception {
        machine = StandInMachine.on(world.platform());
    }

    @AfterEach
    void tearDown() throws Exception {
        machine.close();
    }

    /** An interface whose quotes can be verified, alone on its machine. */
    enum Quoting {
        AESM("sgx") {
            @Override
            StandInMachine.Interface on(StandInMachine machine) throws Exception {
                return machine.aesm(aesm -> {});
            }
        },
        QL("sgx") {
            @Override
            StandInMachine.Interface on(StandInMachine machine) throws Exception {
                return machine.ql(StandInQuotingLibrary.compile(machine.root()));
            }
        },
        GRAMINE("sgx") {
            @Override
            StandInMachine.Interface on(StandInMachine machine) {
                return machine.gramine(new PseudoFiles(), gramine -> {});
            }
        },
        TSM("tdx") {
            @Override
            StandInMachine.Interface on(StandInMachine machine) {
                return machine.tsm(new PseudoFiles(), tsm -> {});
            }
        },
        QGS("tdx") {
            @Override
            StandInMachine.Interface on(StandInMachine machine) throws Exception {
                return machine.qgs(qgs -> {});
            }
        },
        AZURE("tdx") {
            @Override
            StandInMachine.Interface on(StandInMachine machine) throws Exception {
                return machine.azure(imds -> {});
            }
        };

        private final String tee;

        Quoting(String tee) {
            this.tee = tee;
        }

        abstract StandInMachine.Interface on(StandInMachine machine) throws Exception;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Cli attest(StandInMachine.Interface one, String... more) {
        String[] usual = {"attest", "--pccs", world.pccs(), "--cache", "off", "--timeout", "10s"};
        return Cli.on(
                machine.with(one),
                Stream.concat(Stream.of(usual), Stream.of(more)).toArray(String[]::new));
    }

    private static String root() {
        return world.root().toString();
    }

    @ParameterizedTest
    @EnumSource
    void quotesAreAcceptedWithTheRootAndRefusedByNameWithoutIt(Quoting quoting) throws Exception {
        StandInMachine.Interface one = quoting.on(machine);

        Cli run = attest(
                one,
                "--source",
                quoting.label(),
                "--trust-root",
                root(),
                "--report-data",
                REPORT_DATA,
                "--format",
                "json");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        JsonNode json = run.json();
        assertThat(json.at("/verdict").asString()).isEqualTo("accepted");
        assertThat(json.at("/tcbStatus").asString()).isEqualTo("UpToDate");
        assertThat(json.at("/trustDomain").asString()).matches("test:[0-9a-f]{64}");
        assertThat(json.at("/source/name").asString()).isEqualTo(quoting.label());
        assertThat(json.at("/source/hardware").asBoolean()).isTrue();
        assertThat(json.at("/source/tried/0/state").asString()).isEqualTo("used");
        assertThat(json.at("/quote/tee").asString()).isEqualTo(quoting.tee);
        assertThat(json.at("/reportData").asString()).isEqualTo(REPORT_DATA + "00".repeat(61));
        if (quoting != Quoting.AZURE) {
            assertThat(json.at("/quote/reportData").asString()).isEqualTo(REPORT_DATA + "00".repeat(61));
        }
        assertThat(json.at("/steps").valueStream().map(step -> step.at("/name").asString()))
                .containsExactly("detect", "report-data", "quote", "collateral", "verify", "appraise");
        assertThat(json.at("/steps").valueStream())
                .allMatch(step -> step.at("/state").asString().equals("done"));
        assertThat(run.err()).isEmpty();

        Cli refused = attest(one, "--source", quoting.label());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out())
                .startsWith("✗ REFUSED")
                .contains("CHAIN_UNTRUSTED", "ASSAY TEST SGX Root CA")
                .doesNotContain("No hardware proof");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasKeptIsAcceptedLaterAndRefusedWhenItHasExpired(Quoting quoting) throws Exception {
        Path evidence = folder.resolve("evidence");
        Cli attested = attest(quoting.on(machine), "--trust-root", root(), "--out", evidence.toString());
        assertThat(attested.exitCode()).as(attested.out() + attested.err()).isZero();

        String[] verify = {"verify", evidence.toString(), "--trust-root", root(), "--format", "json"};
        assertThat(Cli.run(verify).exitCode()).isZero();
        assertThat(later(verify, 20).exitCode()).isZero();
        Cli expired = later(verify, 40);
        assertThat(expired.exitCode()).isEqualTo(1);
        assertThat(expired.json().at("/reasons/0/code").asString()).isEqualTo("EXPIRED");

        Cli untrusted = Cli.run("verify", evidence.toString());
        assertThat(untrusted.exitCode()).isEqualTo(1);
        assertThat(untrusted.out()).contains("CHAIN_UNTRUSTED", "ASSAY TEST SGX Root CA");
    }

    private static Cli later(String[] verify, int days) {
        String at = StandInWorld.CLOCK
                .instant()
                .plus(Duration.ofDays(days))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        return Cli.run(Stream.concat(Stream.of(verify), Stream.of("--at", at)).toArray(String[]::new));
    }

    /** The second time nobody is asked. */
    @Test
    void collateralOfAConfigurationIsKeptForWhenThereIsNoNetwork() throws Exception {
        Path config = Files.writeString(
                folder.resolve("collateral.json"),
                "{\"sources\": [{\"kind\": \"pccs\", \"url\": \"" + world.pccs() + "\"}], \"cache\": \"cache\"}");
        StandInMachine.Interface one = machine.tsm(new PseudoFiles(), tsm -> {});
        String[] fetching = {"attest", "--trust-root", root(), "--config", config.toString()};
        String[] offline = {
            "attest",
            "--trust-root",
            root(),
            "--offline",
            "--cache",
            folder.resolve("cache").toString()
        };

        Cli unknown = Cli.on(machine.with(one), offline);
        assertThat(unknown.exitCode()).as(unknown.out() + unknown.err()).isEqualTo(3);
        Cli fetched = Cli.on(machine.with(one), fetching);
        assertThat(fetched.exitCode()).as(fetched.out() + fetched.err()).isZero();
        Cli kept = Cli.on(machine.with(one), offline);
        assertThat(kept.exitCode()).as(kept.out() + kept.err()).isZero();
    }

    @Test
    void reportsOfSnpLeaveTheAnswerOpenAndAreKept() throws Exception {
        for (StandInMachine.Interface one : List.of(machine.snp(), machine.tsmOfSnp())) {
            Path out = Files.createTempDirectory(folder, "snp").resolve("evidence");

            Cli run = attest(one, "--out", out.toString());

            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
            assertThat(run.out()).startsWith("? UNDECIDED").contains("EVIDENCE_UNSUPPORTED", "SEV-SNP");
            assertThat(out.resolve("snp-report.bin")).hasSize(1184);
            assertThat(out.resolve("quote.bin")).doesNotExist();
        }
        assertThat(machine.kernel().openDevices()).isZero();
    }
}
