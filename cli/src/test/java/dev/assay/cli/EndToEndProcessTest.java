package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay attest} as a process of its own, on the machine that runs this. */
class EndToEndProcessTest {

    @TempDir
    private Path home;

    /** Which machine this is decides what comes out: on one with a TEE, another test proves more. */
    @BeforeEach
    void hasNothingToProveItselfWith() {
        assumeTrue(
                Stream.of(
                                "/dev/sgx_enclave",
                                "/dev/tdx_guest",
                                "/dev/sev-guest",
                                "/dev/tpmrm0",
                                "/dev/attestation",
                                "/var/run/aesmd",
                                "/sys/kernel/config/tsm")
                        .noneMatch(place -> Files.exists(Path.of(place))),
                "this machine has a TEE: attest would use it");
    }

    private Process start(Path data, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                String.join(
                        File.pathSeparator,
                        System.getProperty("java.class.path"),
                        System.getProperty("jdk.module.path", "")),
                Main.class.getName(),
                "attest"));
        command.addAll(List.of(args));
        ProcessBuilder process = new ProcessBuilder(command).redirectError(err().toFile());
        process.environment().put("HOME", data.toString());
        process.environment().put("XDG_DATA_HOME", data.resolve("data").toString());
        process.environment().put("XDG_CACHE_HOME", data.resolve("cache").toString());
        process.environment().remove("JAVA_TOOL_OPTIONS");
        return process.start();
    }

    private Path err() {
        return home.resolve("stderr");
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        return process.exitValue();
    }

    /** As with {@code head -1} behind it. */
    @Test
    void saysFirstThatNoHardwareProofWasMadeAndEndsQuietlyWhenNobodyReadsOn() throws Exception {
        Process process = start(home);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).as(Files.readString(err())).startsWith("No hardware proof was made");
        }

        assertThat(end(process)).isZero();
        assertThat(err()).isEmptyFile();
    }

    /** A home that cannot be written to, for a root account too: it is a file. */
    @Test
    void saysWhereTheSeedCouldNotBeWritten() throws Exception {
        Path file = Files.createFile(home.resolve("file"));

        Process process = start(file);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(end(process)).isEqualTo(3);
        assertThat(out)
                .contains("QUOTE_SOURCE_BROKEN", file.toString(), "--seed")
                .doesNotContain("\tat ");
    }
}
