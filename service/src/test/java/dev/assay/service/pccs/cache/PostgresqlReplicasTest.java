package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions.Limits;
import dev.assay.service.pccs.cache.Cache.PckAnswer;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.TestPostgresql;
import dev.assay.simulator.pcs.PcsFault;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.PcsRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two caches, each with its own connections to one PostgreSQL, as two replicas have them. */
@Timeout(120)
class PostgresqlReplicasTest {

    private static final Limits PATIENT = new Limits(2 << 20, Duration.ofSeconds(20), 64);

    private static <T> Set<T> onBoth(Callable<T> one, Callable<T> other) throws Exception {
        Set<T> answers = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(one);
                calls.add(other);
            }
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }

    @Test
    void aHundredMissesOnEachAskUpstreamOnce() throws Exception {
        String url = TestPostgresql.database();
        try (World world = new World();
                Store first = TestPostgresql.open(url);
                Store second = TestPostgresql.open(url)) {
            PcsPlatform platform = world.catalog().add(PcsPlatform.Kind.CLIENT);
            Cache one = world.cache(first, Mode.LAZY, PATIENT);
            Cache other = world.cache(second, Mode.LAZY, PATIENT);
            world.pcs().faults().inject(new PcsFault.Late(Duration.ofMillis(500)), 1, PcsRoute.QE_IDENTITY);
            world.pcs().faults().inject(new PcsFault.Late(Duration.ofMillis(500)), 1, PcsRoute.PCKCERTS);
            IdentityKey qe = new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD);

            Set<Bytes> bodies = onBoth(
                    () -> one.document(Api.V4, qe).body(),
                    () -> other.document(Api.V4, qe).body());
            Set<PckAnswer> certificates = onBoth(
                    () -> one.pckCertificate(Api.V4, World.query(platform)),
                    () -> other.pckCertificate(Api.V4, World.query(platform)));

            assertThat(bodies).hasSize(1);
            assertThat(certificates).hasSize(1);
            assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(1);
            assertThat(world.pcs().requests().count(PcsRoute.PCKCERTS)).isEqualTo(1);
            assertThat(world.pcs().requests().count(PcsRoute.SGX_TCB)).isEqualTo(2);
        }
    }
}
