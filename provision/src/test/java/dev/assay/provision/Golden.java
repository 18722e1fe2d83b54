package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PemHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documents that Intel has signed, from vectors/pccs-golden. */
public final class Golden {

    private static final Path ROOT = Path.of("..", "vectors", "pccs-golden");

    private Golden() {}

    public static byte[] body(String name) {
        return read(ROOT.resolve("pcs/bodies").resolve(name));
    }

    /** A percent-encoded chain: tcb-signing, pck-processor or pck-platform. */
    public static String chain(String name) {
        String json = new String(read(ROOT.resolve("pcs/index.json")), java.nio.charset.StandardCharsets.UTF_8);
        Matcher matcher =
                Pattern.compile("\"" + name + "\": \"(-----BEGIN[^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no chain " + name);
        }
        return matcher.group(1);
    }

    public static Document document(DocumentKey key, String body, String chain) {
        try {
            return new Document(key, Bytes.of(body(body)), Optional.of(PemHeader.decode(chain(chain))));
        } catch (dev.assay.bytes.MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
