package dev.assay.simulator.pcs;

import java.util.Arrays;
import java.util.Optional;

/** What Intel's service can be asked. Source: Intel SGX and TDX PCS and registration service, API v4. */
public enum PcsRoute {
    PCKCERT("/sgx/certification/v4/pckcert"),
    PCKCERTS("/sgx/certification/v4/pckcerts"),
    PCKCERTS_CONFIG("/sgx/certification/v4/pckcerts/config"),
    PCKCRL("/sgx/certification/v4/pckcrl"),
    SGX_TCB("/sgx/certification/v4/tcb"),
    TDX_TCB("/tdx/certification/v4/tcb"),
    QE_IDENTITY("/sgx/certification/v4/qe/identity"),
    QVE_IDENTITY("/sgx/certification/v4/qve/identity"),
    QAE_IDENTITY("/sgx/certification/v4/qae/identity"),
    TD_QE_IDENTITY("/tdx/certification/v4/qe/identity"),
    FMSPCS("/sgx/certification/v4/fmspcs"),
    SGX_EVALUATION_NUMBERS("/sgx/certification/v4/tcbevaluationdatanumbers"),
    TDX_EVALUATION_NUMBERS("/tdx/certification/v4/tcbevaluationdatanumbers"),
    /** At {@code .der} and {@code .crl}; Intel serves it on a host of its own. */
    ROOT_CA_CRL("/IntelSGXRootCA.der"),
    REGISTER_PLATFORM("/sgx/registration/v1/platform"),
    ADD_PACKAGE("/sgx/registration/v1/package");

    private final String path;

    PcsRoute(String path) {
        this.path = path;
    }

    public String path() {
        return path;
    }

    static Optional<PcsRoute> at(String path) {
        return path.equals("/IntelSGXRootCA.crl")
                ? Optional.of(ROOT_CA_CRL)
                : Arrays.stream(values())
                        .filter(route -> route.path.equals(path))
                        .findFirst();
    }

    boolean takesPost() {
        return switch (this) {
            case PCKCERT, PCKCERTS, PCKCERTS_CONFIG, REGISTER_PLATFORM, ADD_PACKAGE -> true;
            default -> false;
        };
    }

    boolean takesGet() {
        return this != REGISTER_PLATFORM && this != ADD_PACKAGE;
    }
}
