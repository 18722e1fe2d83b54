package dev.assay.service.pccs;

import java.net.URI;

/** A running cache. */
public final class Pccs implements AutoCloseable {

    private Pccs() {}

    /** Opens the database and answers when it returns. */
    public static Pccs start(PccsOptions options) {
        throw new UnsupportedOperationException();
    }

    /** As in {@code https://127.0.0.1:8081}. */
    public URI address() {
        throw new UnsupportedOperationException();
    }

    /** Lets requests that run come to an end, for a bounded time, then closes the database. */
    @Override
    public void close() {}
}
