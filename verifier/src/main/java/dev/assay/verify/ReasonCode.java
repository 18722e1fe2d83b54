package dev.assay.verify;

/**
 * Why a quote was not accepted. The names are part of the JSON contract: new ones may come, none changes its meaning.
 */
public enum ReasonCode {
    /** The bytes are no quote that can be verified. */
    QUOTE_MALFORMED,
    /** A document that is needed was not given. The only code that leaves the answer open. */
    COLLATERAL_MISSING,
    /** A document is empty, cut off or not what it should be. */
    COLLATERAL_MALFORMED,
    /** A chain does not consist of the certificates that it should. */
    CHAIN_SHAPE,
    /** A chain ends in a root that is not the trust anchor. */
    CHAIN_UNTRUSTED,
    /** A certificate is not what its place in the chain demands: name, CA flag, key usage, extensions. */
    CERTIFICATE_UNFIT,
    /** A certificate was not signed by its issuer. */
    CERTIFICATE_SIGNATURE,
    /** A certificate, CRL or document is past its end. */
    EXPIRED,
    /** A certificate, CRL or document is from after the verification instant. */
    NOT_YET_VALID,
    /** A CRL was made by another than the CA whose certificates it should revoke. */
    CRL_ISSUER,
    /** A CRL was not signed by its issuer. */
    CRL_SIGNATURE,
    /** A CRL lacks what every CRL must have. */
    CRL_INCOMPLETE,
    /** The platform's certificate is revoked. */
    PCK_REVOKED,
    /** The CA of the platform's certificate is revoked. */
    PCK_CA_REVOKED,
    /** The signer of TCB info or identity is revoked. */
    TCB_SIGNER_REVOKED,
    /** TCB info that its signer did not sign. */
    TCB_INFO_SIGNATURE,
    /** Enclave identity that its signer did not sign. */
    QE_IDENTITY_SIGNATURE,
    /** TCB info for another kind of environment. */
    TCB_INFO_MISMATCH,
    /** TCB info for another family of platforms. */
    FMSPC_MISMATCH,
    /** TCB info for another provisioning certification enclave. */
    PCE_ID_MISMATCH,
    /** A supplied PCK certificate is not the one that the quote refers to. */
    PCK_MISMATCH,
    /** The TDX module is none of those that the TCB info knows. */
    TDX_MODULE_MISMATCH,
    /** The quoting enclave's report was not signed by the platform. */
    QE_REPORT_SIGNATURE,
    /** The attestation key is not the one that the quoting enclave vouches for. */
    QE_REPORT_DATA,
    /** The quoting enclave is not Intel's. */
    QE_IDENTITY_MISMATCH,
    /** The attestation key is no point on the curve. */
    ATTESTATION_KEY,
    /** The quote was not signed by the attestation key. */
    QUOTE_SIGNATURE,
    /** The platform, its module or its quoting enclave is below every TCB level. */
    TCB_LEVEL_NOT_FOUND,

    // Of reports of Intel's attestation service for EPID quotes.

    /** Signed, and yet no report that can be read. */
    IAS_REPORT_MALFORMED,
    /** The report was not signed by the signing certificate. */
    IAS_REPORT_SIGNATURE,
    /** The report is older than the caller accepts. */
    IAS_REPORT_AGE,
    /** The report says that the quote is wrong or its key revoked. */
    IAS_QUOTE_STATUS,

    // From here on: what a policy refuses although it was verified.

    /** Keys of this TCB are known to be compromised. */
    TCB_REVOKED,
    /** The TCB status is none of the accepted ones. */
    TCB_STATUS,
    /** An advisory applies that the policy denies or does not allow. */
    ADVISORY,
    /** The TCB level is from before the policy's date. */
    TCB_DATE,
    /** The collateral is from an older set than the policy demands. */
    TCB_EVALUATION_DATA_NUMBER,
    /** The collateral was issued too long ago. */
    COLLATERAL_AGE,
    /** The platform family is not, or must not be, on the policy's list. */
    FMSPC,
    /** The platform is not on the policy's list. */
    PLATFORM_INSTANCE,
    /** Simultaneous multithreading is on, or not known to be off. */
    SMT,
    /** Root keys are kept by Intel, or not known not to be. */
    CACHED_KEYS,
    /** Packages may be added to the platform, or it is not known that they may not. */
    DYNAMIC_PLATFORM,
    /** A debugger can read the enclave or TD. */
    DEBUG,
    /** Attribute bits are set that this library knows nothing good of. */
    RESERVED_ATTRIBUTES,
    /** The TD may be moved to other machines. */
    MIGRATABLE,
    /** The TD takes exceptions from the host for pages that are not there. */
    SEPT_VE,
    /** A service TD is bound to the TD. */
    SERVICE_TD,
    /** The TDX module is not on the policy's list. */
    TDX_MODULE,
    /** The enclave or TD has another measurement than the policy lists. */
    MEASUREMENT,
    /** The enclave has another signer than the policy lists. */
    SIGNER,
    /** The enclave is another product of its signer. */
    PRODUCT_ID,
    /** The enclave's security version is too low. */
    ISV_SVN,
    /** The report data is not what the policy expects. */
    REPORT_DATA,
    /** A quote of another kind than the policy is for. */
    TEE
}
