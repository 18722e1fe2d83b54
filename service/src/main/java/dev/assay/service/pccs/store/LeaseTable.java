package dev.assay.service.pccs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may do what only one replica should do at a time. Leases end by the database's clock, so a replica that was killed
 * or whose clock is wrong holds nobody up for longer than its lease.
 */
public final class LeaseTable {

    /** Takes or renews {@code name} for {@code holder}; false when another holds it. */
    public boolean acquire(String name, String holder, Duration time) {
        throw new UnsupportedOperationException();
    }

    /** Ends the lease if {@code holder} has it. */
    public void release(String name, String holder) {
        throw new UnsupportedOperationException();
    }

    /** When the named job was last done, by whichever replica. */
    public Optional<Instant> lastDone(String job) {
        throw new UnsupportedOperationException();
    }

    public void done(String job, Instant at) {
        throw new UnsupportedOperationException();
    }
}
