package dev.assay.provision.plugin;

import java.util.List;

/**
 * Who loads a quote provider library, and by which names, in order. Source: Intel confidential-computing.tee.dcap (quote
 * wrappers and quote verification), Open Enclave {@code host/sgx/linux/sgxquoteproviderloader.c}.
 */
public enum Consumer {
    /** {@code libsgx_dcap_ql}, in the process or in aesmd; explicit path by {@code sgx_ql_set_path}. */
    SGX_QUOTING("SGX quoting library", true, true),
    /** {@code libtdx_attest}'s host side, in qgsd; explicit path by {@code tee_att_set_path}. */
    TDX_QUOTING("TDX quoting library", true, false),
    /** {@code libsgx_dcap_quoteverify}; explicit path by {@code sgx_qv_set_path}. */
    QUOTE_VERIFICATION("quote verification library", true, true),
    /** Open Enclave's host; it knows the name without version alone. */
    OPEN_ENCLAVE("Open Enclave", false, true);

    /** The name with version. */
    public static final String VERSIONED = "libdcap_quoteprov.so.1";

    /** The name without, which development packages and Azure's package install. */
    public static final String UNVERSIONED = "libdcap_quoteprov.so";

    private final String text;
    private final boolean takesVersioned;
    private final boolean takesUnversioned;

    Consumer(String text, boolean takesVersioned, boolean takesUnversioned) {
        this.text = text;
        this.takesVersioned = takesVersioned;
        this.takesUnversioned = takesUnversioned;
    }

    /** The names that it asks the dynamic linker for, the first first. */
    public List<String> names() {
        if (takesVersioned) {
            return takesUnversioned ? List.of(VERSIONED, UNVERSIONED) : List.of(VERSIONED);
        }
        return List.of(UNVERSIONED);
    }

    @Override
    public String toString() {
        return text;
    }
}
