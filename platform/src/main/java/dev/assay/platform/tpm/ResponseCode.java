package dev.assay.platform.tpm;

import java.util.Optional;

/**
 * TPM_RC: how a TPM says no, taken apart (Part 2, section 6.6).
 *
 * @param number all 32 bits; from bit 16 on stands the layer of software that answered in the TPM's place
 */
public record ResponseCode(int number) {

    /** The layer of Linux' resource manager (TCG TSS 2.0 Overview, section "Response Codes"). */
    private static final int RESOURCE_MANAGER = 11;

    private static final int FORMAT_ONE = 0x80;

    public boolean isSuccess() {
        return number == 0;
    }

    /** Whether this is {@code reason}, whatever handle, session or parameter it is about. */
    public boolean is(Reason reason) {
        return base() == reason.code;
    }

    /** What is known of it. */
    public Optional<Reason> reason() {
        for (Reason reason : Reason.values()) {
            if (is(reason)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /** The code without what it is about. */
    private int base() {
        int code = number & 0xffff;
        return (code & FORMAT_ONE) != 0 ? code & (FORMAT_ONE | 0x3f) : code;
    }

    /** {@code TPM_RC_HANDLE (0x18b), a handle that the TPM does not know, about handle 1}. */
    public String describe() {
        String what = reason().map(known -> known.title() + " (" + this + "), " + known.meaning)
                .orElse("response code " + this);
        return what + about() + ((number >>> 16) == RESOURCE_MANAGER ? ", said by the kernel's resource manager" : "");
    }

    /** Part 2, table 15: bits 8 to 11 count parameters where bit 6 is set, sessions from 8 on, handles below. */
    private String about() {
        if ((number & FORMAT_ONE) == 0) {
            return "";
        }
        int which = (number >>> 8) & 0xf;
        if (which == 0) {
            return "";
        }
        if ((number & 0x40) != 0) {
            return ", about parameter " + which;
        }
        return which < 8 ? ", about handle " + which : ", about session " + (which - 8);
    }

    /** The number in hex. */
    @Override
    public String toString() {
        return "0x" + Integer.toHexString(number);
    }

    /** The codes that reading and writing indices meets, and those of a TPM in trouble. */
    public enum Reason {
        INITIALIZE(0x100, "the TPM was not started"),
        FAILURE(0x101, "the TPM is in failure mode and needs a restart of the machine"),
        AUTH_MISSING(0x125, "an authorization is missing"),
        AUTH_UNAVAILABLE(0x12F, "the authorization is not available for this index"),
        REBOOT(0x130, "the TPM needs a restart of the machine"),
        COMMAND_SIZE(0x142, "the command's size is wrong"),
        COMMAND_CODE(0x143, "the command is not supported or not allowed"),
        AUTHSIZE(0x144, "the authorization's size is wrong"),
        NV_RANGE(0x146, "more than the index holds"),
        NV_SIZE(0x147, "the size does not suit the index"),
        NV_LOCKED(0x148, "the index is locked"),
        NV_AUTHORIZATION(0x149, "the index does not let its owner do this"),
        NV_UNINITIALIZED(0x14A, "nothing was written to the index yet"),
        NV_SPACE(0x14B, "the TPM has no space left for another index"),
        NV_DEFINED(0x14C, "the index is there already"),
        ATTRIBUTES(0x082, "attributes that do not go together"),
        VALUE(0x084, "a value out of range"),
        HIERARCHY(0x085, "the hierarchy is disabled or the wrong one"),
        HANDLE(0x08B, "a handle that the TPM does not know"),
        AUTH_FAIL(0x08E, "wrong password, counted towards a lockout"),
        SIZE(0x095, "a size out of range"),
        TAG(0x097, "a tag that does not fit the command"),
        INSUFFICIENT(0x09A, "the command is too short"),
        BAD_AUTH(0x0A2, "wrong password: somebody has set one for the owner"),
        MEMORY(0x904, "out of memory for the moment", true),
        LOCALITY(0x907, "not from this locality"),
        YIELDED(0x908, "interrupted, to be sent again", true),
        CANCELED(0x909, "cancelled"),
        TESTING(0x90A, "the TPM tests itself, to be sent again", true),
        NV_RATE(0x920, "too many writes at a time", true),
        LOCKOUT(0x921, "locked after too many wrong passwords"),
        RETRY(0x922, "the TPM was not able to start the command, to be sent again", true),
        NV_UNAVAILABLE(0x923, "the non-volatile memory is not available for the moment", true);

        private final int code;
        private final String meaning;
        private final boolean passing;

        Reason(int code, String meaning) {
            this(code, meaning, false);
        }

        Reason(int code, String meaning, boolean passing) {
            this.code = code;
            this.meaning = meaning;
            this.passing = passing;
        }

        /** Without handle, session or parameter. */
        public int code() {
            return code;
        }

        public String meaning() {
            return meaning;
        }

        /** Whether the same command may succeed a moment later. */
        public boolean passes() {
            return passing;
        }

        /** The specification's name. */
        public String title() {
            return "TPM_RC_" + name();
        }
    }
}
