package dev.assay.service.pccs.http;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache;
import dev.assay.service.pccs.cache.CachedDocument;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The same documents in the manner of Azure's THIM: JSON for certificates, PEM for CRLs, a chain for the root's CRL too, and
 * {@code Cache-Control}, without which Azure's client takes nothing. Source: Azure-DCAP-Client, src/dcap_provider.cpp.
 */
final class Thim {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String PEM = "application/x-pem-file";
    private static final String CHAIN = "SGX-PCK-CRL-Issuer-Chain";

    private final Reads reads;
    private final Cache cache;
    private final String rootChain;

    /**
     * The manners for a cache.
     *
     * @param root who signs the root's CRL
     */
    Thim(Reads reads, Cache cache, X509Certificate root) {
        this.reads = reads;
        this.cache = cache;
        try {
            this.rootChain = IssuerChain.encode(pem("CERTIFICATE", Bytes.of(root.getEncoded())));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a trust anchor that cannot be written: " + e.getMessage(), e);
        }
    }

    Answer pckCertificate(Call call) throws Refusal {
        Cache.PckAnswer found = reads.findPckCertificate(call);
        String json =
                "{\"pckCert\":\"" + quoted(found.certificate().utf8()) + "\",\"sgx-Pck-Certificate-Issuer-Chain\":\""
                        + IssuerChain.encode(found.issuerChain()) + "\",\"sgx-Tcbm\":\"" + found.tcbm()
                        + "\",\"cacheMaxAge\":\"" + LONGEST.toSeconds() + "\",\"version\":\"1.0\"}";
        return Answer.ok(Answer.JSON, json.getBytes(StandardCharsets.UTF_8))
                .with(Answer.header("Cache-Control", "max-age=" + LONGEST.toSeconds()))
                .keptUntil(reads.now().plus(Reads.UNDATED));
    }

    /** {@code pckcrl}, by {@code ca} or by an address that is escaped twice and only its own kind of name. */
    Answer pckCrl(Call call) throws Refusal {
        if (call.query().has("uri")) {
            String uri = Query.decode(call.query().require("uri")).toLowerCase(Locale.ROOT);
            if (uri.contains("intelsgxrootca")) {
                CachedDocument crl = cache.document(call.api(), new DocumentKey.RootCaCrlKey());
                return aged(reads.document(PEM, pem("X509 CRL", crl.body()).toArray(), crl, ""), crl)
                        .with(Answer.header(CHAIN, rootChain));
            }
            if (uri.contains("intelsgxpckprocessor") || uri.contains("pckcrl?ca=processor")) {
                return pckCrl(call, PckCertificate.Ca.PROCESSOR);
            }
            if (uri.contains("intelsgxpckplatform") || uri.contains("pckcrl?ca=platform")) {
                return pckCrl(call, PckCertificate.Ca.PLATFORM);
            }
            throw new Refusal(
                    Status.BAD_REQUEST, "parameter uri names none of Intel's CRLs: " + Answer.headerText(uri));
        }
        return pckCrl(call, Reads.ca(call.query().require("ca")));
    }

    private Answer pckCrl(Call call, PckCertificate.Ca ca) throws Refusal {
        CachedDocument crl = cache.document(call.api(), new DocumentKey.PckCrlKey(ca));
        return aged(reads.document(PEM, pem("X509 CRL", crl.body()).toArray(), crl, CHAIN), crl);
    }

    Answer rootCaCrl(Call call) throws Refusal {
        return dated(reads.rootCaCrl(call)).with(Answer.header(CHAIN, rootChain));
    }

    /** TCB infos with the chain under both names: Azure's client looks for the older one first, and asks again without. */
    Call.Endpoint tcb(Tee tee) {
        return call -> {
            Answer answer = tee == Tee.SGX ? reads.sgxTcb(call) : reads.tdxTcb(call);
            for (var header : answer.headers()) {
                String name = header.name();
                if (name.equals("TCB-Info-Issuer-Chain")) {
                    return dated(answer.with(Answer.header("SGX-TCB-Info-Issuer-Chain", header.get())));
                }
            }
            return dated(answer);
        };
    }

    Call.Endpoint dated(Call.Endpoint plain) {
        return call -> dated(plain.answer(call));
    }

    /** With the shortest of a day and the time until the answer must be thought over. */
    private Answer dated(Answer answer) {
        Duration left = answer.keep()
                .map(until -> Duration.between(reads.now(), until))
                .filter(until -> until.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
        return answer.with(Answer.header("Cache-Control", "max-age=" + Math.max(0, left.toSeconds())));
    }

    private Answer aged(Answer answer, CachedDocument document) {
        Duration left = Duration.between(reads.now(), document.nextUpdate());
        Duration age = left.compareTo(LONGEST) < 0 ? left : LONGEST;
        return answer.with(Answer.header("Cache-Control", "max-age=" + Math.max(0, age.toSeconds())));
    }

    private static Bytes pem(String label, Bytes der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray());
        return Bytes.ofUtf8("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
    }
}
