package dev.assay.provision.plugin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A variable of the environment that changes which library is loaded or what it answers; it is named as here. Source:
 * Azure-DCAP-Client {@code src/dcap_provider.cpp} and {@code src/Linux/local_cache.cpp}, Intel confidential-computing.tee.dcap
 * {@code qcnl_config_impl.cpp} and {@code local_cache.h}.
 */
public enum ProviderVariable {
    QCNL_CONF_PATH(
            Reader.INTEL, "names the configuration that Intel's library reads instead of /etc/sgx_default_qcnl.conf"),
    LD_LIBRARY_PATH(Reader.BOTH, "folders in which the dynamic linker looks before all others"),
    LD_PRELOAD(
            Reader.BOTH, "libraries that the dynamic linker loads first; one of the same name is taken for the plugin"),
    AZDCAP_CACHE(Reader.BOTH, "folder of the cache: .dcap-qcnl in it for Intel's library, .az-dcap-client for Azure's"),
    XDG_CACHE_HOME(Reader.BOTH, "folder of the cache unless AZDCAP_CACHE is set"),
    HOME(Reader.BOTH, "folder of the cache unless one of those before is set"),
    TMPDIR(Reader.BOTH, "folder of the cache unless one of those before is set"),
    AZDCAP_PRIMARY_BASE_CERT_URL(
            Reader.AZURE, "where PCK certificates are asked for first, instead of Azure's metadata service"),
    AZDCAP_SECONDARY_BASE_CERT_URL(
            Reader.AZURE, "where PCK certificates are asked for when the first place and the cache have none"),
    AZDCAP_BASE_CERT_URL(Reader.AZURE, "where SGX collateral comes from, instead of global.acccache.azure.net"),
    AZDCAP_BASE_CERT_URL_TDX(Reader.AZURE, "where TDX collateral comes from, instead of the region's thim.azure.net"),
    AZDCAP_REGION_URL(Reader.AZURE, "where the region of the machine is asked for"),
    AZDCAP_BYPASS_BASE_URL(Reader.AZURE, "true skips the local agent and asks the secondary place at once"),
    AZDCAP_CLIENT_ID(Reader.AZURE, "the clientid parameter of all requests, instead of production_client"),
    AZDCAP_COLLATERAL_VERSION(Reader.AZURE, "version of the interface for SGX: v2, v3 or v4, v4 if unset"),
    AZDCAP_COLLATERAL_VERSION_TDX(Reader.AZURE, "version of the interface for TDX"),
    AZDCAP_DEBUG_LOG_LEVEL(Reader.AZURE, "INFO, WARNING or ERROR to standard output; other values silently mean off"),
    AZDCAP_WRITE_LOGS_TO_FILE(Reader.AZURE, "logs go to a file too"),
    AZDCAP_DISABLE_ONDEMAND(
            Reader.AZURE, "1 leaves the encrypted PPID out, so that only certificates made beforehand are found"),
    AZDCAP_CACHE_EXPIRY_IN_SECONDS(Reader.AZURE, "0 to 86400; the smaller of this and the server's maximum counts");

    private static final Set<String> VERSIONS = Set.of("v2", "v3", "v4");
    private static final Set<String> LOG_LEVELS =
            Set.of("INFO", "WARNING", "ERROR", "SGX_QL_LOG_INFO", "SGX_QL_LOG_WARNING", "SGX_QL_LOG_ERROR");

    /** Whose library looks at it. */
    public enum Reader {
        INTEL,
        AZURE,
        /** Both, or the dynamic linker before either. */
        BOTH
    }

    /**
     * A variable that is set.
     *
     * @param problem what is wrong with the value, if something is
     */
    public record Setting(ProviderVariable variable, String value, Optional<String> problem) {}

    private final Reader reader;
    private final String effect;

    ProviderVariable(Reader reader, String effect) {
        this.reader = reader;
        this.effect = effect;
    }

    public Reader reader() {
        return reader;
    }

    /** What it does, as the rest of a sentence. */
    public String effect() {
        return effect;
    }

    /** Those that are set on {@code machine}. */
    static List<Setting> setOn(Machine machine) {
        return Arrays.stream(values())
                .flatMap(
                        variable -> machine
                                .variable(variable.name())
                                .map(value -> new Setting(variable, value, variable.problem(value)))
                                .stream())
                .toList();
    }

    private Optional<String> problem(String value) {
        return switch (this) {
            case AZDCAP_COLLATERAL_VERSION, AZDCAP_COLLATERAL_VERSION_TDX ->
                problem(VERSIONS.contains(value), "it can be v2, v3 or v4; the library takes its own default");
            case AZDCAP_DEBUG_LOG_LEVEL ->
                problem(LOG_LEVELS.contains(value), "it can be INFO, WARNING or ERROR; this means off");
            case AZDCAP_CACHE_EXPIRY_IN_SECONDS ->
                problem(
                        value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 86_400,
                        "it can be 0 to 86400 seconds; other values are ignored");
            case AZDCAP_BYPASS_BASE_URL -> problem(value.equals("true"), "only true has an effect");
            case AZDCAP_DISABLE_ONDEMAND -> problem(value.equals("1"), "only 1 has an effect");
            default -> Optional.empty();
        };
    }

    private static Optional<String> problem(boolean isGood, String otherwise) {
        return isGood ? Optional.empty() : Optional.of(otherwise);
    }
}
