package dev.assay.bench.pccs;

import dev.assay.service.tls.ServerIdentity;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A Helidon server that answers every request with the same bytes, on the TLS that the cache uses: what remains is the price
 * of the stack.
 *
 * <p>Arguments: port, a folder for its certificate, number of bytes.
 */
public final class BareServer {

    private BareServer() {}

    public static void main(String[] args) throws Exception {
        InetSocketAddress listen = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        Path folder = Files.createDirectories(Path.of(args[1]));
        byte[] body = new byte[Integer.parseInt(args[2])];
        ServerIdentity identity = ServerIdentity.own(folder, listen, Duration.ofHours(1), InstantSource.system());
        WebServer.builder()
                .bindAddress(listen)
                .tls(Tls.builder().sslContext(identity.sslContext()).build())
                .routing(routing -> routing.any((request, response) -> response.send(body)))
                .build()
                .start();
    }
}
