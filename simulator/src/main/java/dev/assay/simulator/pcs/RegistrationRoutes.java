package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import java.util.Optional;

/** Registration of multi-package platforms. Source: Intel SGX and TDX registration service, API v1. */
final class RegistrationRoutes {

    /** How many membership certificates an answer has room for. */
    private static final int SLOTS = 8;

    /** Bytes of a slot; Intel's document says that it is fixed and not what it is. */
    private static final int SLOT = 512;

    private final PcsCatalog catalog;

    RegistrationRoutes(PcsCatalog catalog) {
        this.catalog = catalog;
    }

    PcsAnswer answer(PcsRoute route, PcsRequest request) throws BadRequestException {
        if (route == PcsRoute.ADD_PACKAGE
                && !request.header("ocp-apim-subscription-key").orElse("").matches("[0-9a-fA-F]{32}")) {
            return PcsAnswer.of(401);
        }
        if (!request.header("content-type").orElse("").equals("application/octet-stream")) {
            return PcsAnswer.of(415);
        }
        return route == PcsRoute.REGISTER_PLATFORM ? register(request.body()) : addPackage(request.body());
    }

    private PcsAnswer register(Bytes manifest) throws BadRequestException {
        if (manifest.length() < PcsPlatform.MIN_MANIFEST || manifest.length() > PcsPlatform.MAX_MANIFEST) {
            throw BadRequestException.syntax();
        }
        PcsPlatform platform = PcsPlatform.ppidIn(manifest)
                .flatMap(catalog::byPpid)
                .filter(found -> found.kind() == PcsPlatform.Kind.MULTI_PACKAGE
                        && found.manifest().equals(manifest))
                .orElseThrow(BadRequestException::manifest);
        if (!platform.register(PcsPlatform.Registration.DIRECT)) {
            throw BadRequestException.of(
                    "CachedKeysPolicyViolation", "Platform was registered without keeping its keys.");
        }
        return new PcsAnswer(201, PcsAnswer.of("text/plain", Bytes.EMPTY).headers(), Bytes.EMPTY)
                .withBody(Bytes.ofUtf8(PckRoutes.upperHex(platform.ppid())));
    }

    private PcsAnswer addPackage(Bytes addRequest) throws BadRequestException {
        Optional<PcsPlatform> platform = PcsPlatform.ppidIn(addRequest)
                .flatMap(catalog::byPpid)
                .filter(found -> found.addPackageRequest().equals(addRequest));
        if (platform.isEmpty()) {
            throw BadRequestException.of("InvalidAddRequest", "Add request is invalid.");
        }
        if (platform.get().kind() != PcsPlatform.Kind.MULTI_PACKAGE
                || !platform.get().isKnownByPpid()) {
            throw BadRequestException.of("PlatformNotFound", "Platform was not registered.");
        }
        Bytes certificate = platform.get().machine().seed().bytes("membership certificate", SLOT);
        return PcsAnswer.of(
                        "application/octet-stream", Bytes.concat(certificate, Bytes.of(new byte[SLOT * (SLOTS - 1)])))
                .with("Certificate-Count", "1");
    }
}
