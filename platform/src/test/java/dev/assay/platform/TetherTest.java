package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class TetherTest {

    private final Tether tether = new Tether();

    @Test
    void endsTheConnectionThatItHolds() throws Exception {
        Stream before = new Stream();
        Stream held = new Stream();
        assertThat(tether.hold(before)).isSameAs(before);
        assertThat(tether.hold(held)).isSameAs(held);
        tether.close();
        assertThat(held.closings).isEqualTo(1);
        assertThat(before.closings).as("closed by its own user").isZero();
    }

    @Test
    void endsEachThatComesTooLate() {
        Stream late = new Stream();
        tether.close();
        assertThatThrownBy(() -> tether.hold(late)).isInstanceOf(ClosedChannelException.class);
        assertThat(late.closings).isEqualTo(1);
    }

    private static final class Stream implements ByteStream {

        private int closings;

        @Override
        public void write(ByteBuffer all, Deadline deadline) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void readFully(ByteBuffer into, Deadline deadline) {
            throw new AssertionError("nobody reads");
        }

        @Override
        public void close() {
            closings++;
        }
    }
}
