package dev.assay.platform.ql;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every error that Intel's quoting library can answer with: what it means, what it comes from as a rule, what to do.
 *
 * <p>Source of numbers and names: {@code quote3_error_t} of intel/SGXDataCenterAttestationPrimitives, {@code
 * QuoteGeneration/quote_wrapper/common/inc/sgx_ql_lib_common.h}, commit e945c58bff60; 0xe036 is not assigned there. The
 * four from 0xe070 on are of a later edition, intel/confidential-computing.tee.dcap, the same path. Intel gives many of
 * the codes to quote verification, which is not done here; should one come all the same, it is told like the others.
 */
enum Quote3Error {
    ERROR_UNEXPECTED(
            0x01,
            Reason.REFUSED,
            "an error that the library has no better code for",
            "a part of the quoting software is missing, or a quoting enclave failed",
            "install libsgx-dcap-ql, libsgx-dcap-default-qpl, libsgx-ae-qe3, libsgx-ae-pce and libsgx-ae-id-enclave of"
                    + " one release, and look into `journalctl -k` for SGX messages"),
    ERROR_INVALID_PARAMETER(
            0x02,
            Reason.REFUSED,
            "an argument was not accepted",
            "the library is of another edition than Assay expects, or a path given to it is not a file",
            "check the plugin's path, and update libsgx-dcap-ql"),
    ERROR_OUT_OF_MEMORY(
            0x03,
            Reason.REFUSED,
            "there is not enough memory",
            "the machine or the container is at its memory limit",
            "free memory, or raise the container's limit"),
    ERROR_ECDSA_ID_MISMATCH(
            0x04,
            Reason.REFUSED,
            "the stored attestation key has another id than was expected",
            "the blob of the attestation key is of another quoting enclave",
            "remove the library's stored key (a file that ends in .blob, in the home folder of this account), and ask"
                    + " again"),
    PATHNAME_BUFFER_OVERFLOW_ERROR(
            0x05,
            Reason.REFUSED,
            "a path is longer than the library can hold",
            "the home folder or a configured path is very long",
            "use a shorter path for HOME and for the plugin"),
    FILE_ACCESS_ERROR(
            0x06,
            Reason.DENIED,
            "the file of the attestation key cannot be read or written",
            "this account has no home folder that it may write to",
            "set HOME to a folder that this account may write to"),
    ERROR_STORED_KEY(
            0x07,
            Reason.REFUSED,
            "the stored attestation key is not valid",
            "the key was stored before a TCB recovery or by another machine",
            "remove the library's stored key, and ask again"),
    ERROR_PUB_KEY_ID_MISMATCH(
            0x08,
            Reason.REFUSED,
            "the stored attestation key is not the one that was asked for",
            "the key was replaced between two calls",
            "ask again"),
    ERROR_INVALID_PCE_SIG_SCHEME(
            0x09,
            Reason.REFUSED,
            "the provisioning certification enclave signs with another scheme",
            "PCE and quoting enclave are of different releases",
            "install libsgx-ae-pce and libsgx-ae-qe3 of one release"),
    ATT_KEY_BLOB_ERROR(
            0x0a,
            Reason.REFUSED,
            "the stored attestation key is damaged",
            "the file was cut off or is of another machine",
            "remove the library's stored key, and ask again"),
    UNSUPPORTED_ATT_KEY_ID(
            0x0b,
            Reason.UNSUPPORTED,
            "the library has no attestation key of this kind",
            "the library is of another edition than Assay expects",
            "update libsgx-dcap-ql"),
    UNSUPPORTED_LOADING_POLICY(
            0x0c,
            Reason.UNSUPPORTED,
            "the library does not know this way of loading its enclaves",
            "the library is older than the policy that was asked for",
            "update libsgx-dcap-ql, or use the persistent policy"),
    INTERFACE_UNAVAILABLE(
            0x0d,
            Reason.DENIED,
            "the provisioning certification enclave could not be loaded",
            "its package is missing, or this account may not use /dev/sgx_provision",
            "install libsgx-ae-pce, and let this account use /dev/sgx_provision:"
                    + " `sudo usermod -aG sgx_prv $USER`, then log in again"),
    PLATFORM_LIB_UNAVAILABLE(
            0x0e,
            Reason.REFUSED,
            "the quote provider library was not found or lacks functions",
            "libdcap_quoteprov.so.1 is not installed, or its link leads nowhere",
            "install libsgx-dcap-default-qpl, or on Azure az-dcap-client, and check"
                    + " `ls -lL /usr/lib/x86_64-linux-gnu/libdcap_quoteprov.so*`"),
    ATT_KEY_NOT_INITIALIZED(
            0x0f,
            Reason.BUSY,
            "there is no certified attestation key, again after a new one was asked for",
            "the quoting enclave was reloaded between two calls, more than once",
            "ask again; if it stays, look into the library's log"),
    ATT_KEY_CERT_DATA_INVALID(
            0x10,
            Reason.REFUSED,
            "the certification data that the provider gave is not valid",
            "the cache of the provider library is out of date or damaged",
            "remove the folder .dcap-qcnl of this account's home, and ask again"),
    NO_PLATFORM_CERT_DATA(
            0x11,
            Reason.REFUSED,
            "no PCK certificate was to be had for this platform",
            "the platform is not registered with Intel, or the PCCS does not have it",
            "check pccs_url in /etc/sgx_default_qcnl.conf, register the platform (multi-socket Xeon: SGX Auto MP"
                    + " Registration in the BIOS), and look into the PCCS's log"),
    OUT_OF_EPC(
            0x12,
            Reason.BUSY,
            "there is not enough enclave memory to load the quoting enclaves",
            "other enclaves fill it, or the container's share of it is small",
            "end other enclaves, raise sgx.intel.com/epc of the pod, or raise PRMRR in the BIOS"),
    ERROR_REPORT(
            0x13,
            Reason.REFUSED,
            "a report could not be verified",
            "the report was made for another target than the quoting enclave",
            "ask again; the quoting enclave may have been replaced in between"),
    ENCLAVE_LOST(
            0x14,
            Reason.BUSY,
            "an enclave was lost",
            "the machine slept, or the process forked",
            "ask again; if it stays, restart this process"),
    INVALID_REPORT(
            0x15,
            Reason.REFUSED,
            "the application's report is not valid on this machine",
            "the report was made for another target than the quoting enclave",
            "ask again; the quoting enclave may have been replaced in between"),
    ENCLAVE_LOAD_ERROR(
            0x16,
            Reason.DENIED,
            "the quoting enclaves could not be loaded",
            "no access to /dev/sgx_enclave or /dev/sgx_provision, /dev mounted noexec, or a package is missing",
            "let this account use both: `sudo usermod -aG sgx,sgx_prv $USER`, then log in again; in a container pass both"
                    + " devices; check `findmnt /dev` for noexec; install libsgx-ae-qe3 and libsgx-ae-pce"),
    UNABLE_TO_GENERATE_QE_REPORT(
            0x17,
            Reason.REFUSED,
            "the quoting enclave could not make a report of its own",
            "the quoting enclave does not have the feature",
            "update libsgx-ae-qe3"),
    KEY_CERTIFCATION_ERROR(
            0x18,
            Reason.REFUSED,
            "the PCK certificate is for a higher TCB than the platform has",
            "the BIOS was downgraded, or a cache has the certificate of another state",
            "remove the folder .dcap-qcnl of this account's home, refresh the PCCS, and ask again"),
    NETWORK_ERROR(
            0x19,
            Reason.REFUSED,
            "the PCK certificate could not be fetched",
            "the PCCS of /etc/sgx_default_qcnl.conf does not answer, or its TLS certificate is not trusted",
            "try `curl -v` with pccs_url of /etc/sgx_default_qcnl.conf; for a self-signed PCCS set use_secure_cert"
                    + " to false"),
    MESSAGE_ERROR(
            0x1a,
            Reason.REFUSED,
            "the answer to the request for the PCK certificate was not understood",
            "pccs_url leads to something that is no PCCS, or to another version of its API",
            "check pccs_url in /etc/sgx_default_qcnl.conf: it ends in /sgx/certification/v4/"),
    NO_QUOTE_COLLATERAL_DATA(0x1b, "there is no collateral for the quote"),
    QUOTE_CERTIFICATION_DATA_UNSUPPORTED(0x1c, "the quote's certification data is of an unknown type"),
    QUOTE_FORMAT_UNSUPPORTED(0x1d, "the quote's format is unknown"),
    UNABLE_TO_GENERATE_REPORT(0x1e, "no report could be made"),
    QE_REPORT_INVALID_SIGNATURE(0x1f, "the signature of the quoting enclave's report is wrong"),
    QE_REPORT_UNSUPPORTED_FORMAT(0x20, "the format of the quoting enclave's report is unknown"),
    PCK_CERT_UNSUPPORTED_FORMAT(0x21, "the PCK certificate's format is unknown"),
    PCK_CERT_CHAIN_ERROR(0x22, "the PCK certificate chain is not right"),
    TCBINFO_UNSUPPORTED_FORMAT(0x23, "the TCB info's format is unknown"),
    TCBINFO_MISMATCH(0x24, "the TCB info is of another platform"),
    QEIDENTITY_UNSUPPORTED_FORMAT(0x25, "the QE identity's format is unknown"),
    QEIDENTITY_MISMATCH(0x26, "the quoting enclave is another than the QE identity names"),
    TCB_OUT_OF_DATE(0x27, "the platform's TCB is out of date"),
    TCB_OUT_OF_DATE_CONFIGURATION_NEEDED(0x28, "the platform's TCB is out of date and needs configuration"),
    SGX_ENCLAVE_IDENTITY_OUT_OF_DATE(0x29, "an enclave identity is out of date"),
    SGX_ENCLAVE_REPORT_ISVSVN_OUT_OF_DATE(0x2a, "the enclave's ISVSVN is out of date"),
    QE_IDENTITY_OUT_OF_DATE(0x2b, "the quoting enclave is out of date"),
    SGX_TCB_INFO_EXPIRED(0x2c, "the TCB info has expired"),
    SGX_PCK_CERT_CHAIN_EXPIRED(0x2d, "the PCK certificate chain has expired"),
    SGX_CRL_EXPIRED(0x2e, "a revocation list has expired"),
    SGX_SIGNING_CERT_CHAIN_EXPIRED(0x2f, "the TCB signing chain has expired"),
    SGX_ENCLAVE_IDENTITY_EXPIRED(0x30, "the enclave identity has expired"),
    PCK_REVOKED(0x31, "the PCK certificate is revoked"),
    TCB_REVOKED(0x32, "the platform's TCB is revoked"),
    TCB_CONFIGURATION_NEEDED(0x33, "the platform needs configuration"),
    UNABLE_TO_GET_COLLATERAL(0x34, "the collateral could not be fetched"),
    ERROR_INVALID_PRIVILEGE(
            0x35,
            Reason.DENIED,
            "this process lacks a right that quoting needs",
            "this account may not use /dev/sgx_provision",
            "`sudo usermod -aG sgx_prv $USER`, then log in again; in a container pass the device and the group's number"),
    NO_QVE_IDENTITY_DATA(0x37, "there is no identity of the quote verification enclave"),
    CRL_UNSUPPORTED_FORMAT(0x38, "a revocation list's format is unknown"),
    QEIDENTITY_CHAIN_ERROR(0x39, "the chain of the QE identity is not right"),
    TCBINFO_CHAIN_ERROR(0x3a, "the chain of the TCB info is not right"),
    ERROR_QVL_QVE_MISMATCH(0x3b, "verification library and enclave are of different releases"),
    TCB_SW_HARDENING_NEEDED(0x3c, "the platform's software needs hardening"),
    TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED(0x3d, "the platform needs configuration and hardened software"),
    UNSUPPORTED_MODE(
            0x3e,
            Reason.UNSUPPORTED,
            "the library does not quote in this process, it passes requests on to AESM",
            "SGX_AESM_ADDR was set when this process was started",
            "take AESM as the source, or start this process without SGX_AESM_ADDR: `env -u SGX_AESM_ADDR ...`"),
    NO_DEVICE(
            0x3f,
            Reason.ABSENT,
            "there is no SGX device",
            "the kernel has no driver, or the container was not given the device",
            "check `ls -l /dev/sgx_enclave /dev/sgx_provision`; in a container pass both devices"),
    SERVICE_UNAVAILABLE(
            0x40,
            Reason.REFUSED,
            "a service that the library relies on does not answer",
            "AESM or the PCCS is not running",
            "check `systemctl status aesmd`, and pccs_url of /etc/sgx_default_qcnl.conf"),
    NETWORK_FAILURE(
            0x41,
            Reason.REFUSED,
            "the network failed",
            "a proxy, DNS or a firewall is between this machine and the PCCS",
            "try `curl -v` with pccs_url of /etc/sgx_default_qcnl.conf"),
    SERVICE_TIMEOUT(
            0x42,
            Reason.TIMEOUT,
            "a service that the library relies on did not answer in time",
            "AESM or the PCCS is overloaded or hangs",
            "ask again later; check `systemctl status aesmd` and the PCCS"),
    ERROR_BUSY(0x43, Reason.BUSY, "the service is busy", "many requests at the same time", "ask again later"),
    UNKNOWN_MESSAGE_RESPONSE(
            0x44,
            Reason.REFUSED,
            "the PCCS answered with a status that the library does not know",
            "pccs_url leads to something that is no PCCS, or the PCCS has an error of its own",
            "look into the PCCS's log, and check pccs_url in /etc/sgx_default_qcnl.conf"),
    PERSISTENT_STORAGE_ERROR(
            0x45,
            Reason.REFUSED,
            "what was fetched could not be stored",
            "the cache folder of the provider library cannot be written to",
            "check the folder .dcap-qcnl of this account's home, and the space on its disk"),
    ERROR_MESSAGE_PARSING_ERROR(
            0x46,
            Reason.REFUSED,
            "a message could not be taken apart",
            "the answer of the PCCS was cut off or is of another version",
            "look into the PCCS's log, and check pccs_url in /etc/sgx_default_qcnl.conf"),
    PLATFORM_UNKNOWN(
            0x47,
            Reason.REFUSED,
            "the PCCS does not know this platform",
            "the platform is not registered, or the PCCS is in OFFLINE mode and was not given it",
            "register the platform with PCKIDRetrievalTool, or set the PCCS to LAZY mode"),
    UNKNOWN_API_VERSION(
            0x48,
            Reason.REFUSED,
            "the configured version of the API is unknown",
            "pccs_api_version or the version in pccs_url is one that the library does not know",
            "set pccs_url to one that ends in /sgx/certification/v4/, pccs_api_version to \"3.1\""),
    CERTS_UNAVAILABLE(
            0x49,
            Reason.REFUSED,
            "there are no certificates for this platform",
            "Intel has none for its present TCB",
            "update the BIOS; if it stays, register the platform again"),
    QVEIDENTITY_MISMATCH(0x50, "the quote verification enclave is not Intel's"),
    QVE_OUT_OF_DATE(0x51, "the quote verification enclave is out of date"),
    PSW_NOT_AVAILABLE(
            0x52,
            Reason.REFUSED,
            "a library of Intel's platform software could not be loaded",
            "libsgx-urts or libsgx-enclave-common is missing",
            "install libsgx-urts and libsgx-enclave-common"),
    COLLATERAL_VERSION_NOT_SUPPORTED(0x53, "the version of the collateral is not supported"),
    TDX_MODULE_MISMATCH(0x60, "the TDX module is another than the TCB info names"),
    QEIDENTITY_NOT_FOUND(0x61, "no QE identity was found"),
    TCBINFO_NOT_FOUND(0x62, "no TCB info was found"),
    INTERNAL_SERVER_ERROR(
            0x63,
            Reason.REFUSED,
            "the server had an error of its own",
            "the PCCS or Intel's service failed",
            "look into the PCCS's log, and ask again later"),
    SUPPLEMENTAL_DATA_VERSION_NOT_SUPPORTED(0x64, "the version of the supplemental data is not supported"),
    ROOT_CA_UNTRUSTED(
            0x65,
            Reason.REFUSED,
            "the TLS certificate of the PCCS is not trusted",
            "the PCCS has a certificate of its own making, or of an authority that this machine does not have",
            "give the authority to this machine, or set use_secure_cert to false in /etc/sgx_default_qcnl.conf"),
    TCB_NOT_SUPPORTED(0x66, "the TCB info has no level for this platform"),
    CONFIG_INVALID_JSON(
            0x67,
            Reason.REFUSED,
            "the configuration of the provider library is no JSON",
            "a comma is missing or too many in the file",
            "correct /etc/sgx_default_qcnl.conf, or the file that QCNL_CONF_PATH names: `jq . FILE` names the line,"
                    + " though the file may have // comments, which jq does not take"),
    RESULT_INVALID_SIGNATURE(0x68, "a signature is wrong"),
    QAEIDENTITY_MISMATCH(0x70, "the quote appraisal enclave is not Intel's"),
    QAE_OUT_OF_DATE(0x71, "the quote appraisal enclave is out of date"),
    QUOTE_HASH_MISMATCH(0x72, "the appraised quote is another"),
    REPORT_DATA_MISMATCH(0x73, "the report data of the appraisal is another");

    private static final int FAMILY = 0xe000;

    private static final Map<Integer, Quote3Error> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Quote3Error::number, Function.identity()));

    private final int number;
    private final Reason reason;
    private final String meaning;
    private final String cause;
    private final String fix;

    Quote3Error(int offset, Reason reason, String meaning, String cause, String fix) {
        this.number = FAMILY | offset;
        this.reason = reason;
        this.meaning = meaning;
        this.cause = cause;
        this.fix = fix;
    }

    /** One of quote verification. */
    Quote3Error(int offset, String meaning) {
        this(
                offset,
                Reason.BROKEN,
                meaning,
                "Intel has this code for verifying quotes, not for making them: the libraries are of different releases",
                "install libsgx-dcap-ql, libsgx-dcap-default-qpl and libsgx-ae-qe3 of one release, then restart this"
                        + " process");
    }

    /** The error of that number; empty if no edition that is known here has it. */
    static Optional<Quote3Error> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /**
     * What a caller is told of an answer.
     *
     * @param function that gave it
     * @param log the library's last words; may be empty
     */
    static QuoteException exception(String library, String function, int number, String log) {
        String said = log.isEmpty() ? "" : "; its log says " + log;
        String answered = library + " answered " + function + " with " + hex(number);
        return of(number)
                .map(known -> new QuoteException(
                        known.reason,
                        code(number),
                        answered + ", " + known.intelName() + ": " + known.meaning + "; as a rule " + known.cause
                                + said,
                        known.fix))
                .orElseGet(() -> new QuoteException(
                        Reason.REFUSED,
                        code(number),
                        answered + ", a code that no edition known here has" + said,
                        "look it up in sgx_ql_lib_common.h of the installed libsgx-dcap-ql"));
    }

    /** As in {@code 0xe011}. */
    static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }

    int number() {
        return number;
    }

    /** What it is in Intel's header. */
    String intelName() {
        return "SGX_QL_" + name();
    }

    Reason reason() {
        return reason;
    }

    /** What has happened; a sentence without its full stop. */
    String meaning() {
        return meaning;
    }

    /** What it comes from as a rule. */
    String cause() {
        return cause;
    }

    /** What to do. */
    String fix() {
        return fix;
    }

    /** Whether new target info and a new report can mend what {@code e} tells. */
    static boolean asksForNewReport(QuoteException e) {
        return Stream.of(ATT_KEY_NOT_INITIALIZED, ENCLAVE_LOST, ERROR_PUB_KEY_ID_MISMATCH)
                .anyMatch(error -> e.code().filter(code(error.number)::equals).isPresent());
    }

    private static String code(int number) {
        return "quote3 " + hex(number);
    }
}
