package dev.assay.platform.ql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class LibraryFileFuzzTest {

    private static Path file;

    @BeforeAll
    static void create() throws IOException {
        file = Files.createTempFile("libsgx", ".so");
    }

    @AfterAll
    static void delete() throws IOException {
        Files.delete(file);
    }

    @FuzzTest
    void takesALibraryOrSaysWhyNot(byte[] data) throws IOException {
        Files.write(file, data);
        try {
            LibraryFile.check(file);
            String text = Bytes.of(data).latin1();
            assertThat(text).startsWith("\177ELF").contains(QuotingLibrary.FUNCTIONS);
        } catch (QuoteException e) {
            assertThat(e.getMessage()).contains(file.toString()).hasSizeLessThan(600);
        }
    }
}
