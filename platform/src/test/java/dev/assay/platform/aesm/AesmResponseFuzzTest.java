package dev.assay.platform.aesm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.platform.ByteStream;
import dev.assay.platform.Deadline;
import dev.assay.quote.QuoteException;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

class AesmResponseFuzzTest {

    private static final AttestationKeyId KEY = AesmKeys.INTEL_ECDSA;
    private static final Bytes REPORT = Bytes.of(new byte[432]);

    private static final QeReportRequest REPORTED =
            new QeReportRequest(Bytes.of(new byte[16]), Bytes.of(new byte[512]));

    /** A method of the client. */
    @FunctionalInterface
    private interface Call {
        Object ask(AesmClient client) throws QuoteException;
    }

    private static final List<Call> CALLS = List.of(
            AesmClient::keyIdCount,
            client -> client.keyIds(1),
            client -> client.initQuoteEx(KEY),
            client -> client.initQuoteEx(KEY, 32),
            client -> client.quoteSizeEx(KEY),
            client -> client.quoteEx(KEY, REPORT, 5000),
            client -> client.selectKeyId(List.of(KEY)),
            client -> client.legacy().initQuote(),
            client -> client.legacy().getQuote(REPORT, false, REPORT.slice(0, 16), Bytes.EMPTY, 5000),
            client -> client.legacy().updateStatus(Bytes.EMPTY, 0, 2),
            client -> client.quoteEx(KEY, REPORT, 5000, REPORTED));

    @FuzzTest
    void readsAnAnswerOrSaysWhyNot(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Call call = CALLS.get(Byte.toUnsignedInt(data[0]) % CALLS.size());
        Canned canned = new Canned(ByteBuffer.wrap(data, 1, data.length - 1));
        AesmClient client = AesmClient.over(new AesmExchange("AESM", deadline -> canned));
        try {
            assertThat(call.ask(client)).isNotNull();
        } catch (QuoteException e) {
            assertThat(e.getMessage())
                    .startsWith(e.reason() == QuoteException.Reason.MISMATCH ? "AESM sent a " : "AESM, asked for ")
                    .hasSizeLessThan(1000);
            assertThat(e.advice()).isNotBlank();
        }
        assertThat(canned.closed).isTrue();
    }

    /** Ids one after the other, as in a list of the service's. */
    @FuzzTest
    void choosesAKeyOrSaysWhyNot(byte[] data) {
        Bytes all = Bytes.of(data);
        List<AttestationKeyId> listed = IntStream.range(0, Math.min(64, data.length / AttestationKeyId.SIZE))
                .mapToObj(i -> new AttestationKeyId(all.slice(i * AttestationKeyId.SIZE, AttestationKeyId.SIZE)))
                .toList();
        for (AttestationKeyId id : listed) {
            assertThat(id.mrSigner().length()).isLessThanOrEqualTo(48);
            assertThat(id.title()).hasSizeLessThan(80);
        }
        AesmClient client = AesmClient.over(new AesmExchange("AESM", deadline -> new Canned(ByteBuffer.allocate(0))));
        try {
            AttestationKeyId chosen = AesmKeys.ecdsa(client, listed);
            assertThat(listed).contains(chosen);
            assertThat(chosen.algorithm()).isEqualTo(AttestationKeyId.ECDSA_P256);
        } catch (QuoteException e) {
            assertThat(e.getMessage()).startsWith("AESM ").hasSizeLessThan(1000);
        }
    }

    /** A service that sends the same whatever it is asked. */
    private static final class Canned implements ByteStream {

        private final ByteBuffer answer;
        private boolean closed;

        Canned(ByteBuffer answer) {
            this.answer = answer;
        }

        @Override
        public void write(ByteBuffer all, Deadline deadline) {
            all.position(all.limit());
        }

        @Override
        public void readFully(ByteBuffer into, Deadline deadline) throws EOFException {
            while (into.hasRemaining()) {
                if (!answer.hasRemaining()) {
                    throw new EOFException("the end");
                }
                into.put(answer.get());
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
