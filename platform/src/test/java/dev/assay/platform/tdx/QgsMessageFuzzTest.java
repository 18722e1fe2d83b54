package dev.assay.platform.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.platform.ByteStream;
import dev.assay.platform.Deadline;
import dev.assay.platform.Refusal;
import dev.assay.quote.QuoteException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

class QgsMessageFuzzTest {

    @FuzzTest
    void readsMessagesOrRefusesThem(byte[] data) {
        Refusal.orValue(Bytes.of(data), QgsMessage::parse)
                .ifPresent(message -> assertThat(Refusal.orValue(message.encode(), QgsMessage::parse))
                        .contains(message));
    }

    @FuzzTest
    void readsFramesOrRefusesThem(byte[] data) throws IOException {
        try {
            Bytes message =
                    QgsFrame.read(new Recorded(ByteBuffer.wrap(data)), "fuzzed", Deadline.in(Duration.ofDays(1)));
            assertThat(message.length()).isBetween(16, QgsFrame.LIMIT);
            assertThat(message.length()).isLessThanOrEqualTo(data.length - 4);
        } catch (QuoteException e) {
            assertThat(e.reason()).isEqualTo(QuoteException.Reason.BROKEN);
            assertThat(e.getMessage().length()).isLessThan(500);
        } catch (EOFException e) {
            assertThat(data.length).isLessThan(QgsFrame.LIMIT + 4);
        }
    }

    @FuzzTest
    void readsReportsOrRefusesThem(byte[] data) {
        Refusal.orValue(Bytes.of(data), LocalTdReport::parse)
                .ifPresent(
                        report -> assertThat(report.differenceTo(report.body())).isEmpty());
    }

    /** What a peer sent before it closed. */
    private record Recorded(ByteBuffer sent) implements ByteStream {

        @Override
        public void write(ByteBuffer all, Deadline deadline) {
            all.position(all.limit());
        }

        @Override
        public void readFully(ByteBuffer into, Deadline deadline) throws IOException {
            while (into.hasRemaining()) {
                if (!sent.hasRemaining()) {
                    throw new EOFException("closed");
                }
                into.put(sent.get());
            }
        }

        @Override
        public void close() {
            // A recording has nothing to give back.
        }
    }
}
