package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations of Intel's quote provider library are told by their content, broken ones too. */
class QcnlInspectTest {

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Cli.vectors("qcnl"))) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyConfigurationIsToldAndJudged(Path file) {
        Cli run = Cli.run("inspect", file.toString(), "--format", "json");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.json().get("kind").asString()).isEqualTo("qcnl-configuration");
        String verdict = run.json().get("content").get("verdict").asString();
        boolean isBad = file.getFileName().toString().contains("-bad-");
        assertThat(verdict.equals("broken") || verdict.equals("outdated")).isEqualTo(isBad);
    }

    @Test
    void faultIsShownWithItsLine() {
        Cli run = Cli.run(
                "inspect",
                Cli.vectors("qcnl").resolve("20-bad-missing-comma.conf").toString());
        assertThat(run.out()).contains("Missing a comma or '}' after an object member.", "0xb035");
    }
}
