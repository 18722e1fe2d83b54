package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that the vectors hold is told by its content. */
class InspectTest {

    static Stream<Path> files() throws IOException {
        return Stream.of("quotes", "collateral", "roots", "bundles", "pcs-responses", "ra-tls", "ias-epid")
                .flatMap(pool -> walk(Cli.vectors(pool)))
                .filter(file -> !isAboutVectors(file) && !isTemplate(file));
    }

    static Stream<Path> damaged() {
        return Stream.of("peer-negative", "ias-epid", "wycheproof").flatMap(pool -> walk(Cli.vectors(pool)));
    }

    private static boolean isAboutVectors(Path file) {
        return file.toString().matches(".*(index\\.json|case\\.json|README\\.md|signature\\.b64)");
    }

    /** Two reports were published as templates: where the quote should stand there is program text. */
    private static boolean isTemplate(Path file) {
        return file.toString().matches(".*unsigned-v3-ok-(4c978375|e04b09c5).*");
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void tellsTheKindOfEveryVector(Path file) {
        Cli run = Cli.run("inspect", file.toString(), "--format", "json");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.json().get("kind").asString()).isEqualTo(kindOf(file));
        assertThat(run.json().get("verified").asBoolean()).isFalse();
        Cli text = Cli.run("inspect", file.toString());
        assertThat(text.out()).startsWith("Nothing here is verified").doesNotContain("Exception");
    }

    /** By where the vector lies and what it is called, of which inspect sees nothing. */
    private static String kindOf(Path file) {
        String name = file.getFileName().toString();
        String path = file.toString();
        if (path.contains("ra-tls")) {
            return "ra-tls-certificate";
        }
        if (name.equals("avr.json")) {
            return "ias-report";
        }
        if (path.contains("bundles")) {
            return "collateral-bundle";
        }
        if (path.contains("quotes")) {
            return "quote";
        }
        if (name.endsWith(".certs") || name.endsWith(".pckcert")) {
            return "pck-certificate-list";
        }
        if (name.endsWith(".csv")) {
            return "pck-id-list";
        }
        if (name.contains("fmspcs")) {
            return "fmspc-list";
        }
        if (name.endsWith("_chain.txt") || path.contains("roots") || name.startsWith("signing_")) {
            return "certificate";
        }
        if (name.contains("crl") || path.contains("crl")) {
            return "crl";
        }
        if (name.contains("eval_nums") || name.endsWith(".numbers") || path.contains("evaluation-data-numbers")) {
            return "tcb-evaluation-data-numbers";
        }
        return name.contains("identity") || path.contains("identity") ? "enclave-identity" : "tcb-info";
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void damagedFilesGetASentence(Path file) {
        Cli run = Cli.run("inspect", file.toString());
        assertThat(run.exitCode()).isBetween(0, 1);
        assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(run.exitCode() == 0 ? run.out() : run.err()).isNotEmpty();
    }

    @Test
    void folderOfCollateralIsATable() {
        Cli run = Cli.run("inspect", Cli.samples("tdx", "collateral").toString());
        assertThat(run.out()).contains("Collateral folder", "TCB info 20 for TDX on FMSPC b0c06f000000");
    }

    @Test
    void standardInputIsRead() throws IOException {
        byte[] quote = Files.readAllBytes(Cli.samples("sgx", "quote.bin"));
        assertThat(Cli.runWithInput(quote, "inspect", "-", "--format", "json")
                        .json()
                        .get("kind")
                        .asString())
                .isEqualTo("quote");
    }

    @Test
    void unknownFileIsAnsweredByWhatIsKnown() {
        Cli run = Cli.run("inspect", Cli.vectors("README.md").toString(), "--format", "json");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().get("kind").asString()).isEqualTo("unknown");
        assertThat(run.err()).contains("is none of the files that inspect knows", "a quote (binary, hex, base64)");
    }

    @ParameterizedTest
    @CsvSource({
        "gramine-cert.pem,      Interoperable RA-TLS",
        "intel-sgxsdk-cert.pem, Interoperable RA-TLS",
        "rats-tls-cert.pem,     Interoperable RA-TLS",
    })
    void keysOfForeignCertificatesAreBound(String file, String form) {
        Cli run = Cli.run("inspect", Cli.vectors("ra-tls", file).toString(), "--format", "json");
        assertThat(run.json().get("content").get("form").asString()).isEqualTo(form);
        assertThat(run.json().get("content").get("keyBound").asBoolean()).isTrue();
    }
}
