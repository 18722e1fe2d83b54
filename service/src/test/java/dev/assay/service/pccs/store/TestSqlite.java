package dev.assay.service.pccs.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files with the tables in them, which are made once for the tests of this JVM. */
final class TestSqlite {

    private static byte @Nullable [] made;

    private TestSqlite() {}

    /** A store without rows in {@code folder}. */
    static Store open(Path folder) throws IOException {
        return Store.sqlite(file(folder));
    }

    static synchronized Path file(Path folder) throws IOException {
        Path file = folder.resolve("pccs.sqlite");
        byte[] known = made;
        if (known == null) {
            Store.sqlite(file).close();
            known = Files.readAllBytes(file);
            made = known;
        }
        Files.write(file, known);
        return file;
    }
}
