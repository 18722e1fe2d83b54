package dev.assay.cli.verdict;

import dev.assay.collateral.CollateralPiece;

/** The steps of a verification as a person follows them, from the quote up to the root, then to what it is worth. */
enum Step {
    QUOTE("quote"),
    ATTESTATION_KEY("attestation key"),
    QE_REPORT("quoting enclave"),
    PLATFORM("platform"),
    COLLATERAL("collateral"),
    DATES("dates"),
    REVOCATION("revocation"),
    FAMILY("platform family"),
    QE_IDENTITY("QE identity"),
    TDX_MODULE("TDX module"),
    TCB_LEVEL("TCB level"),
    POLICY("policy"),
    REPORT_DATA("report data"),
    RA_TLS("TLS key");

    private final String title;

    Step(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The step that a reason belongs to. */
    static Step of(Reason reason) {
        boolean aboutPckChain = reason.where().startsWith(CollateralPiece.PCK_CHAIN.title());
        if (reason.where().startsWith("policy")) {
            return POLICY;
        }
        return switch (reason.code()) {
            case "QUOTE_MALFORMED", "QUOTE_SIGNATURE" -> QUOTE;
            case "QE_REPORT_DATA", "ATTESTATION_KEY" -> ATTESTATION_KEY;
            case "QE_REPORT_SIGNATURE" -> QE_REPORT;
            case "PCK_MISMATCH" -> PLATFORM;
            case "CHAIN_SHAPE",
                    "CHAIN_UNTRUSTED",
                    "CERTIFICATE_UNFIT",
                    "CERTIFICATE_SIGNATURE",
                    "COLLATERAL_MISSING",
                    "COLLATERAL_MALFORMED" -> aboutPckChain ? PLATFORM : COLLATERAL;
            // The verifier may find a wrong CRL issuer late; counting it to the collateral claims less than was done.
            case "CRL_ISSUER",
                    "CRL_SIGNATURE",
                    "CRL_INCOMPLETE",
                    "TCB_SIGNER_REVOKED",
                    "TCB_INFO_SIGNATURE",
                    "QE_IDENTITY_SIGNATURE" -> COLLATERAL;
            case "EXPIRED", "NOT_YET_VALID" -> DATES;
            case "PCK_REVOKED" -> REVOCATION;
            case "PCK_CA_REVOKED" -> aboutPckChain ? REVOCATION : COLLATERAL;
            case "TCB_INFO_MISMATCH", "FMSPC_MISMATCH", "PCE_ID_MISMATCH" -> FAMILY;
            case "QE_IDENTITY_MISMATCH" -> QE_IDENTITY;
            case "TDX_MODULE_MISMATCH" -> TDX_MODULE;
            case "TCB_LEVEL_NOT_FOUND" -> TCB_LEVEL;
            case Reason.RA_TLS_KEY -> RA_TLS;
            case Reason.REPORT_DATA_MISMATCH -> REPORT_DATA;
            default -> POLICY;
        };
    }
}
