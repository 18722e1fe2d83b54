package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.pck.PemHeader;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.EvaluationNumbersKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import java.util.Optional;

/** Makes documents of answers: they must be of the right kind and come with their chain. Whose they are, others prove. */
final class Delivery {

    /** What any of Intel's documents may have; the largest today has some 60 KB, a CRL may grow. */
    static final int MAX_DOCUMENT = 4 << 20;

    private static final String[] NO_HEADER = {};

    private Delivery() {}

    static Document document(DocumentKey key, Question question, Answer answer) throws FetchException {
        try {
            Optional<Bytes> chain = chain(question, answer, headers(key));
            boolean isCrl = key instanceof PckCrlKey || key instanceof RootCaCrlKey;
            Bytes body = isCrl ? Crl.parse(answer.body()).der() : json(question.what(), answer.body());
            return new Document(key, body, chain);
        } catch (MalformedException e) {
            throw unusable(question, answer, e);
        }
    }

    /** The names by which versions 3 and 4 of the API, and who takes one for the other, call a document's chain. */
    private static String[] headers(DocumentKey key) {
        if (key instanceof TcbInfoKey) {
            return new String[] {"TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain"};
        }
        if (key instanceof IdentityKey) {
            return new String[] {"SGX-Enclave-Identity-Issuer-Chain", "Enclave-Identity-Issuer-Chain"};
        }
        if (key instanceof EvaluationNumbersKey) {
            return new String[] {"TCB-Evaluation-Data-Numbers-Issuer-Chain"};
        }
        return key instanceof PckCrlKey ? new String[] {"SGX-PCK-CRL-Issuer-Chain", "PCK-CRL-Issuer-Chain"} : NO_HEADER;
    }

    /** The chain in the first of {@code names} that is there; empty only where no name is given. */
    static Optional<Bytes> chain(Question question, Answer answer, String... names)
            throws FetchException, MalformedException {
        if (names.length == 0) {
            return Optional.empty();
        }
        Optional<String> header = answer.header(names);
        if (header.isEmpty()) {
            throw Wire.failure(
                    Reason.UNUSABLE_ANSWER,
                    question,
                    "status 200 without the header " + names[0] + "; does a proxy take it away?",
                    null);
        }
        Bytes chain = PemHeader.decode(header.get());
        Certificates.parsePem(chain);
        return Optional.of(chain);
    }

    static Bytes json(String what, Bytes body) throws MalformedException {
        JsonObject.parse(what, body);
        return body;
    }

    static FetchException unusable(Question question, Answer answer, MalformedException e) {
        String start = answer.body().latin1().stripLeading();
        String what = start.startsWith("<") ? "a web page instead of a document; is the address right? " : "";
        return Wire.failure(Reason.UNUSABLE_ANSWER, question, what + e.getMessage(), e);
    }
}
