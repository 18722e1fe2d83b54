package dev.assay.cli.attest;

import java.time.Duration;
import java.util.Locale;

/**
 * One stage of an attestation.
 *
 * @param name which
 * @param state how it went
 * @param detail what came of it, in a few words
 * @param took how long it took
 */
public record Stage(Name name, State state, String detail, Duration took) {

    /** The stages, in their order. */
    public enum Name {
        DETECT("detect"),
        REPORT_DATA("report data"),
        QUOTE("quote"),
        COLLATERAL("collateral"),
        VERIFY("verify"),
        APPRAISE("appraise");

        private final String title;

        Name(String title) {
            this.title = title;
        }

        /** What people call it. */
        public String title() {
            return title;
        }

        /** The name in JSON and in labels of metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How a stage went. */
    public enum State {
        DONE,
        /** It came to something; not to all that is wanted. */
        PARTIAL,
        FAILED;

        /** The name in JSON. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How long it took, in milliseconds. */
    public double millis() {
        return Math.round(took.toNanos() / 10_000.0) / 100.0;
    }
}
