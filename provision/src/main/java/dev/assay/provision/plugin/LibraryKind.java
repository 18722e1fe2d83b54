package dev.assay.provision.plugin;

/** Whose quote provider library a file is, told by its content. */
public enum LibraryKind {
    /** Of Intel's default QPL, which reads {@code sgx_default_qcnl.conf}. */
    INTEL("Intel's"),
    /** Of Azure-DCAP-Client, which reads {@code AZDCAP_*}. */
    AZURE("Azure's"),
    /** It provides quotes' certificates and is neither. */
    OTHER_PROVIDER("another provider's"),
    /** It exports nothing of a quote provider library. */
    NOT_A_PROVIDER("not a quote provider library"),
    /** Text, damage, or nothing that could be read. */
    NOT_ELF("not a library");

    private static final String PROVIDER_FUNCTION = "sgx_ql_get_quote_config";

    private final String text;

    LibraryKind(String text) {
        this.text = text;
    }

    /**
     * Tells by exported names first, because Intel's library too has {@code AZDCAP_CACHE} in it, and by texts where there
     * are no names.
     */
    static LibraryKind of(ElfImage image) {
        if (image.exports().contains("sgx_ql_set_logging_function")) {
            return AZURE;
        }
        if (image.exports().stream().anyMatch(name -> name.startsWith("sgx_qpl_"))
                || image.exports().contains("sgx_ql_set_logging_callback")) {
            return INTEL;
        }
        boolean intelText =
                image.bytes().contains("sgx_default_qcnl") || image.bytes().contains("[QCNL]");
        boolean azureText = image.bytes().contains("AZDCAP_BASE_CERT_URL")
                || image.bytes().contains("AZDCAP_CLIENT_ID")
                || image.bytes().contains("AZDCAP_DEBUG_LOG_LEVEL");
        boolean provides = image.exports().contains(PROVIDER_FUNCTION);
        if (!image.exports().isEmpty() && !provides) {
            return NOT_A_PROVIDER;
        }
        if (azureText) {
            return AZURE;
        }
        if (intelText) {
            return INTEL;
        }
        return provides ? OTHER_PROVIDER : NOT_A_PROVIDER;
    }

    @Override
    public String toString() {
        return text;
    }
}
