package dev.assay.provision.http;

import java.time.Duration;
import java.time.Instant;

/** What time it is and how to let some of it pass; a test has its own. */
public interface Time {

    /** For dates that others give. */
    Instant now();

    /** Nanoseconds since some moment, for measuring; never goes backwards, whatever happens to the clock. */
    long nanos();

    void sleep(Duration duration) throws InterruptedException;

    /** The machine's. */
    static Time system() {
        return SystemTime.INSTANCE;
    }
}
