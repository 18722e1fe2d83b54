package dev.assay.platform.tdx;

import dev.assay.platform.ByteStream;
import dev.assay.platform.Deadline;
import dev.assay.platform.Host;
import dev.assay.platform.UnixStream;
import dev.assay.platform.linux.KernelStream;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a quote generation service is reached. */
sealed interface QgsAddress {

    /** What a guest configures; the service's own file is {@code /etc/qgs.conf} on the host. */
    String CONFIGURATION = "/etc/tdx-attest.conf";

    /** What Intel's package configures. */
    long DEFAULT_PORT = 4050;

    /** Where the service listens on the host unless a port is configured there. */
    String SOCKET = "/var/run/tdx-qgs/qgs.socket";

    String VSOCK_DEVICE = "/dev/vsock";

    /** For people. */
    String place();

    /** To be closed by the caller. */
    ByteStream connect(Host host, Deadline deadline) throws IOException;

    /** A service in the same kernel: on the host, or through a socket that was mounted into this file system. */
    record Unix(Path path) implements QgsAddress {
        @Override
        public String place() {
            return "QGS at " + path;
        }

        @Override
        public ByteStream connect(Host host, Deadline deadline) throws IOException {
            return UnixStream.connect(path, deadline);
        }
    }

    /** A service on the host, seen from a guest. */
    record Vsock(long cid, long port) implements QgsAddress {
        @Override
        public String place() {
            return "QGS at vsock " + cid + ":" + port;
        }

        @Override
        public ByteStream connect(Host host, Deadline deadline) throws IOException {
            return KernelStream.vsock(host.kernel(), cid, port, deadline);
        }
    }

    /**
     * The address that this guest's configuration names, else the socket of a service that runs beside, else the port of
     * Intel's package. Nothing is asked.
     */
    static QgsAddress of(Host host) throws QuoteException {
        Optional<Long> port = configuredPort(host);
        if (port.isPresent()) {
            return new Vsock(KernelStream.CID_HOST, port.get());
        }
        Path socket = host.path(SOCKET);
        if (Files.exists(socket)) {
            return new Unix(socket);
        }
        if (!Files.exists(host.path(VSOCK_DEVICE))) {
            throw new QuoteException(
                    Reason.ABSENT,
                    "no way to a quote generation service: " + CONFIGURATION + " names no port, there is no " + SOCKET
                            + " and no " + VSOCK_DEVICE,
                    "give the guest a vsock device (QEMU: -device vhost-vsock-pci,guest-cid=3), run modprobe"
                            + " vmw_vsock_virtio_transport and write port = " + DEFAULT_PORT + " into " + CONFIGURATION
                            + "; or use a guest kernel from Linux 6.7 on, which needs neither (configfs-tsm)");
        }
        return new Vsock(KernelStream.CID_HOST, DEFAULT_PORT);
    }

    /** Read as Intel's libtdx_attest reads it ({@code tdx_attest.c}, {@code get_vsock_port}), but for what is wrong. */
    private static Optional<Long> configuredPort(Host host) throws QuoteException {
        Path file = host.path(CONFIGURATION);
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(Configuration.LIMIT), StandardCharsets.UTF_8);
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new QuoteException(
                            Reason.DENIED,
                            "cannot read " + CONFIGURATION + ": " + e,
                            "make it readable for this user: chmod a+r " + CONFIGURATION)
                    .causedBy(e);
        }
        return Configuration.port(text);
    }

    /** The file of the guest. */
    final class Configuration {

        /** The file has one line that counts. */
        private static final int LIMIT = 64 << 10;

        private static final Pattern PORT = Pattern.compile("\\s*port\\s*=\\s*([0-9]{1,10})\\s*");
        private static final Pattern ABOUT_PORT = Pattern.compile("\\s*port\\b.*");

        private Configuration() {}

        static Optional<Long> port(String text) throws QuoteException {
            int number = 0;
            for (String line : text.split("\n", -1)) {
                number++;
                Matcher matcher = PORT.matcher(line);
                if (matcher.matches() && Long.parseLong(matcher.group(1)) <= 0xffff_ffffL) {
                    return Optional.of(Long.parseLong(matcher.group(1))).filter(port -> port != 0);
                }
                if (ABOUT_PORT.matcher(line).matches()) {
                    throw new QuoteException(
                            Reason.BROKEN,
                            CONFIGURATION + ", line " + number + ", is '" + shown(line)
                                    + "', expected is port = NUMBER up to 4294967295 and nothing behind it",
                            "write port = " + DEFAULT_PORT + " there, the port of /etc/qgs.conf on the host");
                }
            }
            return Optional.empty();
        }

        private static String shown(String line) {
            String start = line.strip().replaceAll("[^ -~]", "?");
            return start.length() <= 60 ? start : start.substring(0, 60) + "...";
        }
    }
}
