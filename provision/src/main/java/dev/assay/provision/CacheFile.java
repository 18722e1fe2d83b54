package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A document as a file: four lines (a magic, the key, when it was fetched, lengths of chain and body), then chain and
 * body. A chain of no bytes is none.
 */
record CacheFile(Document document, Instant fetched) {

    /** Longer than any document may be. */
    static final int MAX_BYTES = 6 << 20;

    private static final String MAGIC = "assay collateral 1";

    Bytes encode() {
        Bytes chain = document.issuerChain().orElse(Bytes.EMPTY);
        return Bytes.concat(
                Bytes.ofUtf8(MAGIC + "\n" + document.key().text() + "\n" + fetched + "\n" + chain.length() + " "
                        + document.body().length() + "\n"),
                chain,
                document.body());
    }

    static CacheFile parse(DocumentKey key, Bytes file) throws MalformedException {
        String[] lines = file.slice(0, Math.min(512, file.length())).latin1().split("\n", 5);
        if (lines.length < 5 || !lines[0].equals(MAGIC)) {
            throw new MalformedException("cached document", 0, "another beginning", "\"" + MAGIC + "\"");
        }
        if (!lines[1].equals(key.text())) {
            throw new MalformedException("cached document", MAGIC.length() + 1, "another key", key.text());
        }
        int head = lines[0].length() + lines[1].length() + lines[2].length() + lines[3].length() + 4;
        int chain = 0;
        int body = 0;
        if (lines[3].matches("[0-9]{1,7} [0-9]{1,7}")) {
            String[] lengths = lines[3].split(" ", -1);
            chain = Integer.parseInt(lengths[0]);
            body = Integer.parseInt(lengths[1]);
        }
        if (body == 0 || head + chain + body != file.length()) {
            throw new MalformedException(
                    "cached document", head, file.length() + " bytes", "the lengths in its fourth line, " + lines[3]);
        }
        try {
            return new CacheFile(
                    new Document(
                            key,
                            file.slice(head + chain, body),
                            chain == 0 ? Optional.empty() : Optional.of(file.slice(head, chain))),
                    Instant.parse(lines[2]));
        } catch (DateTimeException notADate) {
            throw new MalformedException("cached document", 0, "no date in its third line", "when it was fetched");
        }
    }
}
