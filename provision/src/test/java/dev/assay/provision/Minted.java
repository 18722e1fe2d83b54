package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.provision.FetchException.Reason;
import dev.assay.quote.Tee;
import dev.assay.simulator.EnclaveIdentityDraft;
import dev.assay.simulator.TestCertificate;
import dev.assay.simulator.TestPki;
import dev.assay.verify.DocumentVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** QE identities under a test root, and a source that delivers them in the order in which a test lays them in. */
final class Minted implements CollateralSource {

    static final DocumentKey QE = DocumentKey.parse("sgx/qe/identity/standard");
    static final TestPki PKI = TestPki.of(11);
    static final DocumentVerifier VERIFIER = DocumentVerifier.of(PKI.anchor(), Ecdsa.jdk());
    static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    final AtomicInteger calls = new AtomicInteger();
    private final Deque<Object> deliveries = new ArrayDeque<>();

    /** Issued at {@code issued} and good for 30 days. */
    static Document identity(Instant issued, long number) {
        return identity(PKI, issued, number);
    }

    static Document identity(TestPki pki, Instant issued, long number) {
        Bytes body = EnclaveIdentityDraft.of(Tee.SGX, issued, pki.tcbSigner().key())
                .withDates(issued, issued.plus(Duration.ofDays(30)))
                .withTcbEvaluationDataNumber(number)
                .sign();
        return new Document(QE, body, Optional.of(TestCertificate.pem(pki.tcbSigningChain())));
    }

    synchronized Minted then(Document document) {
        deliveries.add(document);
        return this;
    }

    synchronized Minted thenFail(Reason reason) {
        deliveries.add(reason);
        return this;
    }

    @Override
    public synchronized Document fetch(DocumentKey key) throws FetchException {
        calls.incrementAndGet();
        Object next = deliveries.isEmpty() ? Reason.UNREACHABLE : deliveries.removeFirst();
        if (next instanceof Document document) {
            return document;
        }
        throw FetchException.of((Reason) next, "test", "test says " + next);
    }

    @Override
    public String toString() {
        return "test source";
    }
}
