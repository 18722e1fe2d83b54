package dev.assay.platform.tdx;

import java.util.Optional;

/**
 * Why a quote generation service failed. Source: Intel DCAP, {@code qgs_msg_lib.h}, {@code qgs_msg_error_t}; what leads
 * to which code: {@code qgs_ql_logic.cpp}, where nearly everything that fails behind the protocol becomes
 * {@link #UNEXPECTED}.
 */
enum QgsError {
    UNEXPECTED(
            0x12001,
            "it could not make the quote; the cause is in its log only (no PCK certificate for the platform, PCCS not"
                    + " reachable, quoting enclave not loaded, or a report of another machine)",
            "on the host run journalctl -u qgsd, then: register the platform, check pccs_url in"
                    + " /etc/sgx_default_qcnl.conf, and put qgsd into the group sgx_prv"),
    OUT_OF_MEMORY(
            0x12002,
            "it had not enough memory",
            "on the host look at free -m and the EPC in use, then systemctl restart qgsd"),
    INVALID_PARAMETER(
            0x12003,
            "it took a parameter of the request for wrong",
            "update the host's tdx-qgs package; a request with a TDREPORT of 1024 bytes is in order for it"),
    INVALID_VERSION(
            0x12004,
            "it does not know this version of the protocol (1.1 was sent)",
            "bring the host's tdx-qgs package and this program to the same generation"),
    INVALID_TYPE(
            0x12005,
            "it does not know this type of message",
            "update the host's tdx-qgs package: older services know quote and collateral requests only"),
    INVALID_SIZE(
            0x12006,
            "a size in the request did not fit",
            "look for a proxy between guest and host that cuts or joins messages; update the host's tdx-qgs package"),
    INVALID_CODE(
            0x12007,
            "it found an error code where none may be, or a report of no bytes",
            "update the host's tdx-qgs package");

    private final long code;
    private final String meaning;
    private final String advice;

    QgsError(long code, String meaning, String advice) {
        this.code = code;
        this.meaning = meaning;
        this.advice = advice;
    }

    long code() {
        return code;
    }

    /** What the service says with it, as the rest of a sentence. */
    String meaning() {
        return meaning;
    }

    /** What to try. */
    String advice() {
        return advice;
    }

    static Optional<QgsError> of(long code) {
        for (QgsError error : values()) {
            if (error.code == code) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }
}
