package dev.assay.service.pccs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.store.DocumentTable.Row;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.service.pccs.store.PlatformTable.Match;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.PolicyTable.Policy;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the tables promise, whatever database is behind them. */
abstract class StoreContract {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final RawTcb RAW = new RawTcb("0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B", "0D00");
    private static final String KEY = "sgx/tcb/00906ea10000/standard";

    /** A store with nothing in it. */
    abstract Store store();

    static Row row(String key, String body, Instant issued, long number) {
        return row(key, body, issued, BigInteger.valueOf(number), NOON);
    }

    private static Row row(String key, String body, Instant issued, BigInteger number, Instant fetched) {
        return new Row(
                4,
                key,
                Bytes.ofUtf8(body),
                Optional.of(Bytes.ofUtf8("chain of " + body)),
                issued,
                issued.plus(Duration.ofDays(30)),
                number,
                fetched);
    }

    static Platform platform(int number, String fmspc) {
        return new Platform(
                String.format("%032X", number),
                "0000",
                "AB".repeat(384),
                "",
                fmspc,
                "PLATFORM",
                Bytes.ofUtf8("-----chain of the platform CA-----"));
    }

    static Certificate certificate(int number) {
        return new Certificate(String.format("%036X", number), Bytes.ofUtf8("certificate " + number));
    }

    static Registration registration(int number) {
        return new Registration(
                String.format("%032X", number), "0000", RAW.cpuSvn(), RAW.pceSvn(), "CD".repeat(384), "");
    }

    private Row putDocument(Row row) {
        return store().write(tables -> tables.documents().put(row));
    }

    private Optional<Row> document() {
        return store().read(tables -> tables.documents().find(4, KEY));
    }

    private void putPlatform(Platform platform, Certificate... certificates) {
        store().write(tables -> {
            tables.platforms().put(platform, List.of(certificates));
            return "";
        });
    }

    private void remember(Platform platform, RawTcb raw, String tcbm, int limit) {
        store().write(tables -> {
            tables.platforms().remember(platform.qeId(), platform.pceId(), raw, tcbm, limit);
            return "";
        });
    }

    private Optional<Match> match(Platform platform, RawTcb raw) {
        return store().readOnce(tables -> tables.platforms().match(platform.qeId(), platform.pceId(), raw));
    }

    private void register(Registration registration, State state) {
        store().write(tables -> {
            tables.registrations().put(registration, state);
            return "";
        });
    }

    private List<Registration> registrations(State state) {
        return store().read(tables -> tables.registrations().list(state));
    }

    private boolean acquire(String name, String holder, Duration time) {
        return store().write(tables -> tables.leases().acquire(name, holder, time));
    }

    @Test
    void givesBackTheDocumentThatWasPut() {
        Row put = row(KEY, "{}", NOON, 17);

        assertThat(putDocument(put)).isEqualTo(put);
        assertThat(document()).contains(put);
        assertThat(store().<Optional<Row>>read(tables -> tables.documents().find(3, KEY)))
                .isEmpty();
    }

    @Test
    void keepsDocumentWithoutIssuerChain() {
        Row put = new Row(
                4,
                "sgx/rootcacrl",
                Bytes.literal("3000ff"),
                Optional.empty(),
                NOON,
                NOON,
                BigInteger.ZERO,
                Instant.ofEpochMilli(-1));

        assertThat(putDocument(put)).isEqualTo(put);
    }

    @Test
    void replacesDocumentByOneWithHigherNumberOrLaterDate() {
        putDocument(row(KEY, "a", NOON, 17));
        Row higher = row(KEY, "b", NOON, 18);
        Row later = row(KEY, "c", NOON.plusMillis(1), 18);

        assertThat(putDocument(higher)).isEqualTo(higher);
        assertThat(putDocument(later)).isEqualTo(later);
    }

    @Test
    void neverReplacesDocumentByAnOlderOne() {
        Row there = row(KEY, "there", NOON, 17);
        putDocument(there);

        assertThat(putDocument(row(KEY, "lower number, later", NOON.plusSeconds(9), 16)))
                .isEqualTo(there);
        assertThat(putDocument(row(KEY, "earlier, higher number", NOON.minusMillis(1), 18)))
                .isEqualTo(there);
        assertThat(putDocument(row(KEY, "just as new", NOON, 17))).isEqualTo(there);
        assertThat(document()).contains(there);
    }

    @Test
    void sameBytesOnlyRenewTheTimeOfFetching() {
        putDocument(row(KEY, "a", NOON, 17));
        Instant later = NOON.plusSeconds(60);

        Row again = putDocument(row(KEY, "a", NOON.plusSeconds(1), BigInteger.TEN, later));
        Row back = putDocument(row(KEY, "a", NOON, BigInteger.TEN, NOON));

        assertThat(again).isEqualTo(row(KEY, "a", NOON, BigInteger.valueOf(17), later));
        assertThat(back).isEqualTo(again);
    }

    @Test
    void comparesNumbersOfTwentyBytesAsNumbers() {
        BigInteger nine = BigInteger.valueOf(9);
        BigInteger longest = BigInteger.ONE.shiftLeft(160).subtract(BigInteger.ONE);
        Row first = row(KEY, "nine", NOON, nine, NOON);
        Row second = row(KEY, "longest", NOON, longest, NOON);

        putDocument(first);

        assertThat(putDocument(second)).isEqualTo(second);
        assertThat(putDocument(first)).isEqualTo(second);
    }

    @Test
    void refusesNumberThatItCouldNotCompare() {
        assertThatThrownBy(() -> putDocument(row(KEY, "a", NOON, -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> putDocument(row(KEY, "a", NOON, BigInteger.ONE.shiftLeft(256), NOON)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(document()).isEmpty();
    }

    @Test
    void listsDocumentsWithoutTheirBytes() {
        putDocument(row("b", "four", NOON, 2));
        putDocument(row("a", "fifth", NOON, 1));

        assertThat(store().<List<DocumentTable.Summary>>read(
                                tables -> tables.documents().list()))
                .extracting(DocumentTable.Summary::key, DocumentTable.Summary::size, DocumentTable.Summary::number)
                .containsExactly(tuple("a", 5, BigInteger.ONE), tuple("b", 4, BigInteger.TWO));
    }

    @Test
    void matchesRawTcbThatItRemembers() {
        Platform platform = platform(1, "00906EA10000");
        putPlatform(platform, certificate(1), certificate(2));

        assertThat(match(platform, RAW)).contains(new Match(platform, Optional.empty()));
        remember(platform, RAW, certificate(2).tcbm(), 64);

        assertThat(match(platform, RAW)).contains(new Match(platform, Optional.of(certificate(2))));
        assertThat(match(platform, new RawTcb(RAW.cpuSvn(), "0E00"))).contains(new Match(platform, Optional.empty()));
        assertThat(match(platform(2, ""), RAW)).isEmpty();
    }

    @Test
    void replacesPlatformWithItsCertificatesAndForgetsRawTcbs() {
        Platform platform = platform(1, "00906EA10000");
        putPlatform(platform, certificate(1), certificate(2));
        remember(platform, RAW, certificate(2).tcbm(), 64);
        Platform moved = platform(1, "00606A000000");

        putPlatform(moved, certificate(3));

        assertThat(match(platform, RAW)).contains(new Match(moved, Optional.empty()));
        assertThat(store().<List<Certificate>>read(
                                tables -> tables.platforms().certificates(moved.qeId(), moved.pceId())))
                .containsExactly(certificate(3));
        assertThat(store().<List<RawTcb>>read(tables -> tables.platforms().rawTcbs(moved.qeId(), moved.pceId())))
                .isEmpty();
        assertThat(store().<Long>read(tables -> tables.platforms().count())).isEqualTo(1);
    }

    @Test
    void remembersNoMoreRawTcbsThanTheLimit() {
        Platform platform = platform(1, "00906EA10000");
        putPlatform(platform, certificate(1), certificate(2));
        List<RawTcb> raws = IntStream.range(0, 5)
                .mapToObj(i -> new RawTcb(String.format("%032X", i), "0D00"))
                .toList();

        raws.forEach(raw -> remember(platform, raw, certificate(1).tcbm(), 3));
        remember(platform, raws.get(0), certificate(2).tcbm(), 3);

        assertThat(store().<List<RawTcb>>read(tables -> tables.platforms().rawTcbs(platform.qeId(), platform.pceId())))
                .containsExactlyElementsOf(raws.subList(0, 3));
        assertThat(match(platform, raws.get(0)).orElseThrow().certificate()).contains(certificate(2));
    }

    @Test
    void remembersNothingForCertificateOrPlatformThatIsGone() {
        Platform platform = platform(1, "00906EA10000");
        putPlatform(platform, certificate(1));

        remember(platform, RAW, certificate(2).tcbm(), 64);
        remember(platform(2, ""), RAW, certificate(1).tcbm(), 64);

        assertThat(match(platform, RAW)).contains(new Match(platform, Optional.empty()));
    }

    @Test
    void findsPlatformByQeIdOfAnyKind() {
        Platform odd =
                new Platform("Ö'; -- ".repeat(37), "FFFF", "", "AA".repeat(30_000), "0", "PROCESSOR", Bytes.EMPTY);
        putPlatform(odd);

        assertThat(store().<Optional<Platform>>read(tables -> tables.platforms().find(odd.qeId(), "FFFF")))
                .contains(odd);
        assertThat(store().<Optional<Platform>>read(tables -> tables.platforms().find(odd.qeId(), "0000")))
                .isEmpty();
    }

    @Test
    void listsPlatformsInPagesByFmspc() {
        List<String> fmspcs = List.of("00606A000000", "00906EA10000", "B0C06F000000");
        List<Platform> all = new ArrayList<>();
        for (String fmspc : fmspcs) {
            for (int i = 0; i < 7; i++) {
                all.add(platform(all.size(), fmspc));
            }
        }
        all.reversed().forEach(platform -> putPlatform(platform));

        assertThat(pages(Set.of(), 4)).isEqualTo(all);
        assertThat(pages(Set.of(fmspcs.get(2), fmspcs.get(0), "FFFFFFFFFFFF"), 5))
                .isEqualTo(all.stream()
                        .filter(platform -> !platform.fmspc().equals(fmspcs.get(1)))
                        .toList());
        assertThat(store().<List<String>>read(tables -> tables.platforms().fmspcs()))
                .isEqualTo(fmspcs);
    }

    private List<Platform> pages(Set<String> fmspcs, int size) {
        List<Platform> all = new ArrayList<>();
        Optional<Platform> last = Optional.empty();
        while (true) {
            Optional<Platform> after = last;
            List<Platform> page = store().read(tables -> tables.platforms().list(fmspcs, after, size));
            if (page.isEmpty()) {
                return all;
            }
            assertThat(page).hasSizeLessThanOrEqualTo(size);
            all.addAll(page);
            last = Optional.of(page.getLast());
        }
    }

    @Test
    void listsRegistrationsOfStateOldestFirst() {
        register(registration(2), State.NEW);
        register(registration(1), State.NEW);
        register(registration(3), State.DONE);
        register(registration(1), State.NEW);

        assertThat(registrations(State.NEW)).containsExactly(registration(2), registration(1));
        register(registration(2), State.NOT_AVAILABLE);
        assertThat(registrations(State.NEW)).containsExactly(registration(1));
        assertThat(store().<Long>read(tables -> tables.registrations().count(State.NOT_AVAILABLE)))
                .isEqualTo(1);
    }

    @Test
    void takesRegistrationsOnceAndKeepsThemAside() {
        register(registration(1), State.NEW);
        register(registration(2), State.NEW);
        register(registration(3), State.NOT_AVAILABLE);

        List<Registration> taken =
                store().write(tables -> tables.registrations().take(State.NEW));

        assertThat(taken).containsExactly(registration(1), registration(2));
        assertThat(store().<List<Registration>>write(
                                tables -> tables.registrations().take(State.NEW)))
                .isEmpty();
        assertThat(registrations(State.TAKEN)).isEqualTo(taken);
        assertThat(registrations(State.NOT_AVAILABLE)).containsExactly(registration(3));
        register(registration(1), State.NEW);
        assertThat(registrations(State.NEW)).containsExactly(registration(1));
    }

    @Test
    void newDefaultPolicyEndsTheOlderOfItsTypeAndNoOther() {
        Policy sgx = new Policy("01", "00906EA10000", PolicyTable.Type.SGX, true, "jwt 1", NOON);
        Policy tdx = new Policy("02", "00906EA10000", PolicyTable.Type.TDX_1_5, true, "jwt 2", NOON);
        Policy other = new Policy("03", "00606A000000", PolicyTable.Type.SGX, true, "jwt 3", NOON);
        Policy newer = new Policy("04", "00906EA10000", PolicyTable.Type.SGX, true, "jwt 4", NOON);
        Policy plain = new Policy("05", "00906EA10000", PolicyTable.Type.SGX, false, "jwt 5", NOON);

        for (Policy policy : List.of(sgx, tdx, other, newer, plain, newer)) {
            store().write(tables -> {
                tables.policies().put(policy);
                return "";
            });
        }

        assertThat(store().<List<Policy>>read(tables -> tables.policies().defaults("00906EA10000")))
                .containsExactly(newer, tdx);
    }

    @Test
    void givesLeaseToOneHolderUntilItEnds() throws InterruptedException {
        Duration minute = Duration.ofMinutes(1);
        assertThat(acquire("fetch", "a", minute)).isTrue();
        assertThat(acquire("fetch", "b", minute)).isFalse();
        assertThat(acquire("other", "b", minute)).isTrue();

        assertThat(acquire("fetch", "a", Duration.ofMillis(100))).isTrue();
        Thread.sleep(150);
        assertThat(acquire("fetch", "b", minute)).isTrue();
        assertThat(acquire("fetch", "a", minute)).isFalse();
    }

    @Test
    void onlyTheHolderReleasesLease() {
        acquire("fetch", "a", Duration.ofMinutes(1));
        release("b");
        assertThat(acquire("fetch", "b", Duration.ofMinutes(1))).isFalse();
        release("a");
        assertThat(acquire("fetch", "b", Duration.ofMinutes(1))).isTrue();
    }

    private void release(String holder) {
        store().write(tables -> {
            tables.leases().release("fetch", holder);
            return "";
        });
    }

    @Test
    void remembersWhenJobWasLastDone() {
        assertThat(lastDone()).isEmpty();
        for (Instant at : List.of(NOON, NOON.plusSeconds(5), NOON.plusSeconds(1))) {
            store().write(tables -> {
                tables.leases().done("refresh", at);
                return "";
            });
        }
        assertThat(lastDone()).contains(NOON.plusSeconds(5));
    }

    private Optional<Instant> lastDone() {
        return store().read(tables -> tables.leases().lastDone("refresh"));
    }

    @Test
    void revisionGrowsWithWhatReadersHoldAndStaysOtherwise() throws InterruptedException {
        // The watch over PostgreSQL counts a write of its own once more, a moment later.
        Thread.sleep(600);
        long before = store().revision();
        Platform platform = platform(1, "00906EA10000");
        acquire("fetch", "a", Duration.ofMinutes(1));
        register(registration(1), State.NEW);
        document();
        assertThat(store().revision()).isEqualTo(before);

        putPlatform(platform, certificate(1));
        long platformPut = store().revision();
        putDocument(row(KEY, "a", NOON, 1));

        assertThat(platformPut).isGreaterThan(before);
        assertThat(store().revision()).isGreaterThan(platformPut);
    }

    @Test
    void exceptionOutOfWriteUndoesAllOfIt() {
        putDocument(row(KEY, "a", NOON, 1));

        assertThatThrownBy(() -> store().write(tables -> {
                    tables.documents().put(row(KEY, "b", NOON, 2));
                    tables.platforms().put(platform(1, "00906EA10000"), List.of(certificate(1)));
                    throw new IllegalStateException("of the caller");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("of the caller");

        assertThat(document().map(Row::body)).contains(Bytes.ofUtf8("a"));
        assertThat(store().<Long>read(tables -> tables.platforms().count())).isZero();
    }

    @Test
    void failureOfTheDatabaseIsStoreExceptionAndLeavesTheStoreUsable() {
        Platform platform = platform(1, "00906EA10000");

        assertThatThrownBy(() -> putPlatform(platform, certificate(1), certificate(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("certificates");

        putPlatform(platform, certificate(1));
        assertThat(store().<Long>read(tables -> tables.platforms().count())).isEqualTo(1);
    }

    @Test
    void readSeesOneMoment() {
        putDocument(row(KEY, "a", NOON, 1));

        List<Optional<Row>> seen = store().read(tables -> {
            Optional<Row> before = tables.documents().find(4, KEY);
            putDocument(row(KEY, "b", NOON, 2));
            return List.of(before, tables.documents().find(4, KEY));
        });

        assertThat(seen.get(0)).isEqualTo(seen.get(1));
        assertThat(document().map(Row::body)).contains(Bytes.ofUtf8("b"));
    }

    @Test
    void answersAndKnowsItsSize() {
        assertThat(store().answers()).isTrue();
        assertThat(store().size()).isGreaterThan(10_000);
    }
}
