package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckTcb;
import dev.assay.simulator.TestCertificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** PCK certificates, by encrypted PPID or by manifest. */
final class PckRoutes {

    private static final JsonFactory JSON = new JsonFactory();

    /** Where CPUSVNs of TCB type 0 hold the hardware's configuration. Source: Intel DCAP, {@code tcb_manager.cpp}. */
    private static final int CONFIGURATION = 6;

    private final PcsCatalog catalog;

    PckRoutes(PcsCatalog catalog) {
        this.catalog = catalog;
    }

    PcsAnswer answer(PcsRoute route, PcsRequest request, boolean misfiled) throws BadRequestException {
        Optional<String> key = catalog.subscriptionKey();
        if (key.isPresent() && !key.equals(request.header("ocp-apim-subscription-key"))) {
            return PcsAnswer.of(401);
        }
        boolean post = request.method().equals("POST");
        Map<String, String> parameters = post ? members(request) : request.query();
        Bytes pceId = hex(parameters, "pceid", 2);
        Optional<Bytes> cpuSvn =
                route == PcsRoute.PCKCERTS ? Optional.empty() : Optional.of(hex(parameters, "cpusvn", 16));
        int pceSvn = route == PcsRoute.PCKCERT ? hex(parameters, "pcesvn", 2).uint16(0) : 0;
        Optional<PcsPlatform> platform = (post ? byManifest(parameters) : byPpid(parameters))
                .filter(found -> found.pceId().equals(pceId));
        if (misfiled) {
            platform = platform.flatMap(asked -> catalog.platforms().stream()
                    .filter(other -> !other.equals(asked))
                    .findFirst());
        }
        if (platform.isEmpty()) {
            return PcsAnswer.of(404);
        }
        return switch (route) {
            case PCKCERT -> one(platform.get(), new PckTcb(cpuSvn.orElseThrow(), pceSvn, cpuSvn.orElseThrow()));
            case PCKCERTS -> list(platform.get(), platform.get().levels());
            default ->
                list(
                        platform.get(),
                        platform.get().levels().stream()
                                .filter(level -> level.components().at(CONFIGURATION)
                                        == cpuSvn.orElseThrow().at(CONFIGURATION))
                                .toList());
        };
    }

    private Optional<PcsPlatform> byPpid(Map<String, String> parameters) throws BadRequestException {
        return catalog.byEncryptedPpid(hex(parameters, "encrypted_ppid", 384)).filter(PcsPlatform::isKnownByPpid);
    }

    private Optional<PcsPlatform> byManifest(Map<String, String> parameters) throws BadRequestException {
        Bytes manifest = BadRequestException.hex(
                Optional.ofNullable(parameters.get("platformManifest")),
                PcsPlatform.MIN_MANIFEST,
                PcsPlatform.MAX_MANIFEST);
        Optional<PcsPlatform> platform = PcsPlatform.ppidIn(manifest)
                .flatMap(catalog::byPpid)
                .filter(found -> found.manifest().equals(manifest));
        if (platform.isEmpty()) {
            throw BadRequestException.manifest();
        }
        platform.get().register(PcsPlatform.Registration.INDIRECT);
        return platform;
    }

    private PcsAnswer one(PcsPlatform platform, PckTcb raw) {
        Optional<PckTcb> level = platform.levelFor(raw).filter(platform::hasCertificateFor);
        return level.isEmpty()
                ? PcsAnswer.of(404)
                : withPlatform(
                        PcsAnswer.of(
                                        "application/x-pem-file",
                                        platform.certificate(level.get()).pem())
                                .with("SGX-TCBm", tcbm(level.get())),
                        platform);
    }

    private PcsAnswer list(PcsPlatform platform, List<PckTcb> levels) {
        return withPlatform(
                PcsAnswer.of(
                        "application/json",
                        Bytes.ofUtf8(levels.stream()
                                .map(level -> entry(platform, level))
                                .collect(Collectors.joining(",", "[", "]")))),
                platform);
    }

    private PcsAnswer withPlatform(PcsAnswer answer, PcsPlatform platform) {
        return answer.withChain(
                        "SGX-PCK-Certificate-Issuer-Chain",
                        TestCertificate.pem(catalog.pki().issuers(platform.ca())))
                .with("SGX-FMSPC", upperHex(platform.fmspc()))
                .with("SGX-PCK-Certificate-CA-Type", platform.ca().toString());
    }

    private static String entry(PcsPlatform platform, PckTcb level) {
        StringBuilder json = new StringBuilder("{\"tcb\":{");
        for (int i = 0; i < 16; i++) {
            json.append(String.format(
                    Locale.ROOT,
                    "\"sgxtcbcomp%02dsvn\":%d,",
                    i + 1,
                    level.components().at(i)));
        }
        return json.append("\"pcesvn\":")
                .append(level.pceSvn())
                .append("},\"tcbm\":\"")
                .append(tcbm(level))
                .append("\",\"cert\":\"")
                .append(
                        platform.hasCertificateFor(level)
                                ? PcsAnswer.percentEncoded(
                                        platform.certificate(level).pem())
                                : "Not available")
                .append("\"}")
                .toString();
    }

    private static String tcbm(PckTcb tcb) {
        return upperHex(tcb.cpuSvn()) + String.format(Locale.ROOT, "%02X%02X", tcb.pceSvn() & 0xff, tcb.pceSvn() >>> 8);
    }

    static String upperHex(Bytes bytes) {
        return bytes.hex().toUpperCase(Locale.ROOT);
    }

    private static Bytes hex(Map<String, String> parameters, String name, int length) throws BadRequestException {
        return BadRequestException.hex(Optional.ofNullable(parameters.get(name)), length);
    }

    /** The members of a flat JSON object of strings. */
    private static Map<String, String> members(PcsRequest request) throws BadRequestException {
        if (!request.header("content-type").orElse("").startsWith("application/json")) {
            throw BadRequestException.syntax();
        }
        Map<String, String> members = new HashMap<>();
        try (JsonParser json =
                JSON.createParser(ObjectReadContext.empty(), request.body().toArray())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw BadRequestException.syntax();
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    throw BadRequestException.syntax();
                }
                members.put(name, json.getString());
            }
            return members;
        } catch (JacksonException notJson) {
            throw BadRequestException.syntax();
        }
    }
}
