package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.Host;
import dev.assay.platform.QuoteSources;
import dev.assay.platform.linux.Kernel;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.qgs.QgsFault;
import dev.assay.simulator.tsm.TsmFault;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which of several interfaces {@code assay attest} takes on a machine, when some of them fail. */
@ExtendWith(StandInWorld.Shared.class)
class EndToEndAutoTest {

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

    private static Cli attest(Machine on, String... more) {
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
        return Cli.on(on, Stream.concat(Stream.of(usual), Stream.of(more)).toArray(String[]::new));
    }

    private static String states(Cli run) {
        return run.json()
                .at("/source/tried")
                .valueStream()
                .map(tried ->
                        tried.at("/name").asString() + " " + tried.at("/state").asString())
                .collect(Collectors.joining(", "));
    }

    @Test
    void aBrokenInterfaceIsPassedOver() throws Exception {
        Cli run = attest(machine.with(machine.deadAesm(), machine.azure(imds -> {})));

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(states(run)).isEqualTo("aesm broken, azure used");
    }

    @Test
    void theNextGivesTheQuoteThatTheFirstRefused() throws Exception {
        Cli run = attest(machine.with(
                machine.tsm(new PseudoFiles(), tsm -> tsm.inject(new TsmFault.Truncated(700), Integer.MAX_VALUE)),
                machine.qgs(qgs -> qgs.inject(new QgsFault.Refusal(0x12001), 1)),
                machine.aesm(aesm -> {})));

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(states(run)).isEqualTo("tsm failed, qgs failed, aesm used");
        assertThat(run.json().at("/quote/tee").asString()).isEqualTo("sgx");
        assertThat(run.json().at("/source/tried/1/code").asString()).contains("12001");
        assertThat(run.json().at("/source/tried/1/advice").asString()).contains("journalctl -u qgsd");
    }

    /** The order of the real detection, over a folder with a trust domain's device, an SNP device and a dead AESM. */
    @Test
    void theBestOfManyIsTakenAndTheOthersAreTold() throws Exception {
        machine.deadAesm();
        machine.snp();
        machine.qgs(qgs -> {});
        Host host = new Host(machine.root(), Map.of(), machine.kernel().kernel());

        Cli run = attest(new Machine(Map.of(), patience -> QuoteSources.detect(host, patience)));

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(states(run))
                .isEqualTo("gramine absent, tsm absent, qgs used, azure absent, aesm broken, ql absent, snp usable");
        assertThat(machine.kernel().openDevices()).isZero();
    }

    @Test
    void aMachineWithNothingIsSimulatedAndSaysSo() {
        PseudoFiles nothing = new PseudoFiles();
        Host host = new Host(nothing.root(), Map.of(), Kernel.linux());

        Cli run = Cli.on(
                new Machine(Map.of("XDG_DATA_HOME", kept.toString()), patience -> QuoteSources.detect(host, patience)),
                "attest");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).startsWith("No hardware proof was made");
    }

    @Test
    void aMachineWithABrokenInterfaceIsNotSimulated() throws Exception {
        machine.deadAesm();
        Host host = new Host(machine.root(), Map.of(), machine.kernel().kernel());

        Cli run = attest(new Machine(Map.of(), patience -> QuoteSources.detect(host, patience)));

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(states(run)).contains("aesm broken").doesNotContain("simulated");
        assertThat(run.json().at("/reasons/0/code").asString()).startsWith("QUOTE_SOURCE_");
        assertThat(run.json().at("/reasons/0/advice").asString()).isNotBlank();
        assertThat(run.json().at("/source/name").isNull()).isTrue();
    }
}
