package dev.assay.simulator.azure;

import java.net.URI;
import java.time.Duration;

/** One way for an answer of the metadata service to go wrong. */
public sealed interface ImdsFault {

    /** Another status, with a text that says why. */
    record Status(int status, String body) implements ImdsFault {}

    /** Sends the client elsewhere. */
    record Redirect(URI to) implements ImdsFault {}

    /** 200 with this body. */
    record Body(String body) implements ImdsFault {}

    /** The quote cut to its first bytes. */
    record Cut(int bytes) implements ImdsFault {}

    /** A quote about another report of the same domain. */
    record OtherReport() implements ImdsFault {}

    /** A quote about an SGX enclave. */
    record SgxQuote() implements ImdsFault {}

    /** The right quote with bytes behind it; the real service sends zeros. */
    record Padded(int count, int value) implements ImdsFault {}

    /** White space without end after the headers. */
    record Endless() implements ImdsFault {}

    /** The connection stays open and nothing comes. */
    record Silence() implements ImdsFault {}

    /** Headers, half of the body, and nothing more. */
    record Stalled() implements ImdsFault {}

    /** The connection ends before anything was answered. */
    record HungUp() implements ImdsFault {}

    /** The right answer, but only after a while. */
    record Late(Duration delay) implements ImdsFault {}
}
