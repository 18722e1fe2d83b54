package dev.assay.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.provision.CollateralCache.Held;
import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.http.TestTime;
import dev.assay.simulator.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CollateralCacheTest {

    private static final Document FIRST = Minted.identity(Minted.START, 20);
    private static final Document SECOND = Minted.identity(Minted.START.plus(Duration.ofDays(1)), 20);
    private static final Document LOWER_NUMBER = Minted.identity(Minted.START.plus(Duration.ofDays(2)), 19);

    @TempDir
    Path temp;

    private final TestTime time = new TestTime(Minted.START.plusSeconds(60));
    private final Minted source = new Minted();
    private final List<String> remarks = new ArrayList<>();

    private CollateralCache inMemory() {
        return CollateralCache.inMemory(source, Minted.VERIFIER, time::now);
    }

    private CollateralCache onDisk() throws IOException {
        return CollateralCache.onDisk(temp.resolve("cache"), source, Minted.VERIFIER, time::now, remarks::add);
    }

    private Path file() throws IOException {
        try (Stream<Path> all = Files.walk(temp)) {
            return all.filter(path -> path.toString().endsWith("sgx_qe_identity_standard.collateral"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aDocumentIsFetchedOnceAndAgainWhenItIsADayOld() throws Exception {
        CollateralCache cache = inMemory();
        source.then(FIRST).then(SECOND);
        assertThat(cache.fetch(Minted.QE)).isEqualTo(FIRST);
        time.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(cache.fetch(Minted.QE)).isEqualTo(FIRST);
        assertThat(source.calls).hasValue(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(cache.fetch(Minted.QE)).isEqualTo(SECOND);
        assertThat(source.calls).hasValue(2);
    }

    @Test
    void whileARefreshFailsTheDocumentAtHandServesUntilItExpires() throws Exception {
        CollateralCache cache = inMemory();
        source.then(FIRST);
        assertThat(cache.get(Minted.QE).failure()).isEmpty();
        time.advance(Duration.ofHours(25));
        Held held = cache.get(Minted.QE);
        assertThat(held.document().body()).isEqualTo(FIRST.body());
        assertThat(held.failure().orElseThrow().reason()).isEqualTo(Reason.UNREACHABLE);
        cache.get(Minted.QE);
        assertThat(source.calls).as("not asked again within a minute").hasValue(2);
        time.advance(Duration.ofMinutes(2));
        assertThat(cache.get(Minted.QE).failure()).isPresent();
        assertThat(source.calls).hasValue(3);

        time.advance(Duration.ofDays(30));
        FetchException failure = catchThrowableOfType(FetchException.class, () -> cache.get(Minted.QE));
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessageContaining("the one at hand expired on 2026-07-01T12:00:00Z");
    }

    @Test
    void whatExpiresWithinTheRefreshPauseIsNotServed() {
        CollateralCache cache = inMemory();
        source.then(FIRST);
        time.advance(Duration.ofDays(30).minusSeconds(90));
        assertThat(catchThrowableOfType(FetchException.class, () -> cache.get(Minted.QE)))
                .isNull();
        time.advance(Duration.ofSeconds(40));
        assertThatThrownBy(() -> cache.get(Minted.QE)).hasMessageContaining("expired on");
    }

    @Test
    void anExpiredDocumentThatASourceDeliversIsPassedOnAndAskedForAgain() throws Exception {
        time.advance(Duration.ofDays(100));
        CollateralCache cache = inMemory();
        source.then(FIRST).then(SECOND);
        assertThat(cache.fetch(Minted.QE)).isEqualTo(FIRST);
        assertThat(cache.fetch(Minted.QE)).isEqualTo(SECOND);
    }

    @Test
    void anOlderDocumentNeverTakesThePlaceOfANewerOne() throws Exception {
        CollateralCache cache = onDisk();
        source.then(SECOND).then(FIRST).then(LOWER_NUMBER);
        time.advance(Duration.ofDays(2));
        assertThat(cache.fetch(Minted.QE)).isEqualTo(SECOND);
        for (int i = 0; i < 2; i++) {
            time.advance(Duration.ofHours(25));
            Held held = cache.get(Minted.QE);
            assertThat(held.document().body()).isEqualTo(SECOND.body());
            assertThat(held.failure().orElseThrow()).hasMessageContaining("expected none older");
        }
        assertThat(source.calls).hasValue(3);
        assertThat(onDisk().get(Minted.QE).document().body()).isEqualTo(SECOND.body());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void inWhateverOrderDocumentsComeNothingGoesBackOrIsForged(long seed) throws Exception {
        Random random = new Random(seed);
        CollateralCache cache = onDisk().refreshingAfter(Duration.ofSeconds(1));
        TestPki other = TestPki.of(99);
        time.advance(Duration.ofDays(20));
        GenuineDocument last = null;
        for (int step = 0; step < 40; step++) {
            Instant issued = Minted.START.plus(Duration.ofHours(random.nextInt(400)));
            boolean forged = random.nextInt(4) == 0;
            source.then(Minted.identity(forged ? other : Minted.PKI, issued, 18 + random.nextInt(3)));
            if (random.nextInt(3) == 0) {
                cache = onDisk().refreshingAfter(Duration.ofSeconds(1));
            }
            time.advance(Duration.ofMinutes(2));
            try {
                GenuineDocument now = cache.get(Minted.QE).document();
                GenuineDocument.prove(new Document(now.key(), now.body(), now.issuerChain()), Minted.VERIFIER);
                if (last != null) {
                    assertThat(now.isOlderThan(last))
                            .as("%s after %s", now, last)
                            .isFalse();
                }
                last = now;
            } catch (FetchException failure) {
                assertThat(last).isNull();
                assertThat(failure.reason()).isEqualTo(Reason.NOT_GENUINE);
            }
        }
        assertThat(last).isNotNull();
        assertThat(source.calls).hasValue(40);
    }

    @Test
    void aForgedDocumentIsNeitherGivenNorKept() throws Exception {
        source.then(Minted.identity(TestPki.of(5), Minted.START, 20));
        CollateralCache cache = onDisk();
        assertThatThrownBy(() -> cache.fetch(Minted.QE))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GENUINE));
        assertThatThrownBy(this::file).isInstanceOf(java.util.NoSuchElementException.class);
    }

    @Test
    void anotherProcessFindsWhatWasWritten() throws Exception {
        source.then(FIRST);
        onDisk().fetch(Minted.QE);
        Held held = onDisk().get(Minted.QE);
        assertThat(held.document().body()).isEqualTo(FIRST.body());
        assertThat(held.fetched()).isEqualTo(time.now());
        assertThat(source.calls).hasValue(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(remarks).isEmpty();
    }

    @Test
    void aTestRootNeverReadsTheFilesOfAnother() throws Exception {
        source.then(FIRST);
        onDisk().fetch(Minted.QE);
        TestPki other = TestPki.of(77);
        CollateralCache under = CollateralCache.onDisk(
                temp.resolve("cache"),
                source,
                dev.assay.verify.DocumentVerifier.of(other.anchor(), dev.assay.ecdsa.Ecdsa.jdk()),
                time::now,
                remarks::add);
        assertThatThrownBy(() -> under.fetch(Minted.QE)).isInstanceOf(FetchException.class);
        assertThat(remarks).as("there is not even a file").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "flipped", "foreign", "empty", "huge", "link", "forged"})
    void aFileThatIsOfNoUseIsIgnoredWithTheReason(String damage) throws Exception {
        source.then(FIRST).then(SECOND);
        onDisk().fetch(Minted.QE);
        Path file = file();
        byte[] bytes = Files.readAllBytes(file);
        switch (damage) {
            case "cut" -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
            case "flipped" -> {
                bytes[bytes.length - 300] ^= 1;
                Files.write(file, bytes);
            }
            case "foreign" -> Files.writeString(file, "{}");
            case "empty" -> Files.write(file, new byte[0]);
            case "huge" -> Files.write(file, new byte[CacheFile.MAX_BYTES + 1]);
            case "link" -> {
                Files.move(file, temp.resolve("elsewhere"));
                Files.createSymbolicLink(file, temp.resolve("elsewhere"));
            }
            default ->
                Files.write(
                        file,
                        new CacheFile(Minted.identity(TestPki.of(5), Minted.START, 20), time.now())
                                .encode()
                                .toArray());
        }
        assertThat(onDisk().fetch(Minted.QE)).isEqualTo(SECOND);
        assertThat(remarks).isNotEmpty().allMatch(remark -> remark.contains("is ignored: "));
        assertThat(onDisk().fetch(Minted.QE)).as("written anew").isEqualTo(SECOND);
    }

    @Test
    void aFileFromTheFutureIsRefreshed() throws Exception {
        source.then(FIRST).then(SECOND);
        onDisk().fetch(Minted.QE);
        Bytes future = new CacheFile(FIRST, time.now().plus(Duration.ofDays(3000))).encode();
        Files.write(file(), future.toArray());
        assertThat(onDisk().fetch(Minted.QE)).isEqualTo(SECOND);
    }

    @Test
    void aFolderIntoWhichOthersMayWriteIsRefused() throws Exception {
        Path open = Files.createDirectory(temp.resolve("cache"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::onDisk).isInstanceOf(IOException.class).hasMessageContaining("chmod 700");
    }

    @Test
    void whatCannotBeWrittenIsServedAndRemarkedUpon() throws Exception {
        CollateralCache cache = onDisk();
        try (Stream<Path> folders = Files.list(temp.resolve("cache"))) {
            Files.delete(folders.findFirst().orElseThrow());
        }
        source.then(FIRST);
        assertThat(cache.fetch(Minted.QE)).isEqualTo(FIRST);
        assertThat(remarks).singleElement().asString().contains("cannot be written");
    }

    @Test
    void manyWhoAskAtOnceCauseOneFetch() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        source.then(FIRST).then(SECOND);
        CollateralCache cache = CollateralCache.inMemory(
                key -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return source.fetch(key);
                },
                Minted.VERIFIER,
                time::now);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Document>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(threads.submit(() -> cache.fetch(Minted.QE)));
            }
            Thread.sleep(100);
            go.countDown();
            for (Future<Document> answer : answers) {
                assertThat(answer.get()).isEqualTo(FIRST);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(source.calls).hasValue(1);
    }

    @Test
    void whoWaitsForSomebodyThatIsInterruptedTriesHimself() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        source.then(FIRST);
        CollateralCache cache = CollateralCache.inMemory(
                key -> {
                    if (begun.getCount() > 0) {
                        begun.countDown();
                        try {
                            Thread.sleep(30_000);
                        } catch (InterruptedException e) {
                            throw FetchException.of(Reason.INTERRUPTED, "test", "interrupted");
                        }
                    }
                    return source.fetch(key);
                },
                Minted.VERIFIER,
                time::now);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Document> first = threads.submit(() -> cache.fetch(Minted.QE));
            begun.await();
            Future<Document> second = threads.submit(() -> cache.fetch(Minted.QE));
            Thread.sleep(50);
            first.cancel(true);
            assertThat(second.get()).isEqualTo(FIRST);
        } finally {
            threads.shutdownNow();
        }
    }
}
