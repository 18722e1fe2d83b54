package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay pccs} makes of options, environment and files before anything is served. */
class PccsCommandTest {

    @TempDir
    private Path folder;

    @Test
    void writesATokenThatOnlyTheOwnerReadsAndPrintsItsHash() throws IOException {
        Path file = folder.resolve("admin.token");

        Cli made = Cli.run("pccs", "token", file.toString());

        assertThat(made.exitCode()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made.out().strip()).matches("[0-9a-f]{128}");
        assertThat(Cli.run("pccs", "token", file.toString(), "--existing").out())
                .isEqualTo(made.out());
    }

    @Test
    void writesOverNoToken() throws IOException {
        Path file = Files.writeString(folder.resolve("admin.token"), "secret");

        Cli refused = Cli.run("pccs", "token", file.toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(file).hasContent("secret");
    }

    /** The hash of "secret", as sha512sum prints it. */
    @Test
    void hashesATokenWithAndWithoutItsLineBreak() throws IOException {
        String hash = "bd2b1aaf7ef4f09be9f52ce2d8d599674d81aa9d6a4421696dc4d93dd0619d68"
                + "2ce56b4d64a9ef097761ced99e0f67265b5f76085e5b0ee7ca4696b2ad6fe2b2";
        for (String text : new String[] {"secret", "secret\n", "secret\r\n"}) {
            Path file = Files.writeString(folder.resolve("token"), text);
            assertThat(Cli.run("pccs", "token", file.toString(), "--existing")
                            .out()
                            .strip())
                    .isEqualTo(hash);
        }
    }

    @Test
    void refusesAnEmptyTokenFile() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "\n");

        Cli refused = Cli.run("pccs", "--show-settings", "--admin-token-file", file.toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("is empty");
    }

    @Test
    void warnsOfATokenThatOthersMayRead() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Cli shown = Cli.run("pccs", "--show-settings", "--admin-token-file", file.toString());

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.err()).contains("warning: others than its owner may read the admin token");
    }

    @Test
    void optionsDecideBeforeTheFileBeforeWhatIsUsual() throws IOException {
        Path config = Files.writeString(folder.resolve("production.json"), """
                {
                  // Intel's keys
                  "HTTPS_PORT": 9000,
                  "CachingFillMode": "REQ",
                  "ApiKey": "",
                  "DB_CONFIG": "sqlite",
                  "sqlite": {"database": "x"}
                }
                """);

        Cli shown = Cli.run(
                "pccs", "--config", config.toString(), "--mode", "offline", "--show-settings", "--format", "json");

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(setting(shown, "listen")).isEqualTo("127.0.0.1:9000 from " + config + ", HTTPS_PORT");
        assertThat(setting(shown, "mode")).isEqualTo("offline from --mode");
        assertThat(setting(shown, "schedule")).isEqualTo("0 0 1 * * * from default");
        assertThat(setting(shown, "api-key")).isEqualTo("none from default");
        assertThat(shown.err()).contains("these keys say nothing here: DB_CONFIG, sqlite");
    }

    private static String setting(Cli shown, String name) {
        for (var setting : shown.json().at("/settings")) {
            if (setting.at("/name").asString().equals(name)) {
                return setting.at("/value").asString() + " from "
                        + setting.at("/source").asString();
            }
        }
        return "nothing";
    }

    @Test
    void refusesAKeyThatNobodyKnowsAndSaysWhereItStands() throws IOException {
        Path config = Files.writeString(folder.resolve("c.json"), "{\n  \"HTTPS_PRT\": 9000\n}");

        Cli refused = Cli.run("pccs", "--config", config.toString(), "--show-settings");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("line 2", "HTTPS_PRT");
    }

    @Test
    void refusesMysql() throws IOException {
        Path config = Files.writeString(folder.resolve("c.json"), "{\"DB_CONFIG\": \"mysql\"}");

        assertThat(Cli.run("pccs", "--config", config.toString(), "--show-settings")
                        .err())
                .contains("mysql", "PostgreSQL");
    }

    @Test
    void wantsCertificateAndKeyTogether() {
        Cli refused = Cli.run("pccs", "--cert", "cert.pem", "--show-settings");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("belong together");
    }

    @Test
    void saysThatThereIsNoDataFolderToLookAt() {
        Cli refused = Cli.run("pccs", "status", "--data", folder.resolve("none").toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("there is no data folder");
    }
}
