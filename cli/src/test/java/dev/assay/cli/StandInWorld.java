package dev.assay.cli;

import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.StartException;
import dev.assay.simulator.CertificateExtension;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.StandInPcs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What there is outside of a machine that attests: Intel's service, stood in for, and a PCCS of Assay's in front of it. All
 * is under a root of its own, and one platform is known there.
 */
final class StandInWorld implements AutoCloseable {

    /** Of everything that is stood in for. */
    static final InstantSource CLOCK = InstantSource.system();

    private final StandInPcs pcs;
    private final PcsPlatform platform;
    private final Pccs pccs;
    private final Path folder;
    private final Path root;

    /** What servers tell of their starts and requests, which a test's reader need not know; kept, as loggers are not. */
    private static final List<Logger> QUIET = Stream.of("dev.assay", "io.helidon", "org.flywaydb")
            .map(Logger::getLogger)
            .peek(logger -> logger.setLevel(Level.WARNING))
            .toList();

    private StandInWorld(StandInPcs pcs, PcsPlatform platform, Pccs pccs, Path folder, Path root) {
        this.pcs = pcs;
        this.platform = platform;
        this.pccs = pccs;
        this.folder = folder;
        this.root = root;
    }

    /** One for all tests of this process; it is closed behind the last. */
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == StandInWorld.class;
        }

        @Override
        public StandInWorld resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(StandInWorld.class))
                    .computeIfAbsent(StandInWorld.class, key -> start(), StandInWorld.class);
        }

        private static StandInWorld start() {
            try {
                return StandInWorld.start(Files.createTempDirectory("world"));
            } catch (IOException | StartException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static StandInWorld start(Path folder) throws IOException, StartException {
        int port = freePort();
        // A root whose CRL is where the stand-in will serve it.
        TestPki pki = TestPki.of(2204)
                .withRoot(root -> root.with(
                        CertificateExtension.crlDistributionPoint("http://127.0.0.1:" + port + "/IntelSGXRootCA.der")));
        PcsCatalog catalog = PcsCatalog.of(Seed.of(2204), pki, Instant.now());
        StandInPcs pcs = StandInPcs.start(catalog, CLOCK, port);
        PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        Path root = Files.write(
                folder.resolve("test-root.pem"), pki.root().certificate().pem().toArray());
        PccsOptions options = new PccsOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new PccsOptions.Database.Folder(Files.createDirectory(folder.resolve("pccs"))),
                Mode.LAZY,
                pcs.sgxUrl(),
                pki.anchor(),
                new PccsOptions.Tls.PlainHttp(),
                new PccsOptions.Tokens(Optional.empty(), Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new PccsOptions.Schedule("0 0 1 * * *", Duration.ofDays(1)),
                PccsOptions.Limits.defaults(),
                false);
        return new StandInWorld(pcs, platform, Pccs.start(options), folder, root);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The one that Intel's service knows. */
    PcsPlatform platform() {
        return platform;
    }

    /** The root's certificate, as a file. */
    Path root() {
        return root;
    }

    /** The PCCS's address, as an operator gives it. */
    String pccs() {
        return pccs.address() + "/sgx/certification/v4/";
    }

    @Override
    public void close() throws IOException {
        pccs.close();
        pcs.close();
        QUIET.forEach(logger -> logger.setLevel(null));
        StandInMachine.remove(folder);
    }
}
