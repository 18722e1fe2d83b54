package dev.assay.service.pccs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.service.pccs.store.DocumentTable.Row;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the tables promise to many threads, and on PostgreSQL to many replicas. */
@Timeout(60)
abstract class ConcurrencyContract {

    private static final int THREADS = 8;
    private static final int ROUNDS = Integer.getInteger("assay.store.rounds", 40);

    /** The replicas on one database that has nothing in it; on SQLite a single one. */
    abstract List<Store> replicas();

    private Store replica(int thread) {
        return replicas().get(thread % replicas().size());
    }

    /** Runs {@code work} in all threads; each gets its number. */
    private static void inParallel(ThreadWork work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                calls.add(() -> {
                    work.run(number);
                    return null;
                });
            }
            for (Future<Void> call : threads.invokeAll(calls, 50, TimeUnit.SECONDS)) {
                call.get();
            }
        }
    }

    private interface ThreadWork {
        void run(int thread) throws InterruptedException;
    }

    @Test
    void newerDocumentWinsWhateverTheOrderOfTheWriters() throws InterruptedException, ExecutionException {
        Queue<String> backward = new ConcurrentLinkedQueue<>();
        inParallel(thread -> {
            long last = -1;
            for (int round = 0; round < ROUNDS; round++) {
                // Each thread walks through the numbers in an order of its own.
                int number = (round * 7 + thread * 13) % ROUNDS;
                Row row = StoreContract.row("key", "body " + number, StoreContract.NOON.plusSeconds(number), number);
                Row kept = replica(thread).write(tables -> tables.documents().put(row));
                if (kept.number().longValue() < Math.max(last, number)) {
                    backward.add(kept.number() + " after " + Math.max(last, number));
                }
                last = kept.number().longValue();
            }
        });
        assertThat(backward).isEmpty();
        assertThat(replica(0)
                        .<Optional<Row>>read(tables -> tables.documents().find(4, "key"))
                        .orElseThrow()
                        .number()
                        .intValue())
                .isEqualTo(ROUNDS - 1);
    }

    @Test
    void leaseHasOneHolderAtATime() throws InterruptedException, ExecutionException {
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger held = new AtomicInteger();
        Queue<Integer> crowds = new ConcurrentLinkedQueue<>();
        inParallel(thread -> {
            String holder = "holder " + thread;
            for (int round = 0; round < ROUNDS; round++) {
                if (replica(thread).write(tables -> tables.leases().acquire("fetch", holder, Duration.ofMinutes(1)))) {
                    if (holders.incrementAndGet() != 1) {
                        crowds.add(thread);
                    }
                    held.incrementAndGet();
                    Thread.sleep(1);
                    holders.decrementAndGet();
                    replica(thread).write(tables -> {
                        tables.leases().release("fetch", holder);
                        return "";
                    });
                }
            }
        });
        assertThat(crowds).isEmpty();
        assertThat(held).hasPositiveValue();
    }

    @Test
    void takeLosesNoRegistrationAndGivesNoneTwice() throws InterruptedException, ExecutionException {
        Queue<Registration> taken = new ConcurrentLinkedQueue<>();
        inParallel(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                Registration registration = StoreContract.registration(thread * ROUNDS + round);
                replica(thread).write(tables -> {
                    tables.registrations().put(registration, State.NEW);
                    return "";
                });
                if (round % 4 == 3) {
                    taken.addAll(replica(thread)
                            .<List<Registration>>write(
                                    tables -> tables.registrations().take(State.NEW)));
                }
            }
        });
        taken.addAll(replica(0)
                .<List<Registration>>write(tables -> tables.registrations().take(State.NEW)));
        assertThat(taken).hasSize(THREADS * ROUNDS).doesNotHaveDuplicates();
    }

    @Test
    void writersOfTheSamePlatformsInOppositeOrdersDoNotBlockEachOther()
            throws InterruptedException, ExecutionException {
        inParallel(thread -> {
            for (int round = 0; round < ROUNDS / 2; round++) {
                int turn = thread + round;
                replica(thread).write(tables -> {
                    for (int i = 0; i < 6; i++) {
                        int number = turn % 2 == 0 ? i : 5 - i;
                        tables.platforms()
                                .put(
                                        StoreContract.platform(number, "00906EA10000"),
                                        List.of(StoreContract.certificate(turn)));
                    }
                    return "";
                });
            }
        });
        assertThat(replica(0).<Long>read(tables -> tables.platforms().count())).isEqualTo(6);
    }

    @Test
    void rawTcbsStayBoundedWhenManyRememberAtOnce() throws InterruptedException, ExecutionException {
        PlatformTable.Platform platform = StoreContract.platform(1, "00906EA10000");
        replica(0).write(tables -> {
            tables.platforms().put(platform, List.of(StoreContract.certificate(1)));
            return "";
        });
        inParallel(thread -> {
            for (int round = 0; round < ROUNDS / 2; round++) {
                RawTcb raw = new RawTcb(String.format("%032X", thread * ROUNDS + round), "0D00");
                replica(thread).write(tables -> {
                    tables.platforms()
                            .remember(
                                    platform.qeId(),
                                    platform.pceId(),
                                    raw,
                                    StoreContract.certificate(1).tcbm(),
                                    16);
                    return "";
                });
            }
        });
        assertThat(replica(0)
                        .<List<RawTcb>>read(tables -> tables.platforms().rawTcbs(platform.qeId(), platform.pceId())))
                .hasSize(16);
    }

    @Test
    void readersSeeWholeTransactionsWhileOthersWrite() throws InterruptedException, ExecutionException {
        Queue<String> torn = new ConcurrentLinkedQueue<>();
        inParallel(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                int number = round;
                if (thread == 0) {
                    replica(thread).write(tables -> {
                        tables.documents().put(StoreContract.row("a", "a" + number, StoreContract.NOON, number));
                        tables.documents().put(StoreContract.row("b", "b" + number, StoreContract.NOON, number));
                        return "";
                    });
                } else {
                    String seen = replica(thread).read(tables -> number(tables, "a") + " " + number(tables, "b"));
                    String[] numbers = seen.split(" ", 2);
                    if (!numbers[0].equals(numbers[1])) {
                        torn.add(seen);
                    }
                }
            }
        });
        assertThat(torn).isEmpty();
    }

    private static String number(Tables tables, String key) {
        return tables.documents()
                .find(4, key)
                .map(row -> row.number().toString())
                .orElse("none");
    }
}
