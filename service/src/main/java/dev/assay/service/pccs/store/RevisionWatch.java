package dev.assay.service.pccs.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Notices that some replica has written, by asking for the database's revision four times a second.
 *
 * <p>What it gives is a number of its own, which grows whenever the database's differs from the one before. So it also
 * grows when somebody puts an older copy of the database in place.
 */
final class RevisionWatch implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final Logger LOGGER = System.getLogger(RevisionWatch.class.getName());

    private final DataSource source;
    private final AtomicLong revision = new AtomicLong(1);
    private final Thread thread;
    private volatile boolean closed;

    RevisionWatch(DataSource source) {
        this.source = source;
        this.thread = Thread.ofPlatform().daemon().name("assay-store-revision").start(this::watch);
    }

    long revision() {
        return revision.get();
    }

    /** This process has written; the database's new number will count once more when it is seen. */
    void changed() {
        revision.incrementAndGet();
    }

    private void watch() {
        long seen = 0;
        boolean reachable = true;
        while (!closed) {
            try {
                long found = ask();
                if (found != seen) {
                    seen = found;
                    revision.incrementAndGet();
                }
                if (!reachable) {
                    LOGGER.log(Level.INFO, "The PostgreSQL database answers again.");
                }
                reachable = true;
            } catch (SQLException e) {
                if (reachable && !closed) {
                    LOGGER.log(Level.WARNING, Failures.postgresql(e).getMessage());
                }
                reachable = false;
            }
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long ask() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT revision FROM revisions WHERE id = 1")) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            // The pool waits for whoever has a connection; a question takes milliseconds, a broken one ends by itself.
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
