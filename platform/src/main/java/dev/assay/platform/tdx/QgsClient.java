package dev.assay.platform.tdx;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.ByteStream;
import dev.assay.platform.Deadline;
import dev.assay.platform.Host;
import dev.assay.platform.Tether;
import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.KernelException;
import dev.assay.platform.tdx.QgsMessage.Failure;
import dev.assay.platform.tdx.QgsMessage.QuoteRequest;
import dev.assay.platform.tdx.QgsMessage.QuoteResponse;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * Asks a quote generation service, one request a connection: the service closes it after its answer, and by itself after
 * 30 s.
 *
 * <p>Source: Intel DCAP, {@code QuoteGeneration/quote_wrapper/qgs/qgs_server.cpp}.
 *
 * @param host the machine
 * @param address where the service is
 * @param tether ends what is under way
 */
record QgsClient(Host host, QgsAddress address, Tether tether) {

    private static final String JOURNAL = "on the host run systemctl status qgsd and journalctl -u qgsd";

    /** The quote that the service makes of {@code report}. */
    Bytes quote(LocalTdReport report, Deadline deadline) throws QuoteException {
        return switch (ask(new QuoteRequest(report.encoded(), Bytes.EMPTY), deadline)) {
            case QuoteResponse response -> response.quote();
            case QgsMessage other -> throw new IllegalStateException("parsed as an answer, and is a " + other.type());
        };
    }

    /** The answer, if it is of the kind that belongs to the request; a failure becomes an exception. */
    QgsMessage ask(QgsMessage request, Deadline deadline) throws QuoteException {
        Bytes answer;
        try (ByteStream stream = tether.hold(address.connect(host, deadline))) {
            QgsFrame.write(stream, request.encode(), deadline);
            answer = QgsFrame.read(stream, place(), deadline);
        } catch (IOException e) {
            throw explained(e).causedBy(e);
        }
        QgsMessage message = parse(request, answer);
        if (message instanceof Failure failure) {
            throw refused(failure.code());
        }
        return message;
    }

    private QgsMessage parse(QgsMessage request, Bytes answer) throws QuoteException {
        try {
            return request.parseAnswer(answer);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            place() + " answered what is no message of its protocol: " + e.getMessage(),
                            "make sure that Intel's qgsd listens there, and bring guest and host to the same generation"
                                    + " of DCAP")
                    .causedBy(e);
        }
    }

    private QuoteException refused(long code) {
        String label = "QGS 0x" + Long.toHexString(code);
        return QgsError.of(code)
                .map(known -> new QuoteException(
                        known == QgsError.OUT_OF_MEMORY ? Reason.BUSY : Reason.REFUSED,
                        label,
                        place() + " refused: " + known.meaning(),
                        known.advice()))
                .orElseGet(() -> new QuoteException(
                        Reason.REFUSED,
                        label,
                        place() + " refused with a code that Intel's service does not have",
                        JOURNAL));
    }

    private QuoteException explained(IOException e) {
        String problem = place() + ": " + e.getMessage();
        return switch (e) {
            case SocketTimeoutException ignored -> new QuoteException(Reason.TIMEOUT, problem, timeoutAdvice());
            case InterruptedIOException ignored -> new QuoteException(Reason.BUSY, problem, "ask again");
            case NoSuchFileException ignored ->
                new QuoteException(
                        Reason.ABSENT,
                        "no socket at " + e.getMessage(),
                        "start the service: systemctl start qgsd; with port = in /etc/qgs.conf it listens on vsock only");
            case AccessDeniedException ignored ->
                new QuoteException(
                        Reason.DENIED,
                        "this process may not use the socket " + e.getMessage(),
                        "run as root, or join the group of " + e.getMessage() + " (ls -l shows it)");
            case ConnectException ignored -> new QuoteException(Reason.ABSENT, problem, notThereAdvice());
            case QgsFrame.NoAnswer ignored ->
                new QuoteException(
                        Reason.REFUSED,
                        place() + " closed the connection without an answer, as it does when it cannot load its"
                                + " quoting enclave or get a PCK certificate",
                        JOURNAL + "; a line 'body should be [...] bytes' there means that guest and host are of"
                                + " different generations");
            case EOFException ignored ->
                new QuoteException(
                        Reason.BROKEN,
                        place() + " ended the connection within its answer: " + e.getMessage(),
                        "ask again; if it persists, " + JOURNAL);
            default -> failedCall(e, problem);
        };
    }

    private QuoteException failedCall(IOException e, String problem) {
        if (e.getCause() instanceof KernelException call) {
            if (call.is(Errno.EACCES) || call.is(Errno.EPERM)) {
                return new QuoteException(
                        Reason.DENIED,
                        problem,
                        "let this process open vsock sockets: a container's seccomp profile or SELinux forbids it");
            }
            if (call.is(Errno.ETIMEDOUT)) {
                return new QuoteException(Reason.TIMEOUT, problem, timeoutAdvice());
            }
            if (call.is(Errno.EAFNOSUPPORT)
                    || call.is(Errno.ENODEV)
                    || call.is(Errno.ENXIO)
                    || call.is(Errno.ENETUNREACH)) {
                return new QuoteException(Reason.ABSENT, problem, notThereAdvice());
            }
            if (call.is(Errno.EMFILE)) {
                return new QuoteException(Reason.BUSY, problem, "raise this process' limit of open files (ulimit -n)");
            }
        }
        return new QuoteException(Reason.BROKEN, problem, "ask again; if it persists, " + JOURNAL);
    }

    private String timeoutAdvice() {
        return switch (address) {
            case QgsAddress.Unix ignored -> JOURNAL + "; its PCCS may be slow or not reachable";
            case QgsAddress.Vsock ignored ->
                JOURNAL + "; if the journal shows no new connection, vsock is blocked between guest and host, which"
                        + " hangs rather than fails: compare port = in /etc/qgs.conf there with "
                        + QgsAddress.CONFIGURATION + " here";
        };
    }

    private String notThereAdvice() {
        return switch (address) {
            case QgsAddress.Unix ignored -> "start the service: systemctl start qgsd";
            case QgsAddress.Vsock vsock ->
                "on the host start qgsd with port = " + vsock.port()
                        + " in /etc/qgs.conf; the guest needs a vsock device (QEMU: -device"
                        + " vhost-vsock-pci,guest-cid=3; here: modprobe vmw_vsock_virtio_transport)";
        };
    }

    private String place() {
        return address.place();
    }
}
