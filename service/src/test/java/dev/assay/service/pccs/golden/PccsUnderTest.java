package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.PccsOptions.Database;
import dev.assay.service.pccs.PccsOptions.Limits;
import dev.assay.service.pccs.PccsOptions.Schedule;
import dev.assay.service.pccs.PccsOptions.Tls;
import dev.assay.service.pccs.PccsOptions.Tokens;
import dev.assay.service.pccs.StartException;
import dev.assay.verify.TrustAnchor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The server under test, as it is started for a conversation: empty, on a free port, upstream of the stand-in. */
final class PccsUnderTest {

    private PccsUnderTest() {}

    /** On an SQLite file; over plain HTTP, or with a certificate of its own that it keeps in {@code folder/tls}. */
    static Pccs start(Path folder, Mode mode, FakePcs upstream, boolean tls, boolean thim) {
        return start(
                new Database.Folder(folder.resolve("data")),
                mode,
                upstream,
                tls ? new Tls.Own(folder.resolve("tls")) : new Tls.PlainHttp(),
                thim);
    }

    static Pccs start(Database database, Mode mode, FakePcs upstream, Tls tls, boolean thim) {
        PccsOptions options = new PccsOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                database,
                mode,
                upstream.address(),
                TrustAnchor.intel(),
                tls,
                new Tokens(Optional.of(hash(Replay.ADMIN)), Optional.of(hash(Replay.USER))),
                Optional.empty(),
                Optional.of(upstream.proxy()),
                Optional.of(upstream.trust()),
                // Never while a test runs: what is asked upstream is part of what is judged.
                new Schedule("0 0 0 29 2 *", Duration.ZERO),
                Limits.defaults(),
                thim);
        try {
            return Pccs.start(options);
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String token) {
        return Recordings.digest("SHA-512", Bytes.ofUtf8(token));
    }
}
