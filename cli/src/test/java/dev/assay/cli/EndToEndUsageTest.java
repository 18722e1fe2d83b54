package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quote.QuoteSource.Kind;
import dev.assay.simulator.Knobs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code assay attest} says to those who try what they may. */
class EndToEndUsageTest {

    @TempDir
    private Path home;

    private Cli attest(String... more) {
        String[] args = new String[more.length + 1];
        args[0] = "attest";
        System.arraycopy(more, 0, args, 1, more.length);
        return Cli.on(StandInSource.machine(home, StandInSource.absent(Kind.TSM)), args);
    }

    /** A quote is of now; an instant that did nothing would be worse than none. */
    @Test
    void thereIsNoOtherInstantThanNow() {
        Cli run = attest("--at", "2020-01-01T00:00:00Z");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--at");
    }

    @Test
    void theKnobsOfTheSimulatedPlatformCanBeAskedFor() {
        Cli run = attest("--simulate", "help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).containsExactlyElementsOf(Knobs.help());
        assertThat(home).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bogus          | --simulate, knob: found bogus, expected one of tee=
                    tcb-status=Foo | --simulate, knob tcb-status: found Foo, expected one of UpToDate
                    debug=1        | --simulate, knob debug: found 1, expected no value
                    tee            | --simulate, knob tee: found nothing, expected tee= and
                    """)
    void aKnobThatIsWrongIsNamed(String knobs, String sentence) {
        Cli run = attest("--simulate", knobs);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(sentence).doesNotContain("offset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0xabc", "zz", "0x", "c0 ff"})
    void hexIsSaidToBePairsOfDigits(String hex) {
        Cli run = attest("--nonce", hex);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("assay: --nonce").contains("it can").doesNotContain("offset");
    }

    @Test
    void hexMayBeginAsProgrammersWriteIt() {
        Cli run = attest("--report-data", "0xC0FFEE", "--format", "json");

        assertThat(run.json().at("/quote/reportData").asString()).startsWith("c0ffee00");
    }

    /** Each knob does something, or says with which others it does. */
    @Test
    void everyKnobCanBeTurned() {
        for (String knob : List.of(
                "tee=tdx",
                "tee=tdx15",
                "version=4",
                "tcb-status=SWHardeningNeeded",
                "advisories=INTEL-SA-00615,tcb-status=SWHardeningNeeded",
                "debug",
                "mrenclave=" + "11".repeat(32),
                "mrsigner=" + "22".repeat(32),
                "product=7",
                "svn=9",
                "tee=tdx,mrtd=" + "33".repeat(48),
                "tee=tdx,rtmr0=" + "44".repeat(48),
                "fmspc=00906ea10000",
                "ca=processor",
                "revoked-pck",
                "expired-collateral")) {
            Cli run = attest("--simulate", knob, "--format", "json");

            assertThat(run.exitCode()).as(knob + run.err()).isBetween(0, 1);
            assertThat(run.json().at("/trustDomain").asString()).startsWith("test:");
            assertThat(run.err()).isEmpty();
        }
    }

    /** {@code --source} is one: who names two has to choose. */
    @Test
    void optionsThatAreGivenTwiceAreRefused() {
        Cli run = attest("--source", "tsm", "--source", "aesm");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--source", "only once");
    }
}
