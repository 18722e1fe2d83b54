package dev.assay.platform.tdx;

import dev.assay.bytes.Bytes;
import dev.assay.platform.ByteStream;
import dev.assay.platform.Deadline;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What is around a message on a socket: its length in four bytes, big-endian, though everything inside is little-endian.
 *
 * <p>Source: Intel DCAP, {@code qgs_server.cpp}, {@code encode_header}.
 */
final class QgsFrame {

    /** The most that an answer may have. Intel's service refuses requests above 1 MiB; a quote has some 5 KB. */
    static final int LIMIT = 1 << 20;

    private static final int PREFIX = 4;

    /** How a quote with a P-256 key begins: version, then key type 2. */
    private static final long QUOTE_4 = 0x0002_0004L;

    private static final long QUOTE_5 = 0x0002_0005L;

    /** How a TDREPORT begins: type, subtype 0, version, reserved. */
    private static final long REPORT = 0x8100_0000L;

    private static final long REPORT_VERSION = 0xff00L;

    private QgsFrame() {}

    static void write(ByteStream stream, Bytes message, Deadline deadline) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(PREFIX + message.length())
                .putInt(message.length())
                .put(message.asBuffer())
                .flip();
        stream.write(frame, deadline);
    }

    /**
     * The next message.
     *
     * @throws EOFException if the service closed before a frame or within one; the message says which
     */
    static Bytes read(ByteStream stream, String place, Deadline deadline) throws IOException, QuoteException {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX);
        try {
            stream.readFully(prefix, deadline);
        } catch (EOFException e) {
            throw prefix.position() == 0 ? new NoAnswer(e) : e;
        }
        long length = Integer.toUnsignedLong(prefix.flip().getInt());
        if (length < QgsCodec.HEADER_SIZE || length > LIMIT) {
            throw notAFrame(place, length);
        }
        byte[] message = new byte[(int) length];
        stream.readFully(ByteBuffer.wrap(message), deadline);
        return Bytes.of(message);
    }

    /** The service closed the connection without a byte. */
    static final class NoAnswer extends EOFException {

        private static final long serialVersionUID = 1L;

        NoAnswer(EOFException cause) {
            super("closed without an answer");
            initCause(cause);
        }
    }

    /** Old guests, old hosts and things that are no QGS all show here, so this tells what the bytes look like. */
    private static QuoteException notAFrame(String place, long length) {
        long swapped = Integer.toUnsignedLong(Integer.reverseBytes((int) length));
        String looks;
        if (swapped == QUOTE_4 || swapped == QUOTE_5) {
            looks = "; it begins like a bare quote of version " + (swapped & 0xff) + ", so the peer uses no frames";
        } else if ((length & ~REPORT_VERSION) == REPORT) {
            looks = "; it begins like a bare TDREPORT (0x81), so the peer uses no frames";
        } else if (swapped >= QgsCodec.HEADER_SIZE && swapped <= LIMIT) {
            looks = "; read little-endian it would be " + swapped + ", so the peer frames like AESM and is no QGS";
        } else if (length == 0) {
            looks = ", an empty message";
        } else {
            looks = "";
        }
        return new QuoteException(
                Reason.BROKEN,
                place + " answered with a frame of " + length + " bytes, expected are " + QgsCodec.HEADER_SIZE + " to "
                        + LIMIT + looks,
                "make sure that Intel's qgsd listens there (port = in /etc/qgs.conf on the host, the same in"
                        + " /etc/tdx-attest.conf here), and bring guest and host to the same generation of DCAP");
    }
}
