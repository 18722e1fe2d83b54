package dev.assay.platform.aesm;

import dev.assay.platform.Deadline;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.sgx.ReportEnclave;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Quotes of Intel's AESM service.
 *
 * <p>The variable {@code SGX_AESM_ADDR} plays no part: whatever its value, it is a switch that makes Intel's own library
 * use AESM, and no address.
 */
public final class AesmQuotes {

    /** How long it may take to find out what there is. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final QuoteSource.Kind KIND = QuoteSource.Kind.AESM;
    private static final String PROGRAM = "/opt/intel/sgx-aesm-service/aesm/aesm_service";
    private static final String SOCKETS = "/proc/net/unix";
    private static final int MOST_OF_SOCKETS = 1 << 20;

    private AesmQuotes() {}

    /**
     * What there is of it on {@code host}: asks the service for its keys, and for the first half of a quote's
     * initialisation, which shows whether the quoting enclave can be loaded.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        return detect(host, patience, ReportEnclave::load);
    }

    /** The same, with another way to reports than Assay's own enclave. */
    public static Detected detect(Host host, Duration patience, Reporter.Opening reporters) {
        Path socket = host.path(AesmClient.SOCKET);
        if (Files.exists(socket) || !Files.notExists(socket)) {
            if (!socket.getFileSystem().equals(FileSystems.getDefault())) {
                return broken(
                        AesmClient.SOCKET,
                        new QuoteException(
                                Reason.UNSUPPORTED,
                                AesmClient.SOCKET + " is in a stand-in file system, to which nothing can connect",
                                "put the stand-in's socket into a folder"));
            }
            return examined(host, AesmClient.at(socket), patience, reporters);
        }
        if (listensAtAbstractName(host)) {
            return examined(host, AesmClient.atAbstractName(host.kernel()), patience, reporters);
        }
        return Files.exists(host.path(PROGRAM)) ? stopped() : absent();
    }

    /**
     * Quotes of the service that {@code client} asks; to be closed by the caller.
     *
     * @param reporter makes the reports; the source closes it
     * @param patience how long a quote may take, waiting for others included
     */
    public static QuoteSource over(AesmClient client, Reporter reporter, Duration patience) {
        return new AesmSource(client, reporter, patience, AesmSource.QUEUE);
    }

    private static Detected examined(Host host, AesmClient client, Duration patience, Reporter.Opening reporters) {
        Deadline end = Deadline.in(patience).orIn(LOOK);
        AesmClient hurried = client.until(end);
        String detail;
        try {
            List<AttestationKeyId> listed = AesmKeys.listed(hurried);
            AttestationKeyId key = AesmKeys.ecdsa(hurried, listed);
            detail = key.title() + initialisation(hurried, key);
        } catch (QuoteException e) {
            return broken(client.place(), e);
        }
        return new Detected.Usable(KIND, client.place(), detail, () -> over(client, reporters.open(host), patience));
    }

    /** A first initialisation may fetch certificates for a minute; that it is not done yet is no fault. */
    private static String initialisation(AesmClient hurried, AttestationKeyId key) throws QuoteException {
        try {
            int size = hurried.initQuoteEx(key);
            return ", key id of " + size + " bytes";
        } catch (QuoteException e) {
            if (e.reason() == Reason.TIMEOUT) {
                return ", still loading its quoting enclave when the look was over";
            }
            throw e;
        }
    }

    /** Looks in the kernel's list, so that machines without such a socket are spared the connecting. */
    private static boolean listensAtAbstractName(Host host) {
        return firstOf(host.path(SOCKETS))
                .map(list -> list.contains("@" + AesmClient.ABSTRACT_NAME))
                .orElse(false);
    }

    private static Optional<String> firstOf(Path list) {
        if (!Files.isReadable(list)) {
            return Optional.empty();
        }
        try (SeekableByteChannel in = Files.newByteChannel(list)) {
            ByteBuffer text = ByteBuffer.allocate(MOST_OF_SOCKETS);
            while (text.hasRemaining() && in.read(text) >= 0) {
                // Files of /proc have no size: until the end, or as much as fits.
            }
            return Optional.of(new String(text.array(), 0, text.position(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Where the list cannot be read, no service of 2018 is to be found either.
            return Optional.empty();
        }
    }

    private static Detected broken(String place, QuoteException problem) {
        return new Detected.Broken(KIND, place, problem);
    }

    private static Detected stopped() {
        return broken(
                AesmClient.SOCKET,
                new QuoteException(
                        Reason.ABSENT,
                        "AESM is installed (" + PROGRAM + ") and has no socket at " + AesmClient.SOCKET
                                + ": it is not running",
                        "`sudo systemctl start aesmd`; if it ends at once, read `journalctl -u aesmd`"));
    }

    private static Detected absent() {
        return new Detected.Absent(
                KIND,
                AesmClient.SOCKET,
                new QuoteException(
                        Reason.ABSENT,
                        "there is neither a socket at " + AesmClient.SOCKET + " nor the older @"
                                + AesmClient.ABSTRACT_NAME,
                        "on an SGX machine " + AesmExchange.INSTALL));
    }
}
