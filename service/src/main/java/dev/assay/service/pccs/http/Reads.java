package dev.assay.service.pccs.http;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache;
import dev.assay.service.pccs.cache.CachedDocument;
import io.helidon.http.Header;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The routes that anybody may read, in the manner of Intel's server. Source: Intel PCCS 1.27.0, routes and controllers; what
 * only Intel's PCS has (numbered sets, their list, FMSPCs, the QAE) after its API v4.
 */
final class Reads {

    private static final System.Logger LOG = System.getLogger("dev.assay.pccs");

    /** Intel's client keeps sizes in 16 bits, and ends its host process beyond. */
    private static final int LONGEST_FOR_QPL = 65_530;

    /** How long an answer may be given again that has no date of its own. */
    static final Duration UNDATED = Duration.ofMinutes(10);

    private static final int LONGEST_QE_ID = 260;
    private static final int LONGEST_URI = 2048;

    private static final String CRL = "application/pkix-crl";
    private static final String PEM = "application/x-pem-file";

    /** Source: Intel PCCS 1.27.0, utils/apputil.js. */
    private static final Pattern ROOT_CRL =
            Pattern.compile("https://([a-zA-Z0-9-]*certificates\\.trustedservices\\.intel\\.com"
                    + "|certprx\\.adsdcsp\\.com)/IntelSGXRootCA\\.[^\\r\\n]*");

    private static final Pattern PCK_CRL = Pattern.compile(
            "https://([a-zA-Z0-9-]*\\.?api\\.trustedservices\\.intel\\.com"
                    + "|[a-zA-Z0-9-]+\\.az\\.sgx(prod|np)\\.adsdcsp\\.com)/sgx/certification/v[1-9][0-9]*/pckcrl\\?[^\\r\\n]*");

    private final Cache cache;
    private final InstantSource clock;

    Reads(Cache cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** Not kept ready: there may be a million platforms, each asking now and then, and the database answers in microseconds. */
    Answer pckCertificate(Call call) throws Refusal {
        Cache.PckAnswer found = findPckCertificate(call);
        return Answer.ok(
                PEM,
                found.certificate().toArray(),
                Answer.header("SGX-TCBm", found.tcbm()),
                Answer.header("SGX-FMSPC", found.fmspc()),
                Answer.header("SGX-PCK-Certificate-CA-Type", found.ca()),
                Answer.header("SGX-PCK-Certificate-Issuer-Chain", IssuerChain.encode(found.issuerChain())));
    }

    Cache.PckAnswer findPckCertificate(Call call) throws Refusal {
        Query query = call.query();
        String qeId = query.require("qeid");
        if (qeId.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(Status.BAD_REQUEST, "parameter qeid has control characters; expected a name");
        }
        if (qeId.isEmpty() || qeId.length() > LONGEST_QE_ID) {
            throw new Refusal(
                    Status.BAD_REQUEST,
                    "parameter qeid has " + qeId.length() + " characters; expected 1 to " + LONGEST_QE_ID);
        }
        return cache.pckCertificate(
                call.api(),
                new Cache.PckQuery(
                        qeId.toUpperCase(Locale.ROOT),
                        query.requireHex("pceid", 4),
                        query.requireHex("cpusvn", 32),
                        query.requireHex("pcesvn", 4),
                        query.findHex("encrypted_ppid", 768)));
    }

    Answer sgxTcb(Call call) throws Refusal {
        return tcb(call, Tee.SGX, call.api() == Api.V3 ? "SGX-TCB-Info-Issuer-Chain" : "TCB-Info-Issuer-Chain");
    }

    Answer tdxTcb(Call call) throws Refusal {
        return tcb(call, Tee.TDX, "TCB-Info-Issuer-Chain");
    }

    private Answer tcb(Call call, Tee tee, String chainName) throws Refusal {
        Bytes fmspc = bytes(call.query().requireHex("fmspc", 12));
        return json(cache.document(call.api(), new DocumentKey.TcbInfoKey(tee, fmspc, set(call.query()))), chainName);
    }

    Call.Endpoint identity(EnclaveIdentity.Id enclave) {
        return call -> json(
                cache.document(call.api(), new DocumentKey.IdentityKey(enclave, set(call.query()))),
                "SGX-Enclave-Identity-Issuer-Chain");
    }

    Call.Endpoint evaluationNumbers(Tee tee) {
        return call -> json(
                cache.document(call.api(), new DocumentKey.EvaluationNumbersKey(tee)),
                "TCB-Evaluation-Data-Numbers-Issuer-Chain");
    }

    Answer pckCrl(Call call) throws Refusal {
        CachedDocument crl = cache.document(
                call.api(), new DocumentKey.PckCrlKey(ca(call.query().require("ca"))));
        boolean der = call.query().find("encoding").orElse("").equalsIgnoreCase("der");
        return der
                ? document(CRL, crl.body().toArray(), crl, "SGX-PCK-CRL-Issuer-Chain")
                : document(PEM + "; charset=utf-8", hex(crl.body()), crl, "SGX-PCK-CRL-Issuer-Chain");
    }

    Answer rootCaCrl(Call call) throws Refusal {
        CachedDocument crl = cache.document(call.api(), new DocumentKey.RootCaCrlKey());
        return document(CRL + "; charset=utf-8", hex(crl.body()), crl, "");
    }

    Answer crl(Call call) throws Refusal {
        String uri = call.query().require("uri");
        if (uri.length() > LONGEST_URI
                || !(ROOT_CRL.matcher(uri).matches() || PCK_CRL.matcher(uri).matches())) {
            throw new Refusal(
                    Status.BAD_REQUEST,
                    "parameter uri is not the address of one of Intel's CRLs: " + Answer.headerText(uri));
        }
        CachedDocument crl = cache.crl(uri);
        return document(CRL, crl.body().toArray(), crl, "");
    }

    Answer fmspcs(Call call) throws Refusal {
        Optional<String> platform = call.query().find("platform");
        if (platform.isPresent() && !List.of("all", "client", "E3", "E5").contains(platform.get())) {
            throw new Refusal(Status.BAD_REQUEST, "parameter platform is none of all, client, E3, E5");
        }
        return Answer.ok(Answer.JSON, cache.fmspcs(platform).toArray());
    }

    Answer policies(Call call) throws Refusal {
        String policies = cache.policies(call.query().requireHex("fmspc", 12));
        return Answer.ok(Answer.HTML, policies.getBytes(StandardCharsets.UTF_8))
                .keptUntil(clock.instant().plus(UNDATED));
    }

    static PckCertificate.Ca ca(String text) throws Refusal {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "processor" -> PckCertificate.Ca.PROCESSOR;
            case "platform" -> PckCertificate.Ca.PLATFORM;
            default -> throw new Refusal(Status.BAD_REQUEST, "parameter ca is neither processor nor platform");
        };
    }

    private static TcbSet set(Query query) throws Refusal {
        Optional<String> update = query.find("update");
        Optional<String> number = query.find("tcbEvaluationDataNumber");
        if (number.isEmpty()) {
            return update(update.orElse("standard"));
        }
        if (update.isPresent()) {
            throw new Refusal(Status.BAD_REQUEST, "parameters update and tcbEvaluationDataNumber exclude each other");
        }
        if (!number.get().matches("[1-9][0-9]{0,8}")) {
            throw new Refusal(Status.BAD_REQUEST, "parameter tcbEvaluationDataNumber is no number from 1");
        }
        return new TcbSet.Numbered(Integer.parseInt(number.get()));
    }

    static TcbSet.Update update(String text) throws Refusal {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "standard" -> TcbSet.Update.STANDARD;
            case "early" -> TcbSet.Update.EARLY;
            default -> throw new Refusal(Status.BAD_REQUEST, "parameter update is neither standard nor early");
        };
    }

    private Answer json(CachedDocument document, String chainName) {
        return document(Answer.JSON, document.body().toArray(), document, chainName);
    }

    /** An answer for a document, with its chain, unless {@code chainName} is empty. */
    Answer document(String contentType, byte[] body, CachedDocument document, String chainName) {
        List<Header> headers = new ArrayList<>();
        int size = body.length;
        if (!chainName.isEmpty() && document.issuerChain().isPresent()) {
            String chain = IssuerChain.encode(document.issuerChain().get());
            size += chain.length();
            headers.add(Answer.header(chainName, chain));
        }
        if (size > LONGEST_FOR_QPL) {
            LOG.log(
                    Level.ERROR,
                    "A document and its issuer chain have " + size + " bytes (" + contentType + ", next update "
                            + document.nextUpdate() + "). Intel's client library ends its process beyond "
                            + LONGEST_FOR_QPL + "; have clients use another one.");
        }
        if (document.expired()) {
            headers.add(Answer.header("Assay-Expired", document.nextUpdate().toString()));
        }
        return Answer.ok(contentType, body, headers.toArray(Header[]::new)).keptUntil(document.revisit());
    }

    static byte[] hex(Bytes der) {
        return der.hex().getBytes(StandardCharsets.US_ASCII);
    }

    Instant now() {
        return clock.instant();
    }

    private static Bytes bytes(String checkedHex) {
        try {
            return Bytes.ofHex(checkedHex);
        } catch (MalformedException e) {
            throw new IllegalStateException("checked to be hex: " + checkedHex, e);
        }
    }
}
