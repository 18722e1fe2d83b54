package dev.assay.provision;

/**
 * Which of the sets of TCB infos and identities that Intel keeps side by side. TCB info and identity of one verification
 * come from the same set. Source: Intel SGX and TDX PCS API v4, parameters {@code update} and
 * {@code tcbEvaluationDataNumber}.
 */
public sealed interface TcbSet {

    /** The sets that move on with each TCB recovery. */
    enum Update implements TcbSet {
        /** What platforms must meet today. */
        STANDARD,
        /** What they must meet once the current TCB recovery has been rolled out. */
        EARLY;

        /** The value of the {@code update} parameter. */
        @Override
        public String text() {
            return this == STANDARD ? "standard" : "early";
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /**
     * The set of one TCB recovery.
     *
     * @param tcbEvaluationDataNumber from 1
     */
    record Numbered(int tcbEvaluationDataNumber) implements TcbSet {

        public Numbered {
            if (tcbEvaluationDataNumber < 1) {
                throw new IllegalArgumentException(
                        "TCB evaluation data number " + tcbEvaluationDataNumber + ": they count from 1");
            }
        }

        @Override
        public String text() {
            return Integer.toString(tcbEvaluationDataNumber);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** As in {@code standard}, {@code early} or {@code 17}. */
    String text();

    /** The set that {@code text} names, as {@link #text} writes it. */
    static TcbSet parse(String text) {
        return switch (text) {
            case "standard" -> Update.STANDARD;
            case "early" -> Update.EARLY;
            default -> {
                if (!text.matches("[1-9][0-9]{0,8}")) {
                    throw new IllegalArgumentException(
                            "\"" + text + "\" names no set of TCB infos: it can be standard, early or a number from 1");
                }
                yield new Numbered(Integer.parseInt(text));
            }
        };
    }
}
