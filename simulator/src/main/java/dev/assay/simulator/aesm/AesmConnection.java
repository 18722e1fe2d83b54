package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.simulator.aesm.AesmLogic.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/** Answers the one request of a connection, rightly or as a fault wants it. */
final class AesmConnection {

    /** The service takes no longer requests. */
    private static final int LONGEST_REQUEST = 1 << 20;

    private static final int UNSUPPORTED = 20;

    private final StandInAesm aesm;
    private final SocketChannel channel;

    AesmConnection(StandInAesm aesm, SocketChannel channel) {
        this.aesm = aesm;
        this.channel = channel;
    }

    /** Malformed requests get no answer, as from the service. */
    void serve() throws IOException {
        Bytes message = request();
        try {
            WireReader request = WireReader.over(message);
            if (request.numbers().size() != 1) {
                return;
            }
            int number = request.numbers().iterator().next();
            Optional<AesmRoute> route = AesmRoute.of(number);
            if (route.isEmpty()) {
                send(response(UNSUPPORTED, new WireWriter().number(1, 30).encoded()));
                return;
            }
            Optional<Bytes> fields = request.bytes(number);
            if (fields.isPresent()) {
                answer(route.get(), message, WireReader.over(fields.get()));
            }
        } catch (MalformedException e) {
            // Hanging up is the answer.
        }
    }

    private Bytes request() throws IOException {
        ByteBuffer length = read(4).order(ByteOrder.LITTLE_ENDIAN);
        long declared = Integer.toUnsignedLong(length.getInt(0));
        if (declared == 0 || declared > LONGEST_REQUEST) {
            throw new IOException("request of " + declared + " bytes");
        }
        return Bytes.of(read((int) declared).array());
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new IOException("the client hung up");
            }
        }
        return into;
    }

    private void answer(AesmRoute route, Bytes message, WireReader fields) throws IOException {
        Optional<AesmFault> fault = aesm.faults().next(route);
        if (fault.filter(AesmFault.Restart.class::isInstance).isPresent()) {
            aesm.restart();
        }
        Answer answer = aesm.logic().answer(route, fields, fault);
        aesm.record(new AesmRecord(route, message, answer.code()));
        Bytes right = response(route.number(), answer.fields().encoded());
        if (fault.isPresent()) {
            spoil(fault.get(), route, answer, right);
        } else {
            send(right);
        }
    }

    private void spoil(AesmFault fault, AesmRoute route, Answer answer, Bytes right) throws IOException {
        if (fault instanceof AesmFault.Silent) {
            awaitEnd();
        } else if (fault instanceof AesmFault.BrokenOff) {
            write(Bytes.concat(length(right.length()), right.slice(0, right.length() / 2)));
        } else if (fault instanceof AesmFault.Length other) {
            write(Bytes.concat(length(other.declared()), right));
        } else if (fault instanceof AesmFault.Dripping dripping) {
            drip(Bytes.concat(length(right.length()), right), dripping.pause());
        } else if (fault instanceof AesmFault.Late late) {
            pause(late.delay());
            send(right);
        } else if (fault instanceof AesmFault.OtherType other) {
            send(response(other.route().number(), new WireWriter().number(1, 0).encoded()));
        } else if (fault instanceof AesmFault.Unsupported unsupported) {
            send(response(
                    UNSUPPORTED, new WireWriter().number(1, unsupported.code()).encoded()));
        } else if (fault instanceof AesmFault.Refusal refusal) {
            send(response(
                    route.number(), Answer.refusal(refusal.code()).fields().encoded()));
        } else if (fault instanceof AesmFault.WithoutCode) {
            // The code is the first field: its tag and one byte.
            send(response(route.number(), answer.fields().encoded().from(2)));
        } else if (fault instanceof AesmFault.BareSuccess) {
            send(response(route.number(), new WireWriter().number(1, 0).encoded()));
        } else if (fault instanceof AesmFault.Garbage garbage) {
            send(garbage.message());
        } else if (fault instanceof AesmFault.UnknownFields) {
            Bytes more = answer.fields()
                    .number(77, 1)
                    .bytes(1000, Bytes.ofUtf8("new"))
                    .encoded();
            send(Bytes.concat(
                    response(route.number(), more),
                    new WireWriter().number(99, 7).encoded()));
        } else if (!(fault instanceof AesmFault.HungUp)) {
            // What is left is already in the answer.
            send(right);
        }
    }

    private static Bytes response(int number, Bytes fields) {
        return new WireWriter().bytes(number, fields).encoded();
    }

    private static Bytes length(long declared) {
        ByteBuffer length =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) declared);
        return Bytes.of(length.array());
    }

    private void send(Bytes message) throws IOException {
        write(Bytes.concat(length(message.length()), message));
    }

    private void write(Bytes bytes) throws IOException {
        ByteBuffer left = bytes.asBuffer();
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    private void drip(Bytes bytes, Duration pause) throws IOException {
        for (int i = 0; i < bytes.length(); i++) {
            pause(pause);
            write(bytes.slice(i, 1));
        }
    }

    private void awaitEnd() throws IOException {
        ByteBuffer nothing = ByteBuffer.allocate(64);
        while (channel.read(nothing.clear()) >= 0) {
            // A client that gives up closes its side.
        }
    }

    private static void pause(Duration pause) throws IOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped in the middle of an answer", e);
        }
    }
}
