package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The folder {@code vectors/pccs-golden}; its README says what is in it. */
record Recordings(Path folder, JsonNode chains) {

    private static final JsonMapper JSON = new JsonMapper();

    static Recordings open() {
        Path folder = Path.of("..", "vectors", "pccs-golden");
        return new Recordings(folder, JSON.readTree(folder.resolve("chains.json")));
    }

    /** All conversations, by name. */
    List<Conversation> conversations() {
        try (Stream<Path> files = Files.list(folder.resolve("conversations"))) {
            return files.sorted()
                    .map(file -> Conversation.parse(JSON.readTree(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Conversation conversation(String name) {
        return Conversation.parse(json("conversations/" + name + ".json"));
    }

    /** An issuer chain by the name that conversations give it, percent-encoded. */
    String chain(String name) {
        return chains.get(name).asString();
    }

    Bytes bytes(String file) {
        try {
            return Bytes.of(Files.readAllBytes(folder.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String file) {
        return bytes(file).utf8();
    }

    JsonNode json(String file) {
        return JSON.readTree(folder.resolve(file));
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    /** Hex. */
    static String digest(String algorithm, Bytes bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
