package dev.assay.service.pccs.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The tables in an SQLite file: write-ahead log, synced to the disk before a write returns, so that what was acknowledged
 * outlives a killed process and a power cut.
 *
 * <p>One connection writes, under a lock of this process; a few read beside it. A lock on a file beside the database keeps
 * other processes out, so a counter in memory is revision enough.
 */
final class SqliteStore extends Store {

    private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Path file;
    private final ProcessLock lock;
    private final Jdbi jdbi;
    private final Semaphore writing = new Semaphore(1, true);
    private final Semaphore reading = new Semaphore(READERS);
    private final Deque<Session> idle = new ArrayDeque<>(READERS);
    private final AtomicLong revision = new AtomicLong(1);
    private @Nullable Session writer;
    private volatile boolean closed;

    private SqliteStore(Path file, ProcessLock lock, SQLiteDataSource source) {
        this.file = file;
        this.lock = lock;
        this.jdbi = Jdbi.create(() -> {
            Connection connection = source.getConnection();
            connection.setAutoCommit(false);
            return connection;
        });
        // A session is between two transactions when it is closed; JDBI cannot see that.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
    }

    static SqliteStore open(Path file) {
        return open(file, new SQLiteConfig());
    }

    /** The tables in {@code file}, for tests with limits of their own. */
    static SqliteStore open(Path file, SQLiteConfig config) {
        Path path = file.toAbsolutePath();
        ProcessLock lock = ProcessLock.on(path);
        boolean open = false;
        try {
            SQLiteDataSource source = source(path, config);
            try (Connection connection = source.getConnection()) {
                if (!Schema.isCurrent(connection, Dialect.SQLITE)) {
                    Schema.migrate(source, Dialect.SQLITE);
                }
            }
            SqliteStore store = new SqliteStore(path, lock, source);
            // Whoever held a lease was a process that is gone.
            store.write(tables -> {
                tables.leases().clear();
                return "";
            });
            open = true;
            return store;
        } catch (SQLException e) {
            throw Failures.sqlite(path, e);
        } finally {
            if (!open) {
                lock.close();
            }
        }
    }

    private static SQLiteDataSource source(Path file, SQLiteConfig config) {
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout((int) WAIT.toMillis());
        config.setJournalSizeLimit(64 << 20);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public <T> T read(Function<Tables, T> work) {
        acquire(reading, "readers");
        boolean healthy = false;
        Session session = null;
        try {
            synchronized (idle) {
                session = idle.pollFirst();
            }
            if (session == null) {
                session = new Session(jdbi, Dialect.SQLITE);
            }
            T result = work.apply(session.tables());
            // Ends the snapshot.
            session.rollback();
            healthy = true;
            return result;
        } catch (JdbiException | UncheckedSqlException | SQLException e) {
            throw Failures.sqlite(file, e);
        } finally {
            if (session != null) {
                giveBack(session, healthy);
            }
            reading.release();
        }
    }

    private void giveBack(Session session, boolean healthy) {
        if (healthy) {
            synchronized (idle) {
                idle.addFirst(session);
            }
        } else {
            session.close();
        }
    }

    @Override
    public <T> T readOnce(Function<Tables, T> work) {
        return read(work);
    }

    @Override
    public <T> T write(Function<Tables, T> work) {
        acquire(writing, "writer");
        boolean done = false;
        try {
            Session session = writer;
            if (session == null) {
                session = new Session(jdbi, Dialect.SQLITE);
                writer = session;
            }
            T result = work.apply(session.tables());
            if (session.commit()) {
                revision.incrementAndGet();
            }
            done = true;
            return result;
        } catch (JdbiException | UncheckedSqlException | SQLException e) {
            throw Failures.sqlite(file, e);
        } finally {
            if (!done) {
                undo();
            }
            writing.release();
        }
    }

    private void undo() {
        Session session = writer;
        if (session == null) {
            return;
        }
        try {
            session.rollback();
        } catch (SQLException alreadyUndone) {
            // SQLite undoes by itself when the disk is full; a new connection is sure to be clean.
            writer = null;
            session.close();
        }
    }

    private void acquire(Semaphore semaphore, String what) {
        try {
            if (!semaphore.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException("The database " + file + " is busy: no " + what + " for " + WAIT.toSeconds()
                        + " s. Is its disk slow, or does an import run?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting for the database " + file, e);
        }
        if (closed) {
            semaphore.release();
            throw new StoreException("The database " + file + " has been closed");
        }
    }

    @Override
    public long revision() {
        return revision.get();
    }

    @Override
    public boolean answers() {
        try {
            read(tables -> tables.leases().now());
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    @Override
    public long size() {
        try {
            Path log = file.resolveSibling(file.getFileName() + "-wal");
            return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
        } catch (IOException e) {
            throw new StoreException("The database " + file + " cannot be looked at: " + e, e);
        }
    }

    @Override
    public void close() {
        writing.acquireUninterruptibly();
        reading.acquireUninterruptibly(READERS);
        try {
            if (closed) {
                return;
            }
            closed = true;
            idle.forEach(Session::close);
            idle.clear();
            if (writer != null) {
                writer.close();
            }
            lock.close();
        } finally {
            reading.release(READERS);
            writing.release();
        }
    }
}
