package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.PemHeader;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.PckCertificateList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads answers with PCK certificates. */
final class PckAnswers {

    /** A platform has some dozen TCB levels of 2 KB. */
    static final int MAX_LIST = 2 << 20;

    static final int MAX_CERTIFICATE = 64 << 10;

    private static final String[] CHAIN = {"SGX-PCK-Certificate-Issuer-Chain", "PCK-Certificate-Issuer-Chain"};
    private static final String NOT_AVAILABLE = "Not available";

    private PckAnswers() {}

    /** The answer to {@code pckcerts}. */
    static PckCertificateList list(Question question, Answer answer) throws FetchException {
        try {
            Bytes chain = Delivery.chain(question, answer, CHAIN).orElseThrow();
            Bytes fmspc = fmspc(required(question, answer, "SGX-FMSPC"));
            PckCertificate.Ca ca = ca(required(question, answer, "SGX-PCK-Certificate-CA-Type"));
            // The one reader of JSON wants an object.
            JsonObject wrapped = JsonObject.parse(
                    question.what(), Bytes.concat(Bytes.ofUtf8("{\"list\":"), answer.body(), Bytes.ofUtf8("}")));
            List<PckCertificateList.Entry> entries = new ArrayList<>();
            for (JsonObject entry : wrapped.objects("list")) {
                String certificate = entry.string("cert");
                entries.add(new PckCertificateList.Entry(
                        entry.hex("tcbm", 18),
                        certificate.equals(NOT_AVAILABLE) ? Optional.empty() : Optional.of(pem(certificate))));
            }
            return new PckCertificateList(entries, chain, fmspc, ca);
        } catch (MalformedException e) {
            throw Delivery.unusable(question, answer, e);
        }
    }

    /** The answer to {@code pckcert}: PEM with the issuers in a header, or Azure's JSON that holds both. */
    static Bytes chain(Question question, Answer answer) throws FetchException {
        try {
            if (answer.body().latin1().stripLeading().startsWith("{")) {
                JsonObject both = JsonObject.parse(question.what(), answer.body());
                return joined(
                        PemHeader.decode(both.string("pckCert")),
                        PemHeader.decode(both.string("sgx-Pck-Certificate-Issuer-Chain")));
            }
            Bytes issuers = Delivery.chain(question, answer, CHAIN).orElseThrow();
            return joined(answer.body(), issuers);
        } catch (MalformedException e) {
            throw Delivery.unusable(question, answer, e);
        }
    }

    /** One certificate and its issuers. */
    private static Bytes joined(Bytes certificate, Bytes issuers) throws MalformedException {
        Certificates.parsePem(certificate);
        Certificates.parsePem(issuers);
        return Bytes.concat(Bytes.ofUtf8(certificate.utf8().strip() + "\n"), issuers);
    }

    private static Bytes pem(String percentEncoded) throws MalformedException {
        Bytes pem = PemHeader.decode(percentEncoded);
        Certificates.parse(pem);
        return pem;
    }

    private static String required(Question question, Answer answer, String name) throws FetchException {
        return answer.header(name)
                .orElseThrow(() ->
                        Wire.failure(Reason.UNUSABLE_ANSWER, question, "status 200 without the header " + name, null));
    }

    private static Bytes fmspc(String header) throws MalformedException {
        Bytes fmspc = Bytes.ofHex(header.strip());
        if (fmspc.length() != 6) {
            throw new MalformedException("SGX-FMSPC", 0, fmspc.length() + " bytes", "6 bytes");
        }
        return fmspc;
    }

    private static PckCertificate.Ca ca(String header) throws MalformedException {
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "processor" -> PckCertificate.Ca.PROCESSOR;
            case "platform" -> PckCertificate.Ca.PLATFORM;
            default ->
                throw new MalformedException(
                        "SGX-PCK-Certificate-CA-Type", 0, Printable.line(header), "processor or platform");
        };
    }
}
