package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRoute;
import dev.assay.simulator.azure.ImdsFault;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.gramine.GramineFault;
import dev.assay.simulator.qgs.QgsFault;
import dev.assay.simulator.tsm.StandInTsm;
import dev.assay.simulator.tsm.TsmFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay attest} makes of interfaces that misbehave: it goes on where it can, and ends in time where not. */
@ExtendWith(StandInWorld.Shared.class)
class EndToEndFaultsTest {

    @TempDir
    private static Path kept;

    private static StandInWorld world;

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

    private Cli attest(StandInMachine.Interface one, String... more) {
        String[] usual = {
            "attest",
            "--pccs",
            world.pccs(),
            "--cache",
            "off",
            "--trust-root",
            world.root().toString(),
            "--format",
            "json"
        };
        return Cli.on(
                machine.with(one),
                Stream.concat(Stream.of(usual), Stream.of(more)).toArray(String[]::new));
    }

    private static void accepted(Cli run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    private static void undecided(Cli run, String reason, String found) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo(reason);
        assertThat(run.json().at("/reasons/0/found").asString()).contains(found);
        assertThat(run.json().at("/reasons/0/advice").asString()).isNotBlank();
    }

    private static void refused(Cli run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.json().at("/reasons/0/code").asString()).isEqualTo("REPORT_DATA_MISMATCH");
        assertThat(run.json().at("/reasons/0/advice")).isEqualTo(run.json().at("/source/tried/0/advice"));
    }

    @Test
    void anAesmThatNeverAnswersEndsAtTheTimeout() throws Exception {
        for (AesmRoute silent : List.of(AesmRoute.GET_KEY_ID_COUNT, AesmRoute.GET_QUOTE_EX)) {
            try (StandInMachine one = StandInMachine.on(world.platform())) {
                StandInMachine.Interface aesm =
                        one.aesm(service -> service.faults().inject(new AesmFault.Silent(), Integer.MAX_VALUE, silent));
                long begin = System.nanoTime();

                undecided(attest(aesm, "--timeout", "1s"), "QUOTE_SOURCE_TIMEOUT", "aesm.socket");

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            }
        }
    }

    @Test
    void anAesmThatIsRestartedBetweenTargetInfoAndQuoteIsAskedAnew() throws Exception {
        accepted(
                attest(machine.aesm(aesm -> aesm.faults().inject(new AesmFault.Restart(), 1, AesmRoute.GET_QUOTE_EX))));
    }

    @Test
    void code42IsAnsweredByInitialisingAgain() throws Exception {
        accepted(attest(
                machine.aesm(aesm -> aesm.faults().inject(new AesmFault.Refusal(42), 2, AesmRoute.GET_QUOTE_EX))));
    }

    @Test
    void anAesmThatHangsUpInItsAnswerIsToldOf() throws Exception {
        undecided(
                attest(machine.aesm(aesm ->
                        aesm.faults().inject(new AesmFault.BrokenOff(), Integer.MAX_VALUE, AesmRoute.GET_QUOTE_EX))),
                "QUOTE_SOURCE_BROKEN",
                "aesm.socket");
    }

    @Test
    void aQuoteAboutAnotherReportIsRefused() throws Exception {
        refused(attest(machine.aesm(
                aesm -> aesm.faults().inject(new AesmFault.OtherReport(), Integer.MAX_VALUE, AesmRoute.GET_QUOTE_EX))));
    }

    @Test
    void aRacedEntryOfConfigfsIsMadeAgainUntilItIsOurs() {
        PseudoFiles files = new PseudoFiles();
        List<StandInTsm> kernels = new ArrayList<>();
        StandInMachine.Interface tsm = machine.tsm(files, kernels::add);
        Machine on = machine.with(patience -> {
            var found = tsm.look(patience);
            kernels.getFirst().inject(new TsmFault.Raced(), 2);
            return found;
        });

        Cli run = Cli.on(
                on,
                "attest",
                "--pccs",
                world.pccs(),
                "--cache",
                "off",
                "--trust-root",
                world.root().toString());

        accepted(run);
        assertThat(kernels.getFirst().entries()).isEmpty();
        assertThat(files.openFiles()).isZero();
    }

    @Test
    void aQuoteOfConfigfsThatIsCutOffIsToldOf() {
        undecided(
                attest(machine.tsm(
                        new PseudoFiles(), tsm -> tsm.inject(new TsmFault.Truncated(700), Integer.MAX_VALUE))),
                "QUOTE_SOURCE_BROKEN",
                "outblob");
    }

    @Test
    void aConfigfsThatHangsEndsAtTheTimeout() {
        long begin = System.nanoTime();

        undecided(
                attest(
                        machine.tsm(new PseudoFiles(), tsm -> tsm.inject(new TsmFault.Hanging(), Integer.MAX_VALUE)),
                        "--timeout",
                        "1s"),
                "QUOTE_SOURCE_TIMEOUT",
                "outblob");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void reportDataThatOthersInTheEnclaveWroteAreNoneOfOurs() {
        refused(attest(
                machine.gramine(new PseudoFiles(), gramine -> gramine.inject(new GramineFault.Overwritten(), 1))));
    }

    @Test
    void aServiceOfTheHostThatIsSlowIsWaitedFor() throws Exception {
        accepted(attest(machine.qgs(qgs -> qgs.inject(new QgsFault.Late(Duration.ofMillis(300)), 1))));
    }

    @Test
    void aServiceOfTheHostThatHangsUpIsToldOf() throws Exception {
        undecided(
                attest(machine.qgs(qgs -> qgs.inject(new QgsFault.HungUp(), 9))), "QUOTE_SOURCE_REFUSED", "qgs.socket");
    }

    @Test
    void aQuoteAboutAnotherTrustDomainIsRefused() throws Exception {
        refused(attest(machine.qgs(qgs -> qgs.inject(new QgsFault.OtherDomain(), 9))));
    }

    @Test
    void aMetadataServiceThatFailsIsToldOf() throws Exception {
        undecided(
                attest(machine.azure(imds -> imds.inject(new ImdsFault.Status(400, "{\"error\":\"no\"}"), 99))),
                "QUOTE_SOURCE_REFUSED",
                "400");
    }

    /** Hosts write some of these names: they do not get at the terminal of who reads them. */
    @Test
    void whatAnInterfaceSaysDoesNotSteerTheTerminal() {
        String steering = "\u001b]0;owned\u0007\u001b[2J\u009b1m";
        for (StandInMachine.Interface one : List.of(
                machine.tsm(new PseudoFiles(), tsm -> tsm.provider("evil" + steering)),
                machine.tsm(new PseudoFiles(), tsm -> tsm.inject(new TsmFault.Generation(steering), 99)),
                machine.gramineOfType("dcap" + steering))) {
            Cli run = Cli.on(machine.with(one), "attest", "--verbose");

            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
            assertThat((run.out() + run.err()).chars())
                    .noneMatch(character -> Character.isISOControl(character) && character != '\n');
        }
    }

    /** A PCCS that is down leaves the answer open; the quote is kept nevertheless. */
    @Test
    void evidenceIsKeptWhenCollateralIsNotToBeHad() throws Exception {
        Path out = kept.resolve("without-collateral");

        Cli run = Cli.on(
                machine.with(machine.qgs(qgs -> {})),
                "attest",
                "--pccs",
                "http://127.0.0.1:1/",
                "--cache",
                "off",
                "--trust-root",
                world.root().toString(),
                "--out",
                out.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(out.resolve("quote.bin")).exists();
        Cli verified = Cli.run(
                "verify",
                out.toString(),
                "--pccs",
                world.pccs(),
                "--cache",
                "off",
                "--trust-root",
                world.root().toString());
        accepted(verified);
    }
}
