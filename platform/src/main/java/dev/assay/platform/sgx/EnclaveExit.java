package dev.assay.platform.sgx;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;

/** How a call into an enclave ended. */
sealed interface EnclaveExit {

    /** The enclave left by itself. */
    record Left() implements EnclaveExit {}

    /**
     * The processor stopped it. After a fault inside the enclave its only frame is in use: it has to be loaded again.
     *
     * @param function the ENCLU function that faulted: 2 for entering, 3 for what ran inside
     * @param vector the exception's number
     * @param errorCode the processor's
     * @param address the one that was touched, for page faults
     */
    record Fault(int function, int vector, int errorCode, long address) implements EnclaveExit {

        private static final int INVALID_OPCODE = 6;
        private static final int GENERAL_PROTECTION = 13;
        private static final int PAGE_FAULT = 14;

        /** Bit 15 of a page fault's error code: SGX' own access control, not the page tables, refused. */
        private static final int BY_SGX = 1 << 15;

        /** Whether loading it again may help: SGX memory does not survive suspends and migrations. */
        boolean isMemoryLost() {
            return vector == PAGE_FAULT && (errorCode & BY_SGX) != 0;
        }

        QuoteException explained() {
            String what = "the processor stopped the report enclave with exception " + vector + " (" + name()
                    + "), error code 0x" + Integer.toHexString(errorCode) + ", at 0x" + Long.toHexString(address)
                    + (function == 2 ? ", when entering it" : ", inside it");
            String code = "SGX " + name();
            if (isMemoryLost()) {
                return new QuoteException(
                        Reason.BUSY,
                        code,
                        what + ": SGX memory was lost, as it is when a machine is suspended or migrated",
                        "try again; if it persists, restart the machine");
            }
            return switch (vector) {
                case INVALID_OPCODE ->
                    new QuoteException(
                            Reason.UNSUPPORTED,
                            code,
                            what + ": this processor does not know ENCLU, or SGX is off",
                            "enable SGX in the BIOS, or of the virtual machine");
                case GENERAL_PROTECTION ->
                    new QuoteException(
                            Reason.REFUSED,
                            code,
                            what + ": the processor refused the thread's state or the TARGETINFO",
                            "try again; if it persists, report it with this message and the processor's model");
                default ->
                    new QuoteException(
                            Reason.BROKEN,
                            code,
                            what,
                            "try again; if it persists, report it with this message and the processor's model");
            };
        }

        private String name() {
            return switch (vector) {
                case INVALID_OPCODE -> "#UD";
                case GENERAL_PROTECTION -> "#GP";
                case PAGE_FAULT -> "#PF";
                default -> "#" + vector;
            };
        }
    }
}
