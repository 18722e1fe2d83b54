package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.simulator.pcs.PcsPlatform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The machine's clock jumps a day ahead, or back, under a running cache. */
@Timeout(60)
class ClockOffTest {

    private static final int READS = 100;
    private static final Duration DAY = Duration.ofDays(1);

    private final Client client = new Client();

    @TempDir
    Path folder;

    private volatile Duration off = Duration.ZERO;

    private InstantSource clock() {
        return () -> Instant.now().plus(off);
    }

    @Test
    void aDayAheadDocumentsAreServedAsExpiredAndAskedForOnceMore() throws Exception {
        // Good for another half a day.
        jump(Instant.now().minus(Duration.ofHours(684)), DAY, true);
    }

    @Test
    void aDayBehindDocumentsAreServedAsTheyAre() throws Exception {
        jump(Instant.now(), DAY.negated(), false);
    }

    @Test
    void startedADayBehindDocumentsFromTheFutureAreKeptAndServed() throws Exception {
        off = DAY.multipliedBy(2).negated();
        jump(Instant.now(), Duration.ZERO, false);
    }

    private void jump(Instant made, Duration to, boolean expired) throws Exception {
        try (World world = World.start(made);
                Pccs pccs = Pccs.start(world.options(new PccsOptions.Database.Folder(folder), Mode.LAZY), clock())) {
            PcsPlatform platform = world.platform(1, World.fmspc(1));
            List<DocumentKey> keys = List.of(
                    World.sgx(World.fmspc(1)),
                    new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD),
                    new PckCrlKey(PckCertificate.Ca.PLATFORM));
            for (DocumentKey key : keys) {
                assertThat(read(world, pccs, key, "").headers().firstValue("Assay-Expired"))
                        .isEmpty();
            }
            HttpResponse<byte[]> certificate = client.get(pccs.address(), World.pckCert(platform));
            assertThat(certificate.statusCode()).as(World.says(certificate)).isEqualTo(200);
            // Documents that will soon expire are asked for again at once.
            Thread.sleep(300);

            off = off.plus(to);
            world.pcs().requests().clear();
            List<HttpResponse<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                for (DocumentKey key : keys) {
                    answers.add(read(world, pccs, key, "&anew=" + i));
                }
            }
            Thread.sleep(300);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(
                                    answer.headers().firstValue("Assay-Expired").isPresent())
                            .isEqualTo(expired));
            assertThat(world.pcs().requests().all())
                    .as("upstream calls for %d reads of %d documents", answers.size(), keys.size())
                    .hasSizeLessThanOrEqualTo(keys.size());

            world.pcs().requests().clear();
            HttpResponse<byte[]> kept = client.get(pccs.address(), World.pckCert(platform) + "&anew");
            assertThat(kept.statusCode()).as(World.says(kept)).isEqualTo(200);
            assertThat(kept.body()).isEqualTo(certificate.body());
            assertThat(world.pcs().requests().all()).isEmpty();

            off = Duration.ZERO;
            for (DocumentKey key : keys) {
                read(world, pccs, key, "&right");
            }
        }
    }

    private HttpResponse<byte[]> read(World world, Pccs pccs, DocumentKey key, String more) throws Exception {
        HttpResponse<byte[]> answer = client.get(pccs.address(), World.target(key) + more);
        assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(200);
        world.prove(key, answer);
        return answer;
    }
}
