package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.bytes.Bytes;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.simulator.pcs.PcsPlatform;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database is on a disk of a few MiB, which is filled up and emptied again under a running cache. */
@Timeout(60)
class DiskFullTest {

    private static final String PLATFORMS = "/sgx/certification/v4/platforms";

    private final Client client = new Client();

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
                "a small disk can only be mounted by root");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void writesAreRefusedWithTheCauseReadsGoOnAndAllWorksOnceThereIsSpaceAgain() throws Exception {
        try (World world = World.start();
                Pccs pccs = Pccs.start(world.options(new PccsOptions.Database.Folder(disk), Mode.LAZY))) {
            Bytes fmspc = World.fmspc(1);
            TcbInfoKey key = World.sgx(fmspc);
            List<PcsPlatform> acknowledged = new ArrayList<>();
            acknowledged.add(world.platform(1, fmspc));
            assertThat(register(pccs, acknowledged.getFirst()).statusCode()).isEqualTo(200);
            Path ballast = disk.resolve("ballast");
            fill(ballast);

            HttpResponse<byte[]> refused = register(pccs, world.platform(2, fmspc));
            for (int i = 3; refused.statusCode() == 200 && i < 100; i++) {
                // The log of the database has pages left that it can write again.
                refused = register(pccs, world.platform(i, fmspc));
            }
            assertThat(refused.statusCode()).as(World.says(refused)).isIn(500, 503);
            assertThat(refused.headers().firstValue("Assay-Cause"))
                    .hasValueSatisfying(cause -> assertThat(cause).contains("no space left"));
            for (int i = 0; i < 20; i++) {
                HttpResponse<byte[]> read = client.get(pccs.address(), World.target(key) + "&anew=" + i);
                assertThat(read.statusCode()).as(World.says(read)).isEqualTo(200);
                world.prove(key, read);
            }
            HttpResponse<byte[]> certificate = client.get(pccs.address(), World.pckCert(acknowledged.getFirst()));
            assertThat(Bytes.of(certificate.body())).isEqualTo(World.rightCertificate(acknowledged.getFirst()));
            // What cannot be kept is genuine all the same.
            PcsPlatform other = world.platform(200, World.fmspc(2));
            TcbInfoKey missing = World.sgx(other.fmspc());
            HttpResponse<byte[]> fetched = client.get(pccs.address(), World.target(missing));
            if (fetched.statusCode() == 200) {
                world.prove(missing, fetched);
            } else {
                assertThat(fetched.statusCode()).as(World.says(fetched)).isEqualTo(503);
                assertThat(fetched.body()).isEmpty();
            }

            Files.delete(ballast);
            acknowledged.add(other);
            HttpResponse<byte[]> again = register(pccs, other);
            assertThat(again.statusCode()).as(World.says(again)).isEqualTo(200);
            for (PcsPlatform platform : acknowledged) {
                HttpResponse<byte[]> answer = client.get(pccs.address(), World.pckCert(platform) + "&anew");
                assertThat(Bytes.of(answer.body())).isEqualTo(World.rightCertificate(platform));
            }
        }
    }

    private HttpResponse<byte[]> register(Pccs pccs, PcsPlatform platform) throws Exception {
        return client.post(pccs.address(), PLATFORMS, World.registration(platform), "user-token", Tokens.USER);
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(Files.size(ballast)).isPositive();
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
