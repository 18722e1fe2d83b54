package dev.assay.service.pccs.faults;

import dev.assay.bytes.Bytes;
import dev.assay.pck.Certificates;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.verify.TrustAnchor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One replica in a process of its own, for tests that kill it: {@code name=value} arguments, one line when it answers. */
final class ReplicaMain {

    private ReplicaMain() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            given.put(pair[0], pair[1]);
        }
        Pccs pccs = Pccs.start(options(given));
        Runtime.getRuntime().addShutdownHook(new Thread(pccs::close));
        System.err.println("listening on " + pccs.address());
        Thread.currentThread().join();
    }

    private static PccsOptions options(Map<String, String> given) throws Exception {
        Bytes root = Bytes.of(Files.readAllBytes(Path.of(given.get("root"))));
        return new PccsOptions(
                new InetSocketAddress("127.0.0.1", Integer.parseInt(given.getOrDefault("port", "0"))),
                given.containsKey("jdbc")
                        ? new PccsOptions.Database.Postgresql(given.get("jdbc"), Optional.empty(), Optional.empty())
                        : new PccsOptions.Database.Folder(Path.of(given.get("data"))),
                Mode.valueOf(given.getOrDefault("mode", "LAZY")),
                URI.create(given.get("upstream")),
                TrustAnchor.testOnly(Certificates.parse(root)),
                given.containsKey("tls")
                        ? new PccsOptions.Tls.Own(Path.of(given.get("tls")))
                        : new PccsOptions.Tls.PlainHttp(),
                new PccsOptions.Tokens(Optional.of(Tokens.hash(Tokens.ADMIN)), Optional.of(Tokens.hash(Tokens.USER))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new PccsOptions.Schedule("0 0 1 * * *", Duration.ofDays(1)),
                PccsOptions.Limits.defaults(),
                false);
    }
}
