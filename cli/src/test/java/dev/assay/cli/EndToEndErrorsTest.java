package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Detected;
import dev.assay.platform.aesm.AesmError;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRoute;
import dev.assay.simulator.aesm.StandInAesm;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.qgs.QgsFault;
import dev.assay.simulator.qgs.StandInQgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Every code that Intel's services and libraries can fail with reaches who runs {@code assay attest}. */
class EndToEndErrorsTest {

    private static final PcsPlatform PLATFORM =
            PcsCatalog.of(2204, Forge.DEFAULT_INSTANT).add(PcsPlatform.Kind.SINGLE_PACKAGE);
    private static final ReportData ANY = ReportData.padded(Bytes.EMPTY);

    // A library that is loaded stays mapped until this process ends.
    @TempDir(cleanup = CleanupMode.NEVER)
    private static Path compiled;

    private StandInMachine machine;

    @BeforeEach
    void setUp() throws Exception {
        machine = StandInMachine.on(PLATFORM);
    }

    @AfterEach
    void tearDown() throws Exception {
        machine.close();
    }

    /** The command ends undecided, and its screen has what was found, the interface's own code, and what to do. */
    private void tells(StandInMachine.Interface one, String code, String found, String advice) {
        Cli run = Cli.on(machine.with(one), "attest");

        assertThat(run.exitCode()).as(code + "\n" + run.out() + run.err()).isEqualTo(3);
        assertThat(run.out().replaceAll("\\s+", " "))
                .startsWith("? UNDECIDED")
                .contains(found)
                .contains("(" + code + ")")
                .contains("→ " + advice)
                .doesNotContain("No hardware proof", "Exception", "null");
        assertThat(found).isNotBlank();
        assertThat(advice).isNotBlank();
        assertThat(run.err()).isEmpty();
    }

    private void tells(StandInMachine.Interface one, String code, QuoteException failure) {
        assertThat(failure.code()).contains(code);
        tells(one, code, failure.getMessage(), failure.advice());
    }

    /** What the interface itself says when it is asked. */
    private static QuoteException failure(StandInMachine.Interface one) {
        Detected.Usable usable = (Detected.Usable) one.look(Duration.ofSeconds(10));
        try (QuoteSource source = usable.opening().open()) {
            throw new AssertionError("quoted: " + source.quote(ANY));
        } catch (QuoteException e) {
            return e;
        }
    }

    @Test
    void everyCodeOfAesm() throws Exception {
        List<StandInAesm> started = new ArrayList<>();
        StandInMachine.Interface one = machine.aesm(started::add);
        var faults = started.getFirst().faults();
        for (AesmError error : AesmError.values()) {
            if (error == AesmError.SUCCESS) {
                continue;
            }
            for (AesmRoute asked : List.of(AesmRoute.GET_QUOTE_EX, AesmRoute.INIT_QUOTE_EX)) {
                faults.inject(new AesmFault.Refusal(error.number()), Integer.MAX_VALUE, asked);
                tells(one, "AESM " + error.number(), error.intelName() + "): " + error.meaning(), error.fix());
                faults.clear();
            }
        }
        faults.inject(new AesmFault.Refusal(99), Integer.MAX_VALUE, AesmRoute.GET_QUOTE_EX);
        tells(
                one,
                "AESM 99",
                "answered 99, a code that Assay does not know",
                "set 'qpl log level = info' in /etc/aesmd.conf");
    }

    /** Intel's sgx_ql_lib_common.h has these and no others. */
    @Test
    void everyCodeOfQuote3() throws Exception {
        StandInQuotingLibrary library = StandInQuotingLibrary.compile(compiled);
        StandInMachine.Interface one = machine.ql(library);
        int[] codes = Stream.of(
                        between(0x01, 0x35),
                        between(0x37, 0x49),
                        between(0x50, 0x53),
                        between(0x60, 0x68),
                        between(0x70, 0x73))
                .flatMapToInt(Function.identity())
                .toArray();
        assertThat(codes).hasSize(89);
        for (int code : codes) {
            library.fails(0xe000 | code);
            QuoteException failure = failure(one);
            assertThat(failure.getMessage()).contains(", SGX_QL_");
            tells(one, "quote3 0x" + Integer.toHexString(0xe000 | code), failure);
        }
    }

    private static IntStream between(int first, int last) {
        return IntStream.rangeClosed(first, last);
    }

    @Test
    void everyCodeOfQgs() throws Exception {
        List<StandInQgs> started = new ArrayList<>();
        StandInMachine.Interface one = machine.qgs(started::add);
        for (int code = 0x12001; code <= 0x12008; code++) {
            started.getFirst().inject(new QgsFault.Refusal(code), 2);
            QuoteException failure = failure(one);
            assertThat(failure.code()).isPresent();
            assertThat(failure.code().orElseThrow()).contains(Integer.toHexString(code));
            tells(one, failure.code().orElseThrow(), failure);
        }
    }
}
