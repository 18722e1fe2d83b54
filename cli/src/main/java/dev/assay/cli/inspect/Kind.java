package dev.assay.cli.inspect;

/** What files there are. */
public enum Kind {
    QUOTE("quote", "a quote (binary, hex, base64)"),
    CERTIFICATE("certificate", "a certificate or a chain of them (DER, PEM)"),
    RA_TLS_CERTIFICATE("ra-tls-certificate", "an RA-TLS certificate with a quote in it"),
    CRL("crl", "a revocation list (DER, PEM, hex)"),
    TCB_INFO("tcb-info", "a TCB info"),
    ENCLAVE_IDENTITY("enclave-identity", "an enclave identity"),
    TCB_EVALUATION_DATA_NUMBERS("tcb-evaluation-data-numbers", "a list of TCB evaluation data numbers"),
    COLLATERAL_BUNDLE("collateral-bundle", "a collateral bundle, Assay's, dcap-qvl's or another project's"),
    COLLATERAL_FOLDER("collateral-folder", "a folder of collateral"),
    PCK_CERTIFICATE_LIST("pck-certificate-list", "a list of PCK certificates"),
    PCK_ID_LIST("pck-id-list", "the output of Intel's PCK ID retrieval tool"),
    FMSPC_LIST("fmspc-list", "a list of FMSPCs"),
    IAS_REPORT("ias-report", "an attestation report of Intel's service for EPID"),
    QCNL_CONFIGURATION(
            "qcnl-configuration", "the configuration of Intel's quote provider library (sgx_default_qcnl.conf)");

    private final String text;
    private final String description;

    Kind(String text, String description) {
        this.text = text;
        this.description = description;
    }

    /** With an article, as in "a quote". */
    public String description() {
        return description;
    }

    /** As in the JSON of an inspection. */
    @Override
    public String toString() {
        return text;
    }
}
