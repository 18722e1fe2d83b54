package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteSource.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay attest --out} keeps, and what {@code assay verify} makes of it. */
class AttestFolderTest {

    @TempDir
    private Path home;

    private Path evidence;

    @BeforeEach
    void chooseAFolder() {
        evidence = home.resolve("evidence");
    }

    private Cli attest(String... more) {
        String[] args = new String[more.length + 3];
        System.arraycopy(new String[] {"attest", "--out", evidence.toString()}, 0, args, 0, 3);
        System.arraycopy(more, 0, args, 3, more.length);
        return Cli.on(StandInSource.machine(home, StandInSource.absent(Kind.TSM)), args);
    }

    @Test
    void whatWasKeptIsAcceptedLaterWithItsRoot() {
        Cli attested = attest("--format", "json");
        assertThat(attested.exitCode()).as(attested.err()).isZero();

        Cli verified = Cli.run("verify", evidence.toString(), "--trust-root", root(), "--format", "json");

        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.json().at("/verdict").asString()).isEqualTo("accepted");
        assertThat(verified.json().at("/trustDomain")).isEqualTo(attested.json().at("/trustDomain"));
        assertThat(verified.json().at("/quote")).isEqualTo(attested.json().at("/quote"));
    }

    @Test
    void whoAskedFindsHisNonceInTheQuote() {
        attest("--nonce", "0011223344556677", "--report-data", "ab");

        Cli verified = Cli.run(
                "verify",
                evidence.toString(),
                "--trust-root",
                root(),
                "--nonce",
                "0011223344556677",
                "--report-data",
                "ab");

        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("✓ report data      SHA-512 of the nonce and the report data");
    }

    @Test
    void anotherNonceThanTheReadersIsRefused() {
        attest("--nonce", "0011223344556677");

        Cli verified = Cli.run(
                "verify",
                evidence.toString(),
                "--trust-root",
                root(),
                "--nonce",
                "0011223344556678",
                "--format",
                "json");

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.json().at("/verdict").asString()).isEqualTo("refused");
        assertThat(verified.json().at("/reasons/0/code").asString()).isEqualTo("REPORT_DATA_MISMATCH");
        assertThat(verified.json().at("/reportDataAsAsked").asBoolean()).isFalse();
    }

    @Test
    void whatWasKeptIsRefusedWithoutItsRootByAReasonThatNamesIt() {
        attest();

        Cli verified = Cli.run("verify", evidence.toString());

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.out()).contains("✗ REFUSED", "CHAIN_UNTRUSTED", "ASSAY TEST SGX Root CA", "--trust-root");
    }

    @Test
    void theFolderHasEverythingThatAVerifierNeeds() throws Exception {
        Cli attested = attest("--nonce", "0011223344556677");

        assertThat(Cli.list(evidence).map(file -> file.getFileName().toString()))
                .containsExactly(
                        "bundle.json", "collateral", "nonce.hex", "quote.bin", "test-root.pem", "verdict.json");
        assertThat(evidence.resolve("nonce.hex")).hasContent("0011223344556677\n");
        assertThat(Cli.read(evidence.resolve("verdict.json")).at("/verdict").asString())
                .isEqualTo("accepted");
        Quote quote = Quote.parse(Bytes.of(Files.readAllBytes(evidence.resolve("quote.bin"))));
        assertThat(quote.trailing().isEmpty()).isTrue();
        assertThat(attested.out())
                .contains("Kept in " + evidence)
                .contains("assay verify " + evidence + " --trust-root " + root())
                .contains("assay verify " + evidence + "   refuses it");
    }

    @Test
    void theBundleInOneFileIsAsGoodAsTheFolder() {
        attest();

        Cli verified = Cli.run(
                "verify",
                evidence.resolve("quote.bin").toString(),
                "--collateral",
                evidence.resolve("bundle.json").toString(),
                "--trust-root",
                root());

        assertThat(verified.exitCode()).as(verified.out()).isZero();
    }

    @Test
    void otherCollateralTakesThePlaceOfTheOneThatWasKept() {
        attest();

        Cli verified = Cli.run(
                "verify",
                evidence.toString(),
                "--collateral",
                Cli.samples("sgx", "collateral").toString(),
                "--trust-root",
                root());

        assertThat(verified.exitCode()).isEqualTo(1);
    }

    @Test
    void refusedEvidenceIsKeptToo() {
        Cli attested = attest("--simulate", "tcb-status=OutOfDate");

        assertThat(attested.exitCode()).isEqualTo(1);
        assertThat(Cli.run("verify", evidence.toString(), "--trust-root", root(), "--accept", "OutOfDate")
                        .exitCode())
                .isZero();
    }

    @Test
    void evidenceOfAnotherTimeIsNotReplaced() throws IOException {
        attest();
        byte[] quote = Files.readAllBytes(evidence.resolve("quote.bin"));

        Cli again = attest();

        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("has something in it already");
        assertThat(evidence.resolve("quote.bin")).hasBinaryContent(quote);
    }

    @Test
    void anEmptyFolderIsTaken() throws IOException {
        Files.createDirectory(evidence);

        assertThat(attest().exitCode()).isZero();
        assertThat(evidence.resolve("quote.bin")).exists();
    }

    @Test
    void foldersAreMadeOnTheWay() {
        evidence = home.resolve("a").resolve("b").resolve("c");

        assertThat(attest().exitCode()).isZero();
        assertThat(Cli.list(evidence.getParent()).map(Path::getFileName)).containsExactly(Path.of("c"));
    }

    @Test
    void nothingIsLeftOfEvidenceThatCannotBeWritten() throws IOException {
        Files.writeString(home.resolve("file"), "in the way");
        evidence = home.resolve("file").resolve("evidence");

        Cli attested = attest();

        assertThat(attested.exitCode()).isEqualTo(2);
        assertThat(attested.err()).contains("cannot write the evidence to " + evidence);
        assertThat(home.resolve("file")).hasContent("in the way");
    }

    @Test
    void aFileIsNoPlaceForAFolder() throws IOException {
        Files.writeString(evidence, "in the way");

        Cli attested = attest();

        assertThat(attested.exitCode()).isEqualTo(2);
        assertThat(attested.err()).contains("is a file");
    }

    @Test
    void nothingIsKeptWhereThereIsNoQuote() {
        Cli attested = Cli.on(
                StandInSource.machine(home, StandInSource.broken(Kind.TSM)), "attest", "--out", evidence.toString());

        assertThat(attested.exitCode()).isEqualTo(3);
        assertThat(evidence).doesNotExist();
        assertThat(attested.out()).doesNotContain("Kept in");
    }

    @Test
    void aFolderWithoutAQuoteIsNone() {
        Cli verified = Cli.run("verify", home.toString());

        assertThat(verified.exitCode()).isEqualTo(2);
        assertThat(verified.err()).contains("is a folder, and has no quote.bin");
    }

    private String root() {
        return evidence.resolve("test-root.pem").toString();
    }
}
