package dev.assay.service.pccs.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The database of a cache.
 *
 * <p>{@link #write} is one transaction: all of it or nothing, durable once the call returns. Failures of the database are
 * {@link StoreException}s, which say what an operator can do; they come within seconds, also while it is gone. When
 * {@link #write} throws one because the connection broke while it ended, the transaction may have been done or not: it is
 * safe to repeat.
 *
 * <p>Use the {@link Tables} only within the call that hands them out and on its thread, and do nothing slow there: others
 * may wait.
 */
public abstract sealed class Store implements AutoCloseable permits SqliteStore, PostgresqlStore {

    Store() {}

    /** An SQLite file, made when it is not there; locked against a second process. */
    public static Store sqlite(Path file) {
        return SqliteStore.open(file);
    }

    /** A PostgreSQL database that several replicas may share. */
    public static Store postgresql(String jdbcUrl, Optional<String> user, Optional<String> password) {
        return PostgresqlStore.open(jdbcUrl, user, password);
    }

    /** What {@code work} makes of the tables as they were at one moment. */
    public abstract <T> T read(Function<Tables, T> work);

    /**
     * As {@link #read} for work that asks one question: on PostgreSQL in one message to the server in place of two, and
     * several questions would each see a moment of their own.
     */
    public abstract <T> T readOnce(Function<Tables, T> work);

    /**
     * One transaction. An exception out of {@code work} undoes it. Where replicas were in each other's way {@code work} is
     * undone and called again, so it must do nothing but write.
     */
    public abstract <T> T write(Function<Tables, T> work);

    /**
     * Grows with each write to documents, platforms and policies by whatever replica. What was read of these after asking
     * for the revision holds as long as the revision stays. Costs no query.
     *
     * <p>A write through this store shows when {@link #write} returns. One by another replica shows within 300 ms, plus the
     * time of one small query; while PostgreSQL cannot be reached the last revision stays.
     */
    public abstract long revision();

    /** Whether the database answers now; for readiness. Takes 2 s at most. */
    public abstract boolean answers();

    /** Bytes on disk; for status. */
    public abstract long size();

    @Override
    public abstract void close();
}
