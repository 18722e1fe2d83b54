package dev.assay.platform.aesm;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.platform.ByteStream;
import dev.assay.platform.Deadline;
import dev.assay.platform.Tether;
import dev.assay.platform.aesm.wire.Request;
import dev.assay.platform.aesm.wire.Response;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: a connection of its own, each message behind its length in four bytes, little-endian.
 *
 * <p>Source: intel/linux-sgx, psw/ae/aesm_service/source/core/ipc (SocketTransporter, ProtobufSerializer).
 */
final class AesmExchange {

    /** The longest answer that is read: a quote has 5 KB, a white list up to 100. */
    static final int LONGEST_ANSWER = 1 << 20;

    /** A service that listens takes a connection at once. */
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private static final String JOURNAL = "read `journalctl -u aesmd` (of a container: its log)";

    /** What a machine without AESM lacks. */
    static final String INSTALL =
            "`sudo apt install sgx-aesm-service libsgx-aesm-ecdsa-plugin libsgx-aesm-quote-ex-plugin"
                    + " libsgx-dcap-default-qpl` from Intel's package repository (docs/attest-bare-metal.md); in a container mount"
                    + " /var/run/aesmd of the host";

    private final String place;
    private final Connector connector;

    /** Makes a connection to AESM. */
    @FunctionalInterface
    interface Connector {
        ByteStream connect(Deadline deadline) throws IOException;
    }

    AesmExchange(String place, Connector connector) {
        this.place = place;
        this.connector = connector;
    }

    String place() {
        return place;
    }

    /** The same, whose connection ends with {@code tether}. */
    AesmExchange endedBy(Tether tether) {
        return new AesmExchange(place, deadline -> tether.hold(connector.connect(deadline)));
    }

    /** An answer to {@code message} whose error code is 0. */
    Response ask(AesmMessage message, Request request, Deadline deadline) throws QuoteException {
        Response response = parse(message, transfer(message, request, deadline));
        if (response.hasUnsupported()) {
            long code = Integer.toUnsignedLong(response.getUnsupported().getErrorCode());
            throw new QuoteException(
                    Reason.UNSUPPORTED,
                    "AESM " + code,
                    asked(message) + ", answered that it does not know that request (error code " + code + ")",
                    "update sgx-aesm-service and libsgx-aesm-* with `sudo apt upgrade`: releases from 2.10 on know it");
        }
        if (!message.isIn(response)) {
            throw broken(message, "sent " + AesmMessage.namesIn(response) + " instead of the answer to " + message);
        }
        long code = message.errorCode(response);
        if (code != 0) {
            throw AesmError.refusal(code, asked(message));
        }
        return response;
    }

    private byte[] transfer(AesmMessage message, Request request, Deadline deadline) throws QuoteException {
        byte[] encoded = request.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(4 + encoded.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(encoded.length).put(encoded).flip();
        try (ByteStream stream = connector.connect(deadline.orIn(CONNECT))) {
            // Not before: that nobody listens says more than that it is late.
            if (deadline.hasPassed()) {
                throw new QuoteException(
                        Reason.TIMEOUT,
                        "the time was over before " + place + " could be asked for " + message,
                        "allow more time");
            }
            stream.write(frame, deadline);
            ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            readLength(message, stream, length, deadline);
            long declared = Integer.toUnsignedLong(length.getInt(0));
            if (declared == 0 || declared > LONGEST_ANSWER) {
                throw broken(
                        message,
                        "announced an answer of " + declared + " bytes; 1 to " + LONGEST_ANSWER + " were expected");
            }
            ByteBuffer answer = ByteBuffer.allocate((int) declared);
            stream.readFully(answer, deadline);
            return answer.array();
        } catch (IOException e) {
            throw failure(message, e);
        }
    }

    private void readLength(AesmMessage message, ByteStream stream, ByteBuffer length, Deadline deadline)
            throws IOException, QuoteException {
        try {
            stream.readFully(length, deadline);
        } catch (EOFException e) {
            if (length.position() > 0) {
                throw e;
            }
            throw broken(message, "closed the connection without an answer").causedBy(e);
        }
    }

    private Response parse(AesmMessage message, byte[] answer) throws QuoteException {
        try {
            // Partial: a missing error code must count as 1, which is what the service means by it.
            return Response.parser().parsePartialFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw broken(
                            message,
                            "sent " + answer.length + " bytes that are no message: " + withoutStop(e.getMessage()))
                    .causedBy(e);
        }
    }

    private static String withoutStop(@Nullable String text) {
        String known = String.valueOf(text).replaceAll("\\s+", " ");
        return known.endsWith(".") ? known.substring(0, known.length() - 1) : known;
    }

    private QuoteException failure(AesmMessage message, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new QuoteException(
                            Reason.ABSENT,
                            "there is no " + place + ": AESM is not installed, or not running",
                            "`sudo systemctl start aesmd`; if there is no such unit, " + INSTALL)
                    .causedBy(e);
        }
        if (e instanceof AccessDeniedException) {
            return new QuoteException(
                            Reason.DENIED,
                            "this process may not connect to " + place + " (permission denied)",
                            "`ls -ld /var/run/aesmd /var/run/aesmd/aesm.socket`: Intel's package has them at 0755 and"
                                    + " 0777; with SELinux, mount the folder into the container with :z")
                    .causedBy(e);
        }
        if (e instanceof ConnectException) {
            return new QuoteException(
                            Reason.ABSENT,
                            "nobody listens at " + place + " (connection refused): the service is not running and left"
                                    + " its socket behind",
                            "`sudo systemctl restart aesmd`; in a container check that /var/run/aesmd is the host's")
                    .causedBy(e);
        }
        if (e instanceof SocketTimeoutException) {
            return new QuoteException(
                            Reason.TIMEOUT,
                            asked(message) + ", did not answer in time: " + e.getMessage(),
                            "allow more time (the first quote fetches certificates), and " + JOURNAL)
                    .causedBy(e);
        }
        if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
            return new QuoteException(Reason.BUSY, "interrupted while " + asked(message), "ask again").causedBy(e);
        }
        return broken(message, "broke off: " + e.getMessage()).causedBy(e);
    }

    /** An answer that AESM must not give. */
    QuoteException broken(AesmMessage message, String what) {
        return new QuoteException(
                Reason.BROKEN, asked(message) + ", " + what, JOURNAL + ", then `sudo systemctl restart aesmd`");
    }

    private String asked(AesmMessage message) {
        return place + ", asked for " + message;
    }
}
