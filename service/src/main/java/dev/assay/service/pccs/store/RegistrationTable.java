package dev.assay.service.pccs.store;

import java.util.List;

/** Platforms that were registered, and what became of it. */
public final class RegistrationTable {

    /** What is to be done. */
    public enum State {
        /** Somebody has to fetch its certificates. */
        NEW,
        /** Some of its certificates are not available. */
        NOT_AVAILABLE,
        DONE
    }

    /**
     * A registration, unique by all but state. Hex is upper case.
     *
     * @param cpuSvn empty with a manifest
     */
    public record Registration(
            String qeId, String pceId, String cpuSvn, String pceSvn, String encryptedPpid, String manifest) {}

    /** Adds a registration, or sets the state of the one that is there. */
    public void put(Registration registration, State state) {
        throw new UnsupportedOperationException();
    }

    /** Registrations of a state, oldest first. */
    public List<Registration> list(State state) {
        throw new UnsupportedOperationException();
    }

    /** Lists registrations of a state and removes them. */
    public List<Registration> take(State state) {
        throw new UnsupportedOperationException();
    }

    public long count(State state) {
        throw new UnsupportedOperationException();
    }
}
