package dev.assay.simulator.aesm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.quote.Quote;
import dev.assay.quote.SgxReport;
import dev.assay.simulator.Forge;
import dev.assay.simulator.QuoteBodies;
import dev.assay.simulator.Seed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in, asked with bytes that were composed by hand. */
class StandInAesmTest {

    private static final String KEY = StandInAesm.keyId(2).hex();
    private static final SgxReport BODY = QuoteBodies.enclave(Seed.of(9));

    private Path folder;
    private StandInAesm aesm;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory("si");
        aesm = StandInAesm.start(folder.resolve("s"), Forge.sgx(9));
    }

    @AfterEach
    void stop() throws IOException {
        aesm.close();
        Files.delete(folder);
    }

    @Test
    void answersInTheBytesOfTheFieldTable() throws IOException {
        assertThat(ask("aa01 03 489875")).isEqualTo(hex("07000000 aa01 04 0800 1001"));
        assertThat(ask("b201 06 088002 489875")).isEqualTo(hex("09010000 b201 8502 0800 128002" + KEY));
        assertThat(ask("7a 02 1800")).isEqualTo(hex("06000000 7a 04 0800 1820"));
    }

    @Test
    void quotesTheReportThatItWasHanded() throws Exception {
        Bytes target = ask("7a 04 1801 2020").slice(4 + 3 + 2 + 3, 512);
        Bytes report = TestReports.report(BODY, target);
        // 16 KiB of room.
        Bytes answer = ask("8a01 b703 0ab003" + report + "20808001");

        assertThat(answer.length()).isGreaterThan(1 << 14);
        Quote quote = Quote.parse(answer.slice(4 + 2 + 3 + 2 + 4, 1 << 14));
        assertThat(quote.body()).isEqualTo(BODY);
        assertThat(quote.trailing().isZero()).isTrue();
    }

    @Test
    void refusesWhatTheServiceRefuses() throws IOException {
        Bytes report = Bytes.of(new byte[432]);
        assertThat(ask("b201 03 489875")).as("no buffer size").isEqualTo(hex("05000000 b201 02 0816"));
        assertThat(ask("b201 03 08ff01")).as("a buffer of 255").isEqualTo(hex("05000000 b201 02 0803"));
        assertThat(ask("7a 04 0a00 1800")).as("an empty key id").isEqualTo(hex("04000000 7a 02 0803"));
        assertThat(ask("8201 00")).as("not initialised").isEqualTo(hex("05000000 8201 02 082a"));
        assertThat(ask("7a 00")).as("required field left out").isEqualTo(hex("04000000 7a 02 0816"));
        assertThat(ask("7a 04 1801 201f")).as("31 bytes for 32").isEqualTo(hex("04000000 7a 02 0803"));
        assertThat(ask("7a 04 1801 2020").length()).isGreaterThan(512);
        assertThat(ask("8a01 b703 0ab003" + report + "20808001"))
                .as("a report for nobody")
                .isEqualTo(hex("05000000 8a01 02 082f"));
        assertThat(ask("8a01 b603 0aaf03" + report.slice(0, 431) + "20808001"))
                .as("a short report")
                .isEqualTo(hex("05000000 8a01 02 0803"));
        assertThat(ask("2a 00")).as("a session of the past").isEqualTo(hex("05000000 a201 02 081e"));
    }

    @Test
    void hangsUpOnWhatIsNoRequest() throws IOException {
        assertThat(ask("ff")).isEqualTo(Bytes.EMPTY);
        assertThat(ask("0a05")).isEqualTo(Bytes.EMPTY);
        assertThat(ask("0a00 1200")).isEqualTo(Bytes.EMPTY);
        assertThat(exchange(hex("ffffffff"))).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void forgetsItsKeyAndItsEnclaveWhenItIsRestarted() throws IOException {
        Bytes before = ask("7a 04 1801 2020");
        aesm.restart();

        assertThat(ask("8201 00")).isEqualTo(hex("05000000 8201 02 082a"));
        assertThat(ask("7a 04 1801 2020")).isNotEqualTo(before);
        assertThat(aesm.asked())
                .containsExactly(AesmRoute.INIT_QUOTE_EX, AesmRoute.GET_QUOTE_SIZE_EX, AesmRoute.INIT_QUOTE_EX);
    }

    @Test
    void leavesItsSocketBehindWhenItIsKilled() throws IOException {
        aesm.kill();
        assertThat(aesm.socket()).exists();
    }

    private Bytes ask(String request) throws IOException {
        Bytes message = hex(request);
        ByteBuffer length = ByteBuffer.allocate(4);
        length.putInt(Integer.reverseBytes(message.length()));
        return exchange(Bytes.concat(Bytes.of(length.array()), message));
    }

    private Bytes exchange(Bytes frame) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(1 << 16);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(aesm.socket()));
            ByteBuffer left = frame.asBuffer();
            while (left.hasRemaining()) {
                channel.write(left);
            }
            while (channel.read(answer) >= 0) {
                // Until the service hangs up, as it does after every answer.
            }
        }
        return Bytes.of(answer.array()).slice(0, answer.position());
    }

    private static Bytes hex(String spaced) {
        return Bytes.literal(spaced.replace(" ", ""));
    }
}
