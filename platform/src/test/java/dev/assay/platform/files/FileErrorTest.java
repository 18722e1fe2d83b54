package dev.assay.platform.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.platform.linux.ErrorWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileErrorTest {

    /** The words of glibc in German, for those that matter most. */
    private static String german(int number) {
        return switch (number) {
            case 16 -> "Das Gerät oder die Ressource ist belegt";
            case 110 -> "Die Wartezeit für die Verbindung ist abgelaufen";
            case 6 -> "Kein passendes Gerät bzw. keine passende Adresse gefunden";
            case 19 -> "Kein passendes Gerät gefunden";
            default -> "Fehler " + number;
        };
    }

    @Test
    void knowsAnErrorByTheWordsOfAnotherLanguage() {
        assertThat(FileError.of(new IOException("Das Gerät oder die Ressource ist belegt"), FileErrorTest::german))
                .contains(FileError.EBUSY);
        assertThat(FileError.of(
                        new FileSystemException("/x", null, "Die Wartezeit für die Verbindung ist abgelaufen"),
                        FileErrorTest::german))
                .contains(FileError.ETIMEDOUT);
        assertThat(FileError.of(new IOException("Kein passendes Gerät gefunden"), FileErrorTest::german))
                .contains(FileError.ENODEV);
        assertThat(FileError.of(new IOException("der Mond"), FileErrorTest::german))
                .isEmpty();
        assertThat(FileError.of(new IOException(), FileErrorTest::german)).isEmpty();
    }

    /** The C library's words in the language of this test's process, whichever that is. */
    @ParameterizedTest
    @EnumSource(FileError.class)
    void knowsEveryErrorByTheWordsOfTheLibraryHere(FileError error) {
        assertThat(FileError.of(new IOException(ErrorWords.of(error.number())), number -> "nothing"))
                .as("in English, as tests run")
                .contains(error);
        assertThat(FileError.of(new IOException("x " + ErrorWords.of(error.number())), n -> "x " + ErrorWords.of(n)))
                .as("by number")
                .contains(error);
    }

    @Test
    void theLibrarysWordsAreThoseOfTheJdk() throws Exception {
        Path folder = Path.of("/proc/self");
        assumeTrue(Files.isDirectory(folder), "only where there is a folder to be read as a file");
        try (InputStream in = Files.newInputStream(folder)) {
            in.readNBytes(1);
            throw new AssertionError("a folder was read as a file");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(ErrorWords.of(21));
        }
    }
}
