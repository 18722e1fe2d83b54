package dev.assay.service.pccs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may do what only one replica should do at a time. Leases end by the database's clock, so a replica that was killed
 * or whose clock is wrong holds nobody up for longer than its lease.
 *
 * <p>A lease is for others to see only once its transaction has ended, so give it one of its own. It does not wait for
 * writes of other tables and does not change the {@linkplain Store#revision revision}.
 */
public final class LeaseTable {

    private final Session session;

    LeaseTable(Session session) {
        this.session = session;
    }

    /** Takes or renews {@code name} for {@code holder}; false when another holds it. */
    public boolean acquire(String name, String holder, Duration time) {
        String now = session.dialect().now();
        return session.reading()
                        .createUpdate(
                                "INSERT INTO leases (name, holder, ends) VALUES (:name, :holder, " + now + " + :time)"
                                        + " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends = excluded.ends"
                                        + " WHERE leases.holder = excluded.holder OR leases.ends <= " + now)
                        .bind("name", name)
                        .bind("holder", holder)
                        .bind("time", time.toMillis())
                        .execute()
                == 1;
    }

    /** Ends the lease if {@code holder} has it. */
    public void release(String name, String holder) {
        session.reading()
                .createUpdate("DELETE FROM leases WHERE name = :name AND holder = :holder")
                .bind("name", name)
                .bind("holder", holder)
                .execute();
    }

    /** When the named job was last done, by whichever replica. */
    public Optional<Instant> lastDone(String job) {
        return session.reading()
                .createQuery("SELECT done FROM jobs WHERE name = :job")
                .bind("job", job)
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    /** Remembers when the named job was done; an earlier time than the one there changes nothing. */
    public void done(String job, Instant at) {
        session.reading()
                .createUpdate("INSERT INTO jobs (name, done) VALUES (:job, :at)"
                        + " ON CONFLICT (name) DO UPDATE SET done = excluded.done WHERE excluded.done > jobs.done")
                .bind("job", job)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    /** The time by the clock that leases end by. */
    Instant now() {
        return session.reading()
                .createQuery("SELECT " + session.dialect().now())
                .mapTo(Long.class)
                .map(Instant::ofEpochMilli)
                .one();
    }

    /** Ends all leases. */
    void clear() {
        session.reading().execute("DELETE FROM leases");
    }
}
