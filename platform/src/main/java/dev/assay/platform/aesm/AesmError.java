package dev.assay.platform.aesm;

import static dev.assay.quote.QuoteException.Reason.BUSY;
import static dev.assay.quote.QuoteException.Reason.REFUSED;
import static dev.assay.quote.QuoteException.Reason.UNSUPPORTED;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.Optional;

/**
 * What AESM's error codes mean, what is behind them in most cases, and what to do.
 *
 * <p>Source for numbers and names: intel/linux-sgx, psw/ae/inc/internal/aesm_error.h; that of 2018 ends at 31, and 32 to 50
 * are the same in fortanix/rust-sgx, intel-sgx/aesm-client/src/error.rs, which copies a later one. The file aeerror.h beside
 * it has other numbers, which never leave the service.
 */
public enum AesmError {
    SUCCESS(
            0,
            REFUSED,
            "all is well, although the answer was taken for a failure",
            "this client is at fault",
            Fix.FILE),
    UNEXPECTED_ERROR(
            1,
            REFUSED,
            "something failed that AESM has no code for",
            "most errors of the quote provider library arrive as this one",
            Fix.LOG),
    NO_DEVICE_ERROR(
            2,
            REFUSED,
            "AESM found no SGX device for its own enclaves",
            "the driver or its node is missing",
            Fix.NODES),
    PARAMETER_ERROR(
            3, REFUSED, "AESM did not like an argument", "a buffer of the wrong size or an unknown key id", Fix.FILE),
    EPIDBLOB_ERROR(4, UNSUPPORTED, "AESM's EPID data are damaged", "EPID has ended, nothing renews them", Fix.MIGRATE),
    EPID_REVOKED_ERROR(5, UNSUPPORTED, "the platform's EPID key or group is revoked", "EPID has ended", Fix.MIGRATE),
    GET_LICENSETOKEN_ERROR(
            6,
            REFUSED,
            "AESM gave no launch token",
            "the processor has no flexible launch control, and the enclave is neither on Intel's list nor for debugging",
            "use the kernel's own driver (Linux 5.11 or later), which needs no tokens, on a processor that has sgx_lc"),
    SESSION_INVALID(7, UNSUPPORTED, "the session with the platform services is unknown", "they have ended", Fix.NO_PSE),
    MAX_NUM_SESSION_REACHED(
            8, UNSUPPORTED, "too many sessions with the platform services", "they have ended", Fix.NO_PSE),
    PSDA_UNAVAILABLE(9, UNSUPPORTED, "the platform services' applet is missing", "they have ended", Fix.NO_PSE),
    EPH_SESSION_FAILED(
            10, UNSUPPORTED, "no session with the platform services came about", "they have ended", Fix.NO_PSE),
    LONG_TERM_PAIRING_FAILED(
            11, UNSUPPORTED, "pairing with the platform services failed", "they have ended", Fix.NO_PSE),
    NETWORK_ERROR(
            12,
            REFUSED,
            "AESM could not reach the server of its certificates",
            "the address in /etc/sgx_default_qcnl.conf, a proxy, DNS, or the certificate of the PCCS",
            "try `sudo -u aesmd curl -v URL/rootcacrl` with pccs_url of /etc/sgx_default_qcnl.conf as URL; correct the file,"
                    + " then " + Fix.RESTARTED),
    NETWORK_BUSY_ERROR(13, BUSY, "the server of AESM's certificates is busy", "too many requests", Fix.AGAIN),
    PROXY_SETTING_ASSIST(
            14,
            REFUSED,
            "AESM needs to know of a proxy",
            "there is no way to the Internet but through one",
            "set 'proxy type = manual' and 'aesm proxy = http://HOST:PORT' in /etc/aesmd.conf, then " + Fix.RESTARTED),
    FILE_ACCESS_ERROR(
            15,
            REFUSED,
            "AESM could not read one of its files",
            "a damaged package, or a folder that does not belong to it",
            "`sudo chown -R aesmd /var/opt/aesmd`, `sudo apt install --reinstall sgx-aesm-service libsgx-ae-qe3"
                    + " libsgx-ae-pce`, then " + Fix.RESTARTED),
    SGX_PROVISION_FAILED(
            16,
            UNSUPPORTED,
            "Intel's EPID service did not provision this platform",
            "that service has ended",
            Fix.MIGRATE),
    SERVICE_STOPPED(17, BUSY, "AESM is about to stop", "it is being restarted or updated", Fix.RESTART),
    BUSY_ERROR(18, BUSY, "AESM is busy", "other requests", Fix.AGAIN),
    BACKEND_SERVER_BUSY(19, BUSY, "the server behind AESM is busy", "too many requests", Fix.AGAIN),
    UPDATE_AVAILABLE(
            20,
            REFUSED,
            "the platform needs an update before it gets what was asked for",
            "old firmware or old SGX packages",
            "install the vendor's newest BIOS, bring the SGX packages up to date with `sudo apt upgrade`, and boot"),
    OUT_OF_MEMORY_ERROR(
            21,
            REFUSED,
            "AESM is out of memory",
            "the host's memory or the limit of a container",
            "free memory, or raise the limit of AESM's container, then " + Fix.RESTARTED),
    MSG_ERROR(22, REFUSED, "AESM could not read the request", "a missing field", Fix.FILE),
    THREAD_ERROR(
            23,
            REFUSED,
            "AESM could not start a thread",
            "a limit of processes",
            "raise TasksMax of aesmd.service or the pids limit of the container, then " + Fix.RESTARTED),
    SGX_DEVICE_NOT_AVAILABLE(24, REFUSED, "the SGX device cannot be used", "driver or node is missing", Fix.NODES),
    ENABLE_SGX_DEVICE_FAILED(
            25,
            REFUSED,
            "SGX could not be switched on",
            "the firmware has it off, or a reboot is due",
            "set SGX to Enabled (not: Software Controlled) in the BIOS and boot"),
    PLATFORM_INFO_BLOB_INVALID_SIG(
            26,
            REFUSED,
            "the platform information is not signed by Intel's attestation service",
            "it was changed on its way, or is of another service",
            "hand over the platformInfoBlob of the attestation report as it came, without its four bytes of header"),
    SERVICE_NOT_AVAILABLE(
            27, UNSUPPORTED, "AESM does not have this service any more", "a request of earlier years", Fix.NO_PSE),
    KDF_MISMATCH(
            28, UNSUPPORTED, "key derivation differs between both sides", "a session of earlier years", Fix.NO_PSE),
    OUT_OF_EPC(
            29,
            REFUSED,
            "there is no protected memory left for AESM's enclaves",
            "a small PRMRR size in the BIOS, many enclaves, or a limit of the control group",
            "stop other enclaves, raise sgx_epc in the control group's misc.max, or choose a larger PRMRR size in the"
                    + " BIOS"),
    SERVICE_UNAVAILABLE(
            30,
            REFUSED,
            "the plugin that serves this request is missing or did not start",
            "the ECDSA plugin is not installed, or it could not load the quoting enclave",
            "`sudo apt install libsgx-aesm-ecdsa-plugin libsgx-aesm-quote-ex-plugin libsgx-dcap-default-qpl`, `sudo usermod"
                    + " -aG sgx_prv aesmd`, " + Fix.RESTARTED + ", and look for 'Failed to load QE3' in `journalctl -u"
                    + " aesmd`"),
    UNRECOGNIZED_PLATFORM(
            31,
            REFUSED,
            "Intel's service does not know this platform",
            "it was never registered, or is asked for EPID, which it has not",
            Fix.REGISTER),
    ECDSA_ID_MISMATCH(
            32, REFUSED, "the key's id is not the one that AESM has", "the quoting enclave was exchanged", Fix.RESTART),
    PATHNAME_BUFFER_OVERFLOW_ERROR(
            33,
            REFUSED,
            "a path of AESM's is too long",
            "it was installed in an unusual place",
            "install the SGX packages below /opt/intel, where they belong"),
    ERROR_STORED_KEY(
            34, REFUSED, "AESM cannot read the key that it has stored", "another machine or an older TCB", Fix.BLOBS),
    PUB_KEY_ID_MISMATCH(
            35,
            REFUSED,
            "the id of the attestation key has changed",
            "AESM made itself a new one",
            "ask again, and initialise the quote first"),
    INVALID_PCE_SIG_SCHEME(
            36,
            REFUSED,
            "the PCE signs in a way that the quoting enclave does not know",
            "packages of two releases",
            Fix.SAME_RELEASE),
    ATT_KEY_BLOB_ERROR(
            37, REFUSED, "AESM's stored attestation key is damaged", "another machine or an older TCB", Fix.BLOBS),
    UNSUPPORTED_ATT_KEY_ID(
            38,
            REFUSED,
            "no plugin of AESM's has this kind of attestation key",
            "the ECDSA plugin is missing or did not start, often for want of /dev/sgx_provision",
            "`sudo apt install libsgx-aesm-ecdsa-plugin libsgx-aesm-quote-ex-plugin`, give AESM's container both"
                    + " /dev/sgx_enclave and /dev/sgx_provision, then " + Fix.RESTARTED),
    UNSUPPORTED_LOADING_POLICY(
            39, REFUSED, "AESM does not load enclaves in this way", "packages of two releases", Fix.SAME_RELEASE),
    INTERFACE_UNAVAILABLE(
            40,
            REFUSED,
            "the PCE, which certifies attestation keys, is missing",
            "its plugin was removed together with those of EPID",
            "`sudo apt install libsgx-aesm-pce-plugin libsgx-ae-pce`, then " + Fix.RESTARTED),
    PLATFORM_LIB_UNAVAILABLE(
            41,
            REFUSED,
            "AESM did not find the quote provider library",
            "libdcap_quoteprov.so.1 is not installed, or a link leads nowhere",
            "`sudo apt install libsgx-dcap-default-qpl` (on Azure: az-dcap-client), see that `ldconfig -p | grep"
                    + " dcap_quoteprov` names it, then " + Fix.RESTARTED),
    ATT_KEY_NOT_INITIALIZED(
            42,
            REFUSED,
            "AESM's attestation key is not initialised",
            "AESM was restarted in between, again and again",
            "look into `journalctl -u aesmd` for what ends it"),
    ATT_KEY_CERT_DATA_INVALID(
            43,
            REFUSED,
            "the certificates that the quote provider library has are of no use",
            "a stale cache",
            "delete the folder .dcap-qcnl in the home of the user aesmd (and in /tmp), then " + Fix.RESTARTED),
    NO_PLATFORM_CERT_DATA(
            44,
            REFUSED,
            "there is no PCK certificate for this platform",
            "a server with several packages that was never registered, or a PCCS that does not know it",
            Fix.REGISTER),
    ERROR_REPORT(
            45,
            REFUSED,
            "the quoting enclave could not check the report",
            "it was made for another enclave",
            Fix.REPORT),
    ENCLAVE_LOST(46, BUSY, "AESM's enclaves are lost", "the machine slept, or was moved", Fix.RESTART),
    INVALID_REPORT(
            47,
            REFUSED,
            "the report is not genuine to the quoting enclave",
            "it was made for another enclave",
            Fix.REPORT),
    ENCLAVE_LOAD_ERROR(
            48,
            REFUSED,
            "AESM could not load one of its enclaves",
            "no right to /dev/sgx_provision, /dev mounted noexec, or too little protected memory",
            "`sudo usermod -aG sgx_prv aesmd`, `sudo mount -o remount,exec /dev`, " + Fix.RESTARTED
                    + ", and read `journalctl -u aesmd`"),
    UNABLE_TO_GENERATE_QE_REPORT(
            49,
            REFUSED,
            "the quoting enclave could not report to the enclave that asked",
            "the target information in qe_report_info is wrong",
            "hand over the TARGETINFO of the enclave that is to check the quoting enclave's report"),
    KEY_CERTIFICATION_ERROR(
            50,
            REFUSED,
            "the platform's TCB is below that of its certificate",
            "the BIOS was downgraded, or a cache has certificates of another time",
            "install the newest BIOS again, delete .dcap-qcnl in the home of the user aesmd, let the PCCS refresh, then "
                    + Fix.RESTARTED),
    CONFIG_UNSUPPORTED(
            51,
            REFUSED,
            "AESM does not know this combination of options",
            "a client of another release",
            Fix.SAME_RELEASE);

    /** Advice that several codes share. */
    private interface Fix {
        String RESTARTED = "`sudo systemctl restart aesmd`";
        String LOG = "set 'qpl log level = info' in /etc/aesmd.conf, " + RESTARTED
                + ", ask again, and read `journalctl -u aesmd`";
        String FILE = "report this to Assay with the versions of the SGX packages: `dpkg -l 'libsgx*' 'sgx*'`";
        String MIGRATE = "migrate to DCAP; a processor without flexible launch control (sgx_lc) has to be replaced";
        String NO_PSE = "use software that does without Intel's platform services (PSE), which have ended";
        String NODES =
                "see whether `ls -l /dev/sgx_enclave /dev/sgx_provision` shows both; if not, boot Linux 5.11 or later with"
                        + " SGX enabled in the BIOS; if so, hand both to AESM's container";
        String AGAIN = "ask again in a minute";
        String RESTART = RESTARTED + ", then ask again";
        String REGISTER = "register the platform (SGX Auto MP Registration in the BIOS, or PCKIDRetrievalTool for your"
                + " PCCS), check pccs_url in /etc/sgx_default_qcnl.conf, then " + RESTARTED;
        String BLOBS = "`sudo systemctl stop aesmd`, `sudo sh -c 'rm /var/opt/aesmd/data/*'`, `sudo systemctl start"
                + " aesmd`";
        String SAME_RELEASE =
                "bring sgx-aesm-service and all of libsgx-* to one release with `sudo apt upgrade`, then " + RESTARTED;
        String REPORT = "make the report for the target information that AESM gave last, on the same machine";
    }

    private final int number;
    private final Reason reason;
    private final String meaning;
    private final String cause;
    private final String fix;

    AesmError(int number, Reason reason, String meaning, String cause, String fix) {
        this.number = number;
        this.reason = reason;
        this.meaning = meaning;
        this.cause = cause;
        this.fix = fix;
    }

    /** The error of that number; none for numbers that Intel has not given yet. */
    public static Optional<AesmError> of(long number) {
        return number >= 0 && number < values().length ? Optional.of(values()[(int) number]) : Optional.empty();
    }

    public int number() {
        return number;
    }

    /** Intel's name, as in {@code AESM_SERVICE_UNAVAILABLE}. */
    public String intelName() {
        return "AESM_" + (this == BUSY_ERROR ? "BUSY" : name());
    }

    /** What happened, for people; no full stop. */
    public String meaning() {
        return meaning;
    }

    /** What is behind it in most cases. */
    public String cause() {
        return cause;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }

    /** The code as {@link QuoteException#code} has it: {@code AESM 30}. */
    public String code() {
        return "AESM " + number;
    }

    /** Whether that is what {@code failure} is about. */
    public boolean isIn(QuoteException failure) {
        return failure.code().filter(code()::equals).isPresent();
    }

    /**
     * The failure to tell about.
     *
     * @param number the code that AESM answered with
     * @param refused what was asked of whom: {@code AESM at /var/run/aesmd/aesm.socket, asked for GetQuoteEx}
     */
    static QuoteException refusal(long number, String refused) {
        return of(number)
                .map(error -> new QuoteException(
                        error.reason,
                        error.code(),
                        refused + ", answered " + number + " (" + error.intelName() + "): " + error.meaning
                                + "; likely cause: " + error.cause,
                        error.fix))
                .orElseGet(() -> new QuoteException(
                        REFUSED,
                        "AESM " + number,
                        refused + ", answered " + number + ", a code that Assay does not know (it knows 0 to 51)",
                        Fix.LOG));
    }
}
