package dev.assay.service.pccs.http;

import dev.assay.collateral.EnclaveIdentity;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.http.Tokens.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every path there is, and what it does by method. Paths are compared as they came, byte by byte: what is escaped, doubled,
 * dotted or in another case names nothing.
 */
final class Routes {

    /**
     * A path.
     *
     * @param name the same for all versions, as metrics and logs call it
     * @param methods what it does
     * @param otherwise whose token is asked for before other methods are said not to be there
     */
    record Route(String name, Api api, Map<String, Action> methods, Role otherwise) {}

    /**
     * What a path does for one method.
     *
     * @param read whether it changes nothing, so that HEAD may do the same
     * @param azure what it does for Azure's client
     */
    record Action(Role role, boolean read, Call.Endpoint endpoint, Optional<Call.Endpoint> azure) {}

    private final Map<String, Route> routes = new HashMap<>();

    private Routes() {}

    /** The routes of a PCCS, and of THIM if that is given. */
    static Routes of(Reads reads, Writes writes, Optional<Thim> thim) {
        Routes all = new Routes();
        for (Api api : Api.values()) {
            all.sgx("/sgx/certification/v" + api.number() + "/", api, reads, thim);
            all.admin("/sgx/certification/v" + api.number() + "/", api, reads, writes);
        }
        all.onlyV4(reads, thim);
        thim.ifPresent(azure -> {
            for (Api api : Api.values()) {
                all.read(
                        "/metadata/THIM/sgx/certification/v" + api.number() + "/pckcert",
                        "sgx/pckcert",
                        api,
                        azure::pckCertificate,
                        Optional.empty());
            }
        });
        return all;
    }

    private void sgx(String base, Api api, Reads reads, Optional<Thim> thim) {
        read(base + "pckcert", "sgx/pckcert", api, reads::pckCertificate, thim.map(azure -> azure::pckCertificate));
        read(base + "pckcrl", "sgx/pckcrl", api, reads::pckCrl, thim.map(azure -> azure::pckCrl));
        read(base + "rootcacrl", "sgx/rootcacrl", api, reads::rootCaCrl, thim.map(azure -> azure::rootCaCrl));
        read(base + "crl", "sgx/crl", api, reads::crl, thim.map(azure -> azure.dated(reads::crl)));
        read(base + "tcb", "sgx/tcb", api, reads::sgxTcb, thim.map(azure -> azure.tcb(Tee.SGX)));
        identity(base + "qe/identity", "sgx/qe/identity", api, EnclaveIdentity.Id.QE, reads, thim);
        identity(base + "qve/identity", "sgx/qve/identity", api, EnclaveIdentity.Id.QVE, reads, thim);
    }

    private void onlyV4(Reads reads, Optional<Thim> thim) {
        String sgx = "/sgx/certification/v4/";
        String tdx = "/tdx/certification/v4/";
        read(tdx + "tcb", "tdx/tcb", Api.V4, reads::tdxTcb, thim.map(azure -> azure.tcb(Tee.TDX)));
        identity(tdx + "qe/identity", "tdx/qe/identity", Api.V4, EnclaveIdentity.Id.TD_QE, reads, thim);
        identity(sgx + "qae/identity", "sgx/qae/identity", Api.V4, EnclaveIdentity.Id.QAE, reads, thim);
        String numbers = "tcbevaluationdatanumbers";
        read(sgx + numbers, "sgx/" + numbers, Api.V4, reads.evaluationNumbers(Tee.SGX), Optional.empty());
        read(tdx + numbers, "tdx/" + numbers, Api.V4, reads.evaluationNumbers(Tee.TDX), Optional.empty());
        read(sgx + "fmspcs", "sgx/fmspcs", Api.V4, reads::fmspcs, Optional.empty());
    }

    private void admin(String base, Api api, Reads reads, Writes writes) {
        Action policies = new Action(Role.ANYBODY, true, reads::policies, Optional.empty());
        put(
                base + "appraisalpolicy",
                "appraisalpolicy",
                api,
                Role.ADMIN,
                Map.of("GET", policies, "PUT", write(Role.ADMIN, writes::putPolicy)));
        put(
                base + "platforms",
                "platforms",
                api,
                Role.ADMIN,
                Map.of("GET", write(Role.ADMIN, writes::platforms), "POST", write(Role.USER, writes::register)));
        put(
                base + "platformcollateral",
                "platformcollateral",
                api,
                Role.ADMIN,
                Map.of("PUT", write(Role.ADMIN, writes::putCollateral)));
        Action refresh = write(Role.ADMIN, writes::refresh);
        put(base + "refresh", "refresh", api, Role.ADMIN, Map.of("GET", refresh, "POST", refresh));
    }

    private static Action write(Role role, Call.Endpoint endpoint) {
        return new Action(role, false, endpoint, Optional.empty());
    }

    private void identity(
            String path, String name, Api api, EnclaveIdentity.Id enclave, Reads reads, Optional<Thim> thim) {
        Call.Endpoint plain = reads.identity(enclave);
        read(path, name, api, plain, thim.map(azure -> azure.dated(plain)));
    }

    private void read(String path, String name, Api api, Call.Endpoint plain, Optional<Call.Endpoint> azure) {
        put(path, name, api, Role.ANYBODY, Map.of("GET", new Action(Role.ANYBODY, true, plain, azure)));
    }

    private void put(String path, String name, Api api, Role otherwise, Map<String, Action> methods) {
        routes.put(path, new Route(name, api, methods, otherwise));
    }

    Optional<Route> find(String path) {
        return Optional.ofNullable(routes.get(path));
    }
}
