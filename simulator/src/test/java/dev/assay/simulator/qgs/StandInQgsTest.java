package dev.assay.simulator.qgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.quote.Quote;
import dev.assay.quote.TdReport;
import dev.assay.simulator.Forge;
import dev.assay.simulator.Seed;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spoken to byte by byte, as {@code qgs_msg_lib.h} has it. */
class StandInQgsTest {

    private static final PcsCatalog CATALOG = PcsCatalog.of(77, Forge.DEFAULT_INSTANT);
    private static final PcsPlatform PLATFORM = CATALOG.add(PcsPlatform.Kind.SINGLE_PACKAGE);
    private static final Bytes REPORT_DATA = Seed.of(3).bytes("asked", 64);
    private static final String QUOTE_REQUEST =
            "00000418" + "01000100" + "00000000" + "18040000" + "00000000" + "00040000" + "00000000";

    private final TestDomain domain = TestDomain.on(PLATFORM);
    private Path folder;
    private StandInQgs qgs;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "sq");
        qgs = StandInQgs.start(folder.resolve("s"), PLATFORM);
    }

    @AfterEach
    void stop() throws IOException {
        qgs.close();
        Files.delete(folder);
    }

    private Bytes ask(Bytes request) throws IOException {
        try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(qgs.socket()))) {
            ByteBuffer bytes = request.asBuffer();
            while (bytes.hasRemaining()) {
                connection.write(bytes);
            }
            return Bytes.of(Channels.newInputStream(connection).readAllBytes());
        }
    }

    private Bytes quoteRequest(Bytes report) {
        return Bytes.concat(Bytes.literal(QUOTE_REQUEST), report);
    }

    @Test
    void quotesAGenuineReportAndTheQuoteVerifies() throws Exception {
        Bytes report = domain.report(REPORT_DATA);
        Bytes answer = ask(quoteRequest(report));
        int quoteSize = answer.length() - 28;
        assertThat(answer.slice(4, 8).hex()).isEqualTo("01000100" + "01000000");
        assertThat(answer.uint32(12)).isEqualTo(quoteSize + 24);
        assertThat(answer.slice(16, 8).isZero()).as("no error, no selected id").isTrue();
        assertThat(answer.uint32(24)).isEqualTo(quoteSize);
        Quote quote = Quote.parse(answer.from(28));
        assertThat(((TdReport) quote.body()).mrTd()).isEqualTo(domain.mrTd());
        assertThat(quote.body().reportData()).isEqualTo(REPORT_DATA);
        assertThat(QuoteVerifier.of(CATALOG.pki().anchor(), Ecdsa.preferred())
                        .verify(
                                answer.from(28),
                                PLATFORM.forge(4, 2, Forge.DEFAULT_INSTANT).signedCollateral(),
                                Forge.DEFAULT_INSTANT))
                .isInstanceOf(Verification.Verified.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 32, 80, 128, 200, 224, 264, 494, 512, 528, 1023})
    void refusesAReportInWhichAnythingWasChanged(int at) throws Exception {
        byte[] changed = domain.report(REPORT_DATA).toArray();
        changed[at] ^= 1;
        assertThat(ask(quoteRequest(Bytes.of(changed))).hex())
                .isEqualTo("00000018" + "01000100" + "01000000" + "18000000" + "01200100" + "0000000000000000");
    }

    @Test
    void refusesAReportOfAnotherMachine() throws Exception {
        PcsPlatform other = CATALOG.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        assertThat(ask(quoteRequest(TestDomain.on(other).report(REPORT_DATA)))
                        .slice(16, 4)
                        .hex())
                .isEqualTo("01200100");
    }

    @Test
    void saysWhatThePlatformIs() throws Exception {
        Bytes answer = ask(Bytes.literal("00000010" + "01000100" + "04000000" + "10000000" + "00000000"));
        assertThat(answer.slice(0, 20).hex()).isEqualTo("0000003c" + "01000100" + "05000000" + "3c000000" + "00000000");
        assertThat(answer.from(32))
                .isEqualTo(Bytes.concat(PLATFORM.qeId(), PLATFORM.rawTcb().cpuSvn()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff",
                "00000000",
                "0000000401000100",
                "00000010" + "02000100" + "04000000" + "10000000" + "00000000",
                "00000010" + "01000100" + "04000000" + "11000000" + "00000000",
                "00000010" + "01000100" + "09000000" + "10000000" + "00000000"
            })
    void hangsUpOnWhatIsNoRequest(String request) throws Exception {
        assertThat(ask(Bytes.literal(request)).isEmpty()).isTrue();
    }

    @Test
    void aFaultHappensAsOftenAsItWasAskedForAndInOrder() throws Exception {
        Bytes request = quoteRequest(domain.report(REPORT_DATA));
        qgs.inject(new QgsFault.HungUp(), 2);
        qgs.inject(new QgsFault.Refusal(0x12007), 1);
        assertThat(ask(request).isEmpty()).isTrue();
        assertThat(ask(request).isEmpty()).isTrue();
        assertThat(ask(request).slice(16, 4).hex()).isEqualTo("07200100");
        assertThat(ask(request).slice(16, 4).hex()).isEqualTo("00000000");
        assertThat(qgs.connections()).isEqualTo(4);
        assertThat(qgs.lastRequest()).isEqualTo(request.toArray());
    }
}
