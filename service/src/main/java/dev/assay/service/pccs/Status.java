package dev.assay.service.pccs;

/**
 * How a PCCS answers, with the sentences of Intel's that clients and scripts look for. Source: Intel PCCS 1.27.0,
 * constants/pccs_status_code.js.
 */
public enum Status {
    OK(200, "Operation successful."),
    BAD_REQUEST(400, "Invalid request parameters."),
    UNAUTHORIZED(401, "Authentication failed."),
    NOT_FOUND(404, "No cache data for this platform."),
    /** The API's version 3 has ended at Intel's. */
    GONE(410, "FILL IN from the golden recordings"),
    TOO_LARGE(413, "FILL IN from the golden recordings"),
    INTEGRITY_ERROR(460, "FILL IN from the golden recordings"),
    PLATFORM_UNKNOWN(461, "FILL IN from the golden recordings"),
    CERTIFICATES_UNAVAILABLE(462, "FILL IN from the golden recordings"),
    INTERNAL_ERROR(500, "FILL IN from the golden recordings"),
    UPSTREAM_ERROR(502, "FILL IN from the golden recordings"),
    /** Sent without its sentence: Intel's client puts the body of a 503 in front of the next answer. */
    UNAVAILABLE(503, "FILL IN from the golden recordings");

    private final int code;
    private final String sentence;

    Status(int code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    public int code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }
}
