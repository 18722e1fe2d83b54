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
    GONE(
            410,
            "The Intel PCS API version 3 reached planned EOL. Accordingly, collateral from this API version cannot be"
                    + " retrieved any longer."),
    TOO_LARGE(413, "Content too large."),
    INTEGRITY_ERROR(460, "The integrity of the data can't be verified."),
    PLATFORM_UNKNOWN(461, "The platform was not found in the cache."),
    CERTIFICATES_UNAVAILABLE(462, "Certificates are not available for certain TCBs."),
    INTERNAL_ERROR(500, "Internal server error occurred."),
    UPSTREAM_ERROR(502, "Unable to retrieve the collateral from the Intel SGX PCS."),
    /** Sent without its sentence: Intel's client puts the body of a 503 in front of the next answer. */
    UNAVAILABLE(503, "Server is currently unable to process the request.");

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
