package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions.Limits;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.Store;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.pcs.PcsFault;
import dev.assay.simulator.pcs.PcsRoute;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class DocumentsTest {

    private static final DocumentKey QE = new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD);
    private static final DocumentKey CRL = new PckCrlKey(PckCertificate.Ca.PROCESSOR);

    @TempDir
    private Path folder;

    private World world;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        world = new World();
        store = Store.sqlite(folder.resolve("pccs.db"));
    }

    @AfterEach
    void close() {
        world.close();
        store.close();
    }

    @Test
    void fetchesOnceWhatManyAskForAtTheSameTime() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        world.pcs().faults().inject(new PcsFault.Late(Duration.ofMillis(300)), 1, PcsRoute.QE_IDENTITY);
        Set<CachedDocument> answers = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
            List<Callable<CachedDocument>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(() -> cache.document(Api.V4, QE));
            }
            for (Future<CachedDocument> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }
        assertThat(answers)
                .extracting(CachedDocument::body)
                .containsOnly(first(answers).body());
        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(1);
    }

    private static CachedDocument first(Set<CachedDocument> documents) {
        return documents.iterator().next();
    }

    @Test
    void waitersShareAFailureAndLaterCallersTryAnew() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        world.pcs().faults().inject(PcsFault.status(404), 1, PcsRoute.QE_IDENTITY);

        assertThat(refusal(cache, QE).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(cache.document(Api.V4, QE).expired()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"REQ", "OFFLINE"})
    void readsFetchNothingInOtherModes(Mode mode) {
        Cache cache = world.cache(store, mode);

        Refusal refusal = refusal(cache, QE);

        assertThat(refusal.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(refusal).hasMessageContaining("sgx/qe/identity/standard").hasMessageContaining(mode.name());
        assertThat(world.pcs().requests().all()).isEmpty();
    }

    @Test
    void servesOfVersionThreeOnlyWhatIsThere() {
        assertThat(catchRefusal(() -> world.cache(store, Mode.LAZY).document(Api.V3, QE))
                        .status())
                .isEqualTo(Status.GONE);
        assertThat(catchRefusal(() -> world.cache(store, Mode.OFFLINE).document(Api.V3, QE))
                        .status())
                .isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void servesCrlsUnderTheirAddressesInBothVersions() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        CachedDocument root = cache.document(Api.V3, new RootCaCrlKey());
        CachedDocument pck = cache.document(Api.V4, CRL);

        assertThat(cache.crl("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der")
                        .body())
                .isEqualTo(root.body());
        assertThat(cache.crl(
                                "https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=processor&encoding=der")
                        .body())
                .isEqualTo(pck.body());
        assertThat(catchRefusal(() -> cache.crl("https://certificates.trustedservices.intel.com/IntelSGXRootCA.crl"))
                        .status())
                .isEqualTo(Status.NOT_FOUND);
        assertThat(world.pcs().requests().all()).hasSize(2);
    }

    static List<PcsFault> faultsThatDeliverNothingGenuine() {
        return List.of(
                new PcsFault.WrongSigner(),
                new PcsFault.ForeignChain(),
                new PcsFault.WithoutChain(),
                new PcsFault.Misfiled(),
                new PcsFault.WebPage(),
                new PcsFault.CutShort(),
                new PcsFault.BrokenOff(),
                new PcsFault.HungUp(),
                new PcsFault.Oversized(64 << 20));
    }

    @ParameterizedTest
    @MethodSource("faultsThatDeliverNothingGenuine")
    void keepsNothingThatIsNotGenuine(PcsFault fault) {
        Cache cache = world.cache(store, Mode.LAZY);
        world.pcs().faults().inject(fault, PlannedFaults.ALWAYS, PcsRoute.QE_IDENTITY);

        assertThat(refusal(cache, QE).status()).isIn(Status.UPSTREAM_ERROR, Status.UNAVAILABLE);
        assertThat(world.cache(store, Mode.OFFLINE).facts().documents()).isEmpty();
    }

    @Test
    void passesALongRetryAfterOnAtOnceAndWaitsForAShortOne() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        world.pcs().faults().inject(PcsFault.throttled(Duration.ofSeconds(60)), 1, PcsRoute.QE_IDENTITY);
        long start = System.nanoTime();
        Refusal refusal = refusal(cache, QE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(refusal.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(60));

        world.pcs().faults().inject(PcsFault.throttled(Duration.ofSeconds(1)), 1, PcsRoute.QE_IDENTITY);
        assertThat(cache.document(Api.V4, QE).expired()).isFalse();
        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(3);
    }

    @Test
    void answersInTimeWhenTheUpstreamIsSlowAndHasTheDocumentForTheNext() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY, new Limits(2 << 20, Duration.ofSeconds(1), 64));
        world.pcs().faults().inject(new PcsFault.Late(Duration.ofMillis(2_500)), 1, PcsRoute.QE_IDENTITY);

        long start = System.nanoTime();
        assertThat(refusal(cache, QE).status()).isEqualTo(Status.UPSTREAM_ERROR);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_300));

        eventually(() -> !store.read(t -> t.documents().list()).isEmpty());
        cache.document(Api.V4, QE);
        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(1);
    }

    @Test
    void answersWithTheReasonWhenTheUpstreamIsDown() {
        Cache cache = world.cache(store, Mode.LAZY);
        world.pcs().close();

        long start = System.nanoTime();
        Refusal refusal = refusal(cache, QE);

        assertThat(refusal.status()).isEqualTo(Status.UPSTREAM_ERROR);
        assertThat(refusal).hasMessageContaining("sgx/qe/identity/standard");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void servesWhatIsStaleAtOnceAndRefreshesItMeanwhile() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        CachedDocument old = cache.document(Api.V4, QE);
        world.move(Duration.ofDays(40));
        world.catalog().reissue(world.now());
        world.pcs().faults().inject(new PcsFault.Late(Duration.ofMillis(500)), 1, PcsRoute.QE_IDENTITY);

        CachedDocument stale = cache.document(Api.V4, QE);
        assertThat(stale.body()).isEqualTo(old.body());
        assertThat(stale.expired()).isTrue();
        assertThat(stale.revisit()).isAfter(world.now());
        cache.document(Api.V4, QE);

        eventually(() -> !cache.document(Api.V4, QE).expired());
        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(2);
    }

    @Test
    void asksAFailingUpstreamNoMoreThanOnceAMinute() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        cache.document(Api.V4, QE);
        world.move(Duration.ofDays(40));
        world.pcs().faults().inject(PcsFault.status(500), PlannedFaults.ALWAYS, PcsRoute.QE_IDENTITY);
        cache.document(Api.V4, QE);
        eventually(() -> cache.facts().alarms().get("not_refreshed") == 1);
        long asked = world.pcs().requests().count(PcsRoute.QE_IDENTITY);

        for (int i = 0; i < 20; i++) {
            assertThat(cache.document(Api.V4, QE).expired()).isTrue();
        }
        Thread.sleep(200);
        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(asked);
    }

    @Test
    void neverGoesBackToAnOlderDocument() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        CachedDocument kept = cache.document(Api.V4, CRL);
        world.move(Duration.ofMinutes(2));
        world.pcs().faults().inject(new PcsFault.Old(Duration.ofDays(60)), PlannedFaults.ALWAYS, PcsRoute.PCKCRL);

        cache.refresh(Api.V4);

        assertThat(world.pcs().requests().count(PcsRoute.PCKCRL)).isEqualTo(2);
        assertThat(cache.document(Api.V4, CRL).body()).isEqualTo(kept.body());
    }

    @Test
    void keepsAndMarksAGenuineDocumentThatHasExpired() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        world.pcs().faults().inject(new PcsFault.Old(Duration.ofDays(60)), 1, PcsRoute.QE_IDENTITY);

        assertThat(cache.document(Api.V4, QE).expired()).isTrue();
        assertThat(world.cache(store, Mode.OFFLINE).document(Api.V4, QE).expired())
                .isTrue();
    }

    @Test
    void refreshesEachDocumentOnItsOwnAndReportsWhatFailed() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        cache.document(Api.V4, QE);
        CachedDocument crl = cache.document(Api.V4, CRL);
        world.move(Duration.ofDays(1));
        world.catalog().reissue(world.now());
        world.pcs().faults().inject(PcsFault.status(404), PlannedFaults.ALWAYS, PcsRoute.PCKCRL);

        Refusal refusal = catchRefusal(() -> cache.refresh(Api.V4));

        assertThat(refusal.status()).isEqualTo(Status.UPSTREAM_ERROR);
        assertThat(refusal).hasMessageContaining("1 of 2").hasMessageContaining("sgx/pckcrl/processor");
        assertThat(cache.document(Api.V4, QE).fetched()).isEqualTo(world.now());
        assertThat(cache.document(Api.V4, CRL).body()).isEqualTo(crl.body());
        assertThat(catchRefusal(() -> world.cache(store, Mode.OFFLINE).refresh(Api.V4))
                        .status())
                .isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void refreshesOnScheduleOnceForAllReplicas() throws Exception {
        Cache one = world.cache(store, Mode.LAZY);
        Cache other = world.cache(store, Mode.LAZY);
        one.document(Api.V4, QE);
        one.look();
        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(1);
        world.move(Duration.ofHours(14));
        world.catalog().reissue(world.now());

        one.look();
        other.look();

        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(2);
    }

    @Test
    void alarmsBeforeSomethingExpiresThatCannotBeRefreshed() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        CachedDocument document = cache.document(Api.V4, QE);
        assertThat(cache.facts().alarms()).containsEntry("expires_soon", 0L);
        world.pcs().faults().inject(PcsFault.status(500), PlannedFaults.ALWAYS, PcsRoute.QE_IDENTITY);
        world.move(Duration.between(world.now(), document.nextUpdate().minus(Duration.ofDays(1))));

        cache.look();

        assertThat(document.nextUpdate()).isAfter(world.now());
        eventually(() -> cache.facts().alarms().get("expires_soon") == 1);
    }

    @Test
    void aClockADayOffLosesAndRefusesNothing() throws Exception {
        CachedDocument kept = world.cache(store, Mode.LAZY).document(Api.V4, QE);
        for (Duration wrong : List.of(Duration.ofDays(-1), Duration.ofDays(1), Duration.ofDays(-400))) {
            Cache cache = world.cache(
                    store, Mode.LAZY, Limits.defaults(), () -> world.now().plus(wrong));
            assertThat(cache.document(Api.V4, QE).body()).isEqualTo(kept.body());
            cache.look();
            assertThat(cache.document(Api.V4, CRL).body().isEmpty()).isFalse();
        }
    }

    private static Refusal refusal(Cache cache, DocumentKey key) {
        return catchRefusal(() -> cache.document(Api.V4, key));
    }

    static Refusal catchRefusal(ThrowingCallable call) {
        Refusal refusal = catchThrowableOfType(Refusal.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    static void eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
