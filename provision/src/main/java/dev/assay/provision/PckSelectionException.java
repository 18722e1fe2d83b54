package dev.assay.provision;

/** Why no PCK certificate can be chosen from what was given: certificates and TCB info do not belong together. */
public final class PckSelectionException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * What Intel's library answers. Its other codes cannot occur here: 0 is success, 2 is a certificate that cannot be
     * read and has no {@code PckCertificate}, 5 is unexpected, 11 is a TCB type that no {@code TcbInfo} has, and 12,
     * nothing found, is an empty result. Source: Intel DCAP, {@code PCKCertSelection/include/pck_cert_selection.h}.
     */
    public enum Code {
        /** No certificates, or far too many. */
        INVALID_ARG(1),
        /** A certificate whose CPUSVN differs from its components, which raw CPUSVNs could not be compared with. */
        INVALID_CERT_CPUSVN(3),
        /** A certificate that is not X.509 v3. */
        INVALID_CERT_VERSION(4),
        /** A certificate of another provisioning certification enclave than the TCB info. */
        INVALID_PCK_PCEID(6),
        /** Certificates of different platforms. */
        INVALID_PPID(7),
        /** A certificate of another family of platforms than the TCB info. */
        INVALID_FMSPC(8),
        /** A TCB info that is not for SGX, too old, or has no usable levels. */
        INVALID_TCB(9),
        /** A TCB info that does not say for which provisioning certification enclave it is. */
        INVALID_TCB_PCEID(10);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        /** Intel's number. */
        public int number() {
            return number;
        }
    }

    private final Code code;

    PckSelectionException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
