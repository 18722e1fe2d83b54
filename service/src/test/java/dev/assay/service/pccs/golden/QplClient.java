package dev.assay.service.pccs.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.golden.ClientRun.Sent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What Intel's quote provider library makes of a server's answers, with its traps.
 *
 * <p>It asks for what it asks for in that order, and finds fault with what it finds fault with: sizes in 16 bits, a buffer
 * that is not cleared between tries, chains split at their PEM lines, headers whose lack nobody is told of. Source:
 * SGXDataCenterAttestationPrimitives, QuoteGeneration/qcnl (certification_service.cpp, certification_provider.cpp,
 * network_wrapper.cpp), and what was seen of it running; see clients.json.
 */
final class QplClient {

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final Pattern CRL_ADDRESS = Pattern.compile("https?://[ -~]*?\\.(?:der|crl)");
    private static final Bytes UNKNOWN_PPID = Bytes.of(new byte[384]);

    /** What the whole process dies of. */
    static final class ProcessAborted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ProcessAborted(String message) {
            super(message);
        }
    }

    /** An error code of the library. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        private final int code;

        Failed(int code) {
            this.code = code;
        }
    }

    /** A 200, as the library's code sees it. */
    private record Response(Bytes body, Answer last) {
        String header(String name) {
            return last.header(name).orElse("");
        }
    }

    private final FreshConnections connections;
    private final String path;
    private final boolean der;
    private final String update;
    private final int retries;
    private final JsonNode options;
    private String custom = "";
    private final List<String> answered = new ArrayList<>();

    /** The library, configured as in a recorded run: JSON, or the older lines. */
    QplClient(ClientRun run, FreshConnections connections) {
        this.connections = connections;
        JsonNode json = run.configuration();
        String url = json.isString()
                ? json.asString().replaceFirst("(?s).*PCCS_URL=(\\S+).*", "$1")
                : json.get("pccs_url").asString();
        this.path = url.replaceFirst("^https?://[^/]+", "");
        this.der = json.path("pccs_api_version").asString("3.0").equals("3.1");
        this.update = json.path("tcb_update_type").asString("standard");
        this.retries = json.path("retry_times").asInt(0);
        this.options = json.path("custom_request_options").path("get_cert");
    }

    /** Makes the calls of a run; what they come to, in its words. */
    List<String> run(ClientRun run) throws IOException {
        boolean withPpid = run.environment().path("NOPPID").isMissingNode();
        for (String call : run.calls()) {
            custom = call.endsWith(" with_params") ? "customParameter=Z29sZGVuIGN1c3RvbQ%3D%3D" : "";
            answered.add(
                    switch (call) {
                        case "config" -> outcome("config", () -> config(run, withPpid));
                        case "sgx", "sgx with_params" ->
                            outcome(
                                    "sgx collateral" + (custom.isEmpty() ? "" : " with params"),
                                    () -> collateral("/sgx/", "processor", "00906EA10000"));
                        case "tdx", "tdx with_params" ->
                            outcome(
                                    "tdx collateral" + (custom.isEmpty() ? "" : " with params"),
                                    () -> collateral("/tdx/", "platform", "00A06D080000"));
                        case "qve" -> outcome("qve", this::qveIdentity);
                        case "rootcrl" -> outcome("rootcrl", this::rootCrlAlone);
                        case "policy" -> outcome("policy", this::policy);
                        default -> throw new IllegalArgumentException("unknown call " + call);
                    });
        }
        return answered;
    }

    private interface Call {
        String make() throws IOException, Failed;
    }

    private static String outcome(String name, Call call) throws IOException {
        try {
            return name + " rc=0x0000" + call.make();
        } catch (Failed e) {
            return name + String.format(" rc=0x%04x", e.code);
        }
    }

    private String config(ClientRun run, boolean withPpid) throws IOException, Failed {
        String ppid = withPpid ? recordedPpid(run) : UNKNOWN_PPID.hex();
        StringBuilder target = new StringBuilder("pckcert?qeid=16A5B41EBB076D263A1E39E64E7175E7&encrypted_ppid=" + ppid
                + "&cpusvn=0F0F0205FF8007000000000000000000&pcesvn=0900&pceid=0000");
        options.path("params")
                .properties()
                .forEach(each -> target.append('&')
                        .append(each.getKey())
                        .append('=')
                        .append(each.getValue().asString()));
        List<String> headers = new ArrayList<>();
        options.path("headers")
                .properties()
                .forEach(each ->
                        headers.add(each.getKey() + ": " + each.getValue().asString()));
        Response response = get(path + target, headers, 0xe011);
        JsonNode json = json(response.body());
        String tcbm = json.path("sgx-Tcbm").asString(response.header("SGX-TCBm"));
        String chain = unescaped(json.path("sgx-Pck-Certificate-Issuer-Chain")
                .asString(response.header("SGX-PCK-Certificate-Issuer-Chain")));
        String certificate = json.path("pckCert").asString(response.body().utf8());
        if (tcbm.length() != 36 || chain.isEmpty() || certificate.isEmpty()) {
            return " and no configuration: the caller crashes";
        }
        if (certificates(certificate + chain).size() != 3) {
            return " and a chain of " + certificates(certificate + chain).size() + " certificates";
        }
        return "";
    }

    private String collateral(String tee, String ca, String fmspc) throws IOException, Failed {
        String encoding = der ? "&encoding=der" : "";
        Response crl = get(path + with("pckcrl?ca=" + ca + encoding), List.of(), 0xe01b);
        document(crl, "SGX-PCK-CRL-Issuer-Chain");
        readCrl(crl.body());
        String base = path.replaceFirst("/sgx/", tee);
        document(
                get(base + with("tcb?fmspc=" + fmspc + "&update=" + update), List.of(), 0xe062),
                path.contains("/v3/") ? "SGX-TCB-Info-Issuer-Chain" : "TCB-Info-Issuer-Chain");
        Response identity = get(base + with("qe/identity?update=" + update), List.of(), 0xe061);
        readCrl(rootCrl(document(identity, "SGX-Enclave-Identity-Issuer-Chain")));
        return "";
    }

    private String qveIdentity() throws IOException, Failed {
        Response identity = get(path + with("qve/identity?update=" + update), List.of(), 0xe037);
        return identity.header("SGX-Enclave-Identity-Issuer-Chain").isEmpty()
                ? " and no identity: the caller crashes"
                : "";
    }

    private String rootCrlAlone() throws IOException, Failed {
        Response identity = get(path + with("qe/identity?update=" + update), List.of(), 0xe061);
        Bytes crl = rootCrl(document(identity, "SGX-Enclave-Identity-Issuer-Chain"));
        readCrl(crl);
        return " size=" + (crl.length() + 1);
    }

    private String policy() throws IOException, Failed {
        Response policy = get(path + with("appraisalpolicy?fmspc=00906EA10000"), List.of(), 0xe01b);
        return " size=" + (policy.body().length() + 1);
    }

    /** From the address in the second certificate of an identity's chain. */
    private Bytes rootCrl(List<String> chain) throws IOException, Failed {
        String target = der ? "crl?uri=" + distributionPoint(chain.get(1)) : "rootcacrl";
        Response crl = get(path + with(target), List.of(), 0xe01b);
        fitsIn16Bits(crl.body().length() + 1);
        return crl.body();
    }

    private String with(String target) {
        return custom.isEmpty() ? target : target + (target.contains("?") ? "&" : "?") + custom;
    }

    private Response get(String target, List<String> headers, int notFound) throws IOException, Failed {
        List<String> lines = new ArrayList<>(List.of("Accept: */*"));
        lines.addAll(headers);
        List<Answer> answers = connections.get(target, lines, retries);
        Answer last = answers.getLast();
        switch (last.status()) {
            case 200 -> {}
            case 403 -> throw new Failed(0xe019);
            case 404 -> throw new Failed(notFound);
            case 461 -> throw new Failed(0xe047);
            case 462 -> throw new Failed(0xe049);
            case 503 -> throw new Failed(0xe040);
            default -> throw new Failed(0xe044);
        }
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(); // which nobody clears between tries
        answers.forEach(answer -> buffer.writeBytes(answer.body().toArray()));
        return new Response(Bytes.of(buffer.toByteArray()), last);
    }

    /** The document with its chain, as they are put into one buffer and taken apart again. */
    private static List<String> document(Response response, String chainHeader) throws Failed {
        String chain = unescaped(response.header(chainHeader));
        if (chain.isEmpty() || response.body().isEmpty()) {
            throw new Failed(0xe01a);
        }
        fitsIn16Bits(response.body().length() + chain.length() + 2);
        List<String> certificates = certificates(chain);
        if (certificates.size() != 2) {
            throw new Failed(0xe01a);
        }
        return certificates;
    }

    private static void fitsIn16Bits(int size) {
        if (size > 0xffff) {
            throw new ProcessAborted(size + " bytes counted in 16 bits");
        }
    }

    /** What the verification library does with a CRL of the form that the API version promises. */
    private void readCrl(Bytes body) throws Failed {
        try {
            byte[] crl = der ? body.toArray() : HexFormat.of().parseHex(body.latin1());
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(crl));
        } catch (IllegalArgumentException | CRLException e) {
            throw new Failed(0xe01a);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(Bytes body) {
        try {
            return Recordings.parse(body.utf8());
        } catch (JacksonException e) {
            return Recordings.parse("{}");
        }
    }

    private static List<String> certificates(String pem) {
        List<String> certificates = new ArrayList<>();
        Matcher matcher = CERTIFICATE.matcher(pem);
        while (matcher.find()) {
            certificates.add(matcher.group());
        }
        return certificates;
    }

    private static String distributionPoint(String pem) throws Failed {
        String text = new String(Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", "")), ISO_8859_1);
        Matcher matcher = CRL_ADDRESS.matcher(text);
        if (!matcher.find()) {
            throw new Failed(0xe01a);
        }
        return matcher.group();
    }

    /** Undoes percent-encoding alone: '+' stays what it is. */
    private static String unescaped(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), ISO_8859_1);
    }

    private static String recordedPpid(ClientRun run) {
        Matcher matcher = Pattern.compile("encrypted_ppid=([0-9A-F]+)")
                .matcher(run.requests().stream().map(Sent::requestLine).collect(Collectors.joining()));
        return Optional.of(matcher).filter(Matcher::find).orElseThrow().group(1);
    }
}
