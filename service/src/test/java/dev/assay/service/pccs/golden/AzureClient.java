package dev.assay.service.pccs.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What Azure's client library demands of an answer, by the request that it was given for.
 *
 * <p>Source: Azure-DCAP-Client, src/dcap_provider.cpp, and what was seen of it running; see clients.json.
 */
final class AzureClient {

    private AzureClient() {}

    /** What the client would stumble over. */
    static List<String> problems(ClientRun.Sent request, Answer answer) {
        List<String> problems = new ArrayList<>();
        if (answer.status() != 200) {
            return List.of("status " + answer.status() + " " + answer.excerpt());
        }
        String target = request.requestLine().split(" ", 3)[1];
        String path = target.split("\\?", 2)[0];
        if (answer.header("Cache-Control")
                .filter(value -> value.matches(".*max-age=[0-9]+.*"))
                .isEmpty()) {
            problems.add("no max-age in Cache-Control: " + answer.header("Cache-Control"));
        }
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "pckcert" -> problems.addAll(certificate(answer));
            case "pckcrl" -> {
                crl(answer, target.contains("/v4/pckcrl?ca=") || target.contains("uri="), problems);
                chain(
                                "SGX-PCK-CRL-Issuer-Chain",
                                answer.header("SGX-PCK-CRL-Issuer-Chain"),
                                target.contains("rootca") ? 1 : 2)
                        .ifPresent(problems::add);
            }
            case "rootcacrl" ->
                chain("SGX-PCK-CRL-Issuer-Chain", answer.header("SGX-PCK-CRL-Issuer-Chain"), 1)
                        .ifPresent(problems::add);
            case "tcb" ->
                chain(
                                "TCB-Info-Issuer-Chain",
                                answer.header("SGX-TCB-Info-Issuer-Chain")
                                        .or(() -> answer.header("TCB-Info-Issuer-Chain")),
                                2)
                        .ifPresent(problems::add);
            case "identity" ->
                chain("SGX-Enclave-Identity-Issuer-Chain", answer.header("SGX-Enclave-Identity-Issuer-Chain"), 2)
                        .ifPresent(problems::add);
            default -> problems.add("an unknown request " + target);
        }
        return problems;
    }

    /** JSON with five texts. */
    private static List<String> certificate(Answer answer) {
        JsonNode json;
        try {
            json = Recordings.parse(answer.text());
        } catch (JacksonException e) {
            return List.of("no JSON: " + answer.excerpt());
        }
        List<String> problems = new ArrayList<>();
        for (String member :
                List.of("pckCert", "sgx-Pck-Certificate-Issuer-Chain", "sgx-Tcbm", "cacheMaxAge", "version")) {
            if (!json.path(member).isString()) {
                problems.add("no text " + member);
            }
        }
        if (json.path("sgx-Tcbm").asString("").length() != 36) {
            problems.add("sgx-Tcbm is " + json.path("sgx-Tcbm"));
        }
        if (certificates(json.path("pckCert").asString("")) != 1) {
            problems.add("pckCert holds no certificate");
        }
        chain(
                        "sgx-Pck-Certificate-Issuer-Chain",
                        json.path("sgx-Pck-Certificate-Issuer-Chain").asStringOpt(),
                        2)
                .ifPresent(problems::add);
        return problems;
    }

    private static void crl(Answer answer, boolean pem, List<String> problems) {
        if (pem && !answer.text().startsWith("-----BEGIN X509 CRL-----\n")) {
            problems.add("no CRL in PEM: " + answer.excerpt());
            return;
        }
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(answer.body().toArray()));
        } catch (CRLException e) {
            problems.add("a CRL that cannot be read: " + e.getMessage());
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> chain(String name, Optional<String> header, int atLeast) {
        if (header.isEmpty()) {
            return Optional.of(name + " is missing");
        }
        String text = URLDecoder.decode(header.get().replace("+", "%2B"), UTF_8);
        return certificates(text) < atLeast
                ? Optional.of(name + " holds " + certificates(text) + " certificates, expected " + atLeast)
                : Optional.empty();
    }

    private static int certificates(String text) {
        return text.split("-----BEGIN CERTIFICATE-----\n", -1).length - 1;
    }
}
