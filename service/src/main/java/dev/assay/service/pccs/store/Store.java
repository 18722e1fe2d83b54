package dev.assay.service.pccs.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The database of a cache.
 *
 * <p>{@link #write} is one transaction: all of it or nothing, durable once the call returns. Failures of the database are
 * {@link StoreException}s, which say what an operator can do.
 */
public final class Store implements AutoCloseable {

    /** An SQLite file, made when it is not there; locked against a second process. */
    public static Store sqlite(Path file) {
        throw new UnsupportedOperationException();
    }

    /** A PostgreSQL database that several replicas may share. */
    public static Store postgresql(String jdbcUrl, Optional<String> user, Optional<String> password) {
        throw new UnsupportedOperationException();
    }

    public <T> T read(Function<Tables, T> work) {
        throw new UnsupportedOperationException();
    }

    /** One transaction. An exception out of {@code work} undoes it. */
    public <T> T write(Function<Tables, T> work) {
        throw new UnsupportedOperationException();
    }

    /** Grows with each write of whatever replica. What was read at one revision holds as long as it stays. Cheap: polled. */
    public long revision() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
