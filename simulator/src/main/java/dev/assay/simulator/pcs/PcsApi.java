package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Tee;
import dev.assay.simulator.TestCertificate;
import dev.assay.simulator.pcs.PcsEdition.Making;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What Intel's service answers to each request for documents. Source: Intel SGX and TDX PCS API v4; names and encodings of
 * headers as in recorded answers.
 */
final class PcsApi {

    private static final String JSON = "application/json";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final PcsCatalog catalog;
    private final PckRoutes pck;
    private final RegistrationRoutes registration;

    PcsApi(PcsCatalog catalog) {
        this.catalog = catalog;
        this.pck = new PckRoutes(catalog);
        this.registration = new RegistrationRoutes(catalog);
    }

    /**
     * The answer to {@code request}.
     *
     * @param making how documents shall be made for it
     * @param misfiled whether it shall be another document than the one that was asked for
     */
    PcsAnswer answer(PcsRequest request, Making making, boolean misfiled) {
        if (request.route().isEmpty()) {
            return PcsAnswer.of(404);
        }
        PcsRoute route = request.route().get();
        boolean get = request.method().equals("GET") || request.method().equals("HEAD");
        if (!(get ? route.takesGet() : route.takesPost() && request.method().equals("POST"))) {
            return PcsAnswer.of(405);
        }
        try {
            return switch (route) {
                case PCKCERT, PCKCERTS, PCKCERTS_CONFIG -> pck.answer(route, request, misfiled);
                case REGISTER_PLATFORM, ADD_PACKAGE -> registration.answer(route, request);
                case PCKCRL -> pckCrl(request, making, misfiled);
                case ROOT_CA_CRL ->
                    PcsAnswer.of(
                            "application/pkix-crl",
                            misfiled
                                    ? catalog.edition().pckCrl(PckCertificate.Ca.PROCESSOR, making)
                                    : catalog.edition().rootCaCrl(making));
                case SGX_TCB -> tcbInfo(Tee.SGX, request, making, misfiled);
                case TDX_TCB -> tcbInfo(Tee.TDX, request, making, misfiled);
                case QE_IDENTITY -> identity(EnclaveIdentity.Id.QE, request, making, misfiled);
                case QVE_IDENTITY -> identity(EnclaveIdentity.Id.QVE, request, making, misfiled);
                case QAE_IDENTITY -> identity(EnclaveIdentity.Id.QAE, request, making, misfiled);
                case TD_QE_IDENTITY -> identity(EnclaveIdentity.Id.TD_QE, request, making, misfiled);
                case SGX_EVALUATION_NUMBERS -> evaluationNumbers(Tee.SGX, making, misfiled);
                case TDX_EVALUATION_NUMBERS -> evaluationNumbers(Tee.TDX, making, misfiled);
                case FMSPCS -> fmspcs(request);
            };
        } catch (BadRequestException e) {
            return e.answer();
        }
    }

    private PcsAnswer tcbInfo(Tee tee, PcsRequest request, Making making, boolean misfiled) throws BadRequestException {
        Bytes fmspc = BadRequestException.hex(request.parameter("fmspc"), 6);
        OptionalInt number = setOf(request);
        Optional<PcsPlatform> family =
                catalog.family(fmspc).filter(found -> tee == Tee.SGX || found.kind() != PcsPlatform.Kind.CLIENT);
        if (family.isEmpty() || number.isEmpty()) {
            return missing(request, family.isPresent());
        }
        return PcsAnswer.of(
                        JSON,
                        catalog.edition()
                                .tcbInfo(
                                        tee,
                                        misfiled
                                                ? family.get().machine().withFmspc(Bytes.literal("0badf00d0000"))
                                                : family.get().machine(),
                                        number.getAsInt(),
                                        making))
                .withChain("TCB-Info-Issuer-Chain", tcbSigningChain());
    }

    private PcsAnswer identity(EnclaveIdentity.Id id, PcsRequest request, Making making, boolean misfiled)
            throws BadRequestException {
        OptionalInt number = setOf(request);
        if (number.isEmpty()) {
            return missing(request, true);
        }
        EnclaveIdentity.Id other = id == EnclaveIdentity.Id.QVE ? EnclaveIdentity.Id.QAE : EnclaveIdentity.Id.QVE;
        return PcsAnswer.of(JSON, catalog.edition().identity(misfiled ? other : id, number.getAsInt(), making))
                .withChain("SGX-Enclave-Identity-Issuer-Chain", tcbSigningChain());
    }

    private PcsAnswer evaluationNumbers(Tee tee, Making making, boolean misfiled) {
        Tee other = tee == Tee.SGX ? Tee.TDX : Tee.SGX;
        return PcsAnswer.of(JSON, catalog.edition().evaluationNumbers(misfiled ? other : tee, making))
                .withChain("TCB-Evaluation-Data-Numbers-Issuer-Chain", tcbSigningChain());
    }

    private PcsAnswer pckCrl(PcsRequest request, Making making, boolean misfiled) throws BadRequestException {
        PckCertificate.Ca asked = switch (request.parameter("ca").orElse("")) {
            case "processor" -> PckCertificate.Ca.PROCESSOR;
            case "platform" -> PckCertificate.Ca.PLATFORM;
            default -> throw BadRequestException.syntax();
        };
        PckCertificate.Ca ca = !misfiled
                ? asked
                : asked == PckCertificate.Ca.PLATFORM ? PckCertificate.Ca.PROCESSOR : PckCertificate.Ca.PLATFORM;
        Bytes der = catalog.edition().pckCrl(ca, making);
        PcsAnswer answer = switch (request.parameter("encoding").orElse("pem")) {
            case "der" -> PcsAnswer.of("application/pkix-crl", der);
            case "pem" ->
                PcsAnswer.of(
                        "application/x-pem-file",
                        Bytes.ofUtf8("-----BEGIN X509 CRL-----\n" + LINES.encodeToString(der.toArray())
                                + "\n-----END X509 CRL-----\n"));
            default -> throw BadRequestException.syntax();
        };
        return answer.withChain(
                "SGX-PCK-CRL-Issuer-Chain", TestCertificate.pem(catalog.pki().issuers(ca)));
    }

    private PcsAnswer fmspcs(PcsRequest request) throws BadRequestException {
        String wanted = request.parameter("platform").orElse("all");
        if (!wanted.matches("all|client|E3|E5")) {
            throw BadRequestException.syntax();
        }
        return PcsAnswer.of(
                JSON,
                Bytes.ofUtf8(catalog.families().stream()
                        .map(family -> new String[] {
                            PckRoutes.upperHex(family.fmspc()),
                            family.kind() == PcsPlatform.Kind.CLIENT ? "client" : "E5"
                        })
                        .filter(family -> wanted.equals("all") || wanted.equals(family[1]))
                        .map(family -> "{\"fmspc\":\"" + family[0] + "\",\"platform\":\"" + family[1] + "\"}")
                        .collect(Collectors.joining(",", "[", "]"))));
    }

    /** The number of the set that was asked for; empty if it is not served. */
    private OptionalInt setOf(PcsRequest request) throws BadRequestException {
        PcsSets sets = catalog.edition().sets();
        Optional<String> update = request.parameter("update");
        Optional<String> number = request.parameter("tcbEvaluationDataNumber");
        if (update.isPresent() && number.isPresent()) {
            throw BadRequestException.syntax();
        }
        if (number.isPresent()) {
            int asked = BadRequestException.number(number.get());
            return sets.numbers().contains(asked) ? OptionalInt.of(asked) : OptionalInt.empty();
        }
        return switch (update.orElse("standard")) {
            case "standard" -> OptionalInt.of(sets.standard());
            case "early" -> OptionalInt.of(sets.early());
            default -> throw BadRequestException.syntax();
        };
    }

    private PcsAnswer missing(PcsRequest request, boolean familyIsKnown) throws BadRequestException {
        Optional<String> number = request.parameter("tcbEvaluationDataNumber");
        boolean gone = familyIsKnown
                && number.isPresent()
                && catalog.edition().sets().isGone(BadRequestException.number(number.get()));
        return PcsAnswer.of(gone ? 410 : 404);
    }

    private Bytes tcbSigningChain() {
        return TestCertificate.pem(catalog.pki().tcbSigningChain());
    }
}
