package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationSeedTest {

    @TempDir
    private Path temp;

    @Test
    void anInstallationKeepsItsSeedAndOthersHaveAnother() throws Exception {
        Path folder = temp.resolve("a/b");
        Seed seed = InstallationSeed.in(folder);
        assertThat(seed.value().length()).isEqualTo(32);
        assertThat(InstallationSeed.in(folder)).isEqualTo(seed);
        assertThat(InstallationSeed.in(temp.resolve("other"))).isNotEqualTo(seed);
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        Path folder = temp.resolve("new");
        InstallationSeed.in(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(InstallationSeed.FILE))))
                .isEqualTo("rw-------");
        assertThat(names(folder)).containsExactly(InstallationSeed.FILE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 100_000})
    void aFileOfAnotherSizeIsNamedAndLeftAlone(int size) throws Exception {
        Path file = temp.resolve(InstallationSeed.FILE);
        byte[] content = new byte[size];
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> InstallationSeed.in(temp))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(size > 32 ? "more than 32 bytes" : size + " bytes")
                .hasMessageContaining("expected 32");
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void whatCannotBeReadOrMadeIsNamed() throws Exception {
        Path file = temp.resolve(InstallationSeed.FILE);
        Files.createDirectory(file);
        assertThatThrownBy(() -> InstallationSeed.in(temp))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ": found no regular file");
        Path folder = Files.writeString(temp.resolve("file"), "no folder");
        assertThatThrownBy(() -> InstallationSeed.in(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve(InstallationSeed.FILE) + ", cannot be made");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-"})
    void aFileThatIsOpenToOthersIsRefused(String permissions) throws Exception {
        Path file = temp.resolve(InstallationSeed.FILE);
        InstallationSeed.in(temp);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> InstallationSeed.in(temp))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("others than its owner")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aLinkToAnothersSeedIsNotFollowed() throws Exception {
        InstallationSeed.in(temp.resolve("another"));
        Files.createDirectory(temp.resolve("own"));
        Files.createSymbolicLink(
                temp.resolve("own").resolve(InstallationSeed.FILE),
                temp.resolve("another").resolve(InstallationSeed.FILE));
        assertThatThrownBy(() -> InstallationSeed.in(temp.resolve("own")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found no regular file");
    }

    @Test
    void aLinkToNowhereIsNotReplaced() throws Exception {
        Path file = temp.resolve(InstallationSeed.FILE);
        Files.createSymbolicLink(file, temp.resolve("nowhere"));
        assertThatThrownBy(() -> InstallationSeed.in(temp))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
        assertThat(Files.isSymbolicLink(file)).isTrue();
        assertThat(names(temp)).containsExactly(InstallationSeed.FILE);
    }

    @Test
    void whoeverComesAtTheSameTimeGetsTheSame() throws Exception {
        int callers = 16;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        CyclicBarrier start = new CyclicBarrier(callers);
        try {
            for (int round = 0; round < 20; round++) {
                Path folder = temp.resolve("round " + round);
                List<Future<Seed>> seeds = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    seeds.add(threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return InstallationSeed.in(folder);
                    }));
                }
                Seed first = seeds.get(0).get();
                for (Future<Seed> seed : seeds) {
                    assertThat(seed.get()).isEqualTo(first);
                }
                assertThat(names(folder)).containsExactly(InstallationSeed.FILE);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
