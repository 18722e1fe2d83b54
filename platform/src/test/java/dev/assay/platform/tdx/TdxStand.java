package dev.assay.platform.tdx;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.simulator.Forge;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.qgs.StandInQgs;
import dev.assay.simulator.qgs.TestDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A trust domain with its device, and a service that quotes for it, in a folder that stands in for {@code /}. */
final class TdxStand implements AutoCloseable {

    static final PcsCatalog CATALOG = PcsCatalog.of(41, Forge.DEFAULT_INSTANT);
    static final PcsPlatform PLATFORM = CATALOG.add(PcsPlatform.Kind.SINGLE_PACKAGE);

    final Path root;
    final FakeTdxKernel kernel;
    final StandInQgs qgs;
    final Host host;

    private TdxStand(Path root) throws IOException {
        this.root = root;
        write("/dev/tdx_guest", "");
        write("/dev/vsock", "");
        Path socket = root.resolve("var/run/tdx-qgs/qgs.socket");
        Files.createDirectories(socket.getParent());
        kernel = new FakeTdxKernel(TestDomain.on(PLATFORM), socket);
        qgs = StandInQgs.start(socket, PLATFORM);
        host = new Host(root, Map.of(), kernel);
    }

    static TdxStand open() throws IOException {
        return new TdxStand(Files.createTempDirectory(Path.of("/tmp"), "qgs"));
    }

    void write(String absolute, String text) throws IOException {
        Path file = host == null ? root.resolve(absolute.substring(1)) : host.path(absolute);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    Detected detect() {
        return QgsQuotes.detect(host, Duration.ofSeconds(10));
    }

    /** Over the Unix socket. */
    QuoteSource source(Duration patience) throws QuoteException {
        return ((Detected.Usable) QgsQuotes.detect(host, patience)).opening().open();
    }

    @Override
    public void close() throws IOException {
        qgs.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
