package dev.assay.collateral;

/** One of the documents that verifying a quote may need. */
public enum CollateralPiece {
    TCB_INFO("tcb_info.json", "TCB info"),
    TCB_INFO_ISSUER_CHAIN("tcb_info_issuer_chain.pem", "issuer chain of the TCB info"),
    QE_IDENTITY("qe_identity.json", "QE identity"),
    QE_IDENTITY_ISSUER_CHAIN("qe_identity_issuer_chain.pem", "issuer chain of the QE identity"),
    PCK_CRL("pck_crl.der", "PCK CRL"),
    PCK_CRL_ISSUER_CHAIN("pck_crl_issuer_chain.pem", "issuer chain of the PCK CRL"),
    ROOT_CA_CRL("root_ca_crl.der", "root CA CRL"),
    /** Only needed for quotes that carry no chain. */
    PCK_CHAIN("pck_chain.pem", "PCK certificate chain");

    private final String fileName;
    private final String title;

    CollateralPiece(String fileName, String title) {
        this.fileName = fileName;
        this.title = title;
    }

    /** Name of the file that holds this piece in a collateral folder. */
    public String fileName() {
        return fileName;
    }

    /** What people call it. */
    public String title() {
        return title;
    }
}
