package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.Crl;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey.EvaluationNumbersKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A document that was signed under an anchor and is the one that its key names. Only {@link #prove} makes one.
 *
 * <p><b>Your part.</b> It may have expired; {@link #isExpired} says.
 */
public final class GenuineDocument {

    private final Document document;
    private final Instant issued;
    private final Instant nextUpdate;
    private final BigInteger number;

    private GenuineDocument(Document document, Instant issued, Instant nextUpdate, BigInteger number) {
        this.document = document;
        this.issued = issued;
        this.nextUpdate = nextUpdate;
        this.number = number;
    }

    /**
     * Proves that {@code document} is genuine and the one that its key names.
     *
     * @throws NotGenuineException if another has signed it
     * @throws MisfiledException if it is genuine, but of another FMSPC, enclave, CA or set
     */
    public static GenuineDocument prove(Document document, DocumentVerifier verifier)
            throws NotGenuineException, MisfiledException {
        Bytes chain = document.issuerChain().orElse(Bytes.EMPTY);
        DocumentKey key = document.key();
        if (key instanceof TcbInfoKey wanted) {
            TcbInfo found = verifier.tcbInfo(document.body(), chain);
            requireSame(key, "FMSPC", found.fmspc(), wanted.fmspc());
            requireSame(key, "TEE", found.tee(), wanted.tee());
            requireSet(key, wanted.set(), found.tcbEvaluationDataNumber());
            return new GenuineDocument(
                    document,
                    found.issueDate(),
                    found.nextUpdate(),
                    BigInteger.valueOf(found.tcbEvaluationDataNumber()));
        }
        if (key instanceof IdentityKey wanted) {
            EnclaveIdentity found = verifier.enclaveIdentity(document.body(), chain);
            requireSame(key, "enclave", found.id(), wanted.enclave());
            requireSet(key, wanted.set(), found.tcbEvaluationDataNumber());
            return new GenuineDocument(
                    document,
                    found.issueDate(),
                    found.nextUpdate(),
                    BigInteger.valueOf(found.tcbEvaluationDataNumber()));
        }
        if (key instanceof EvaluationNumbersKey wanted) {
            TcbEvaluationDataNumbers found = verifier.tcbEvaluationDataNumbers(document.body(), chain);
            requireSame(key, "TEE", found.tee(), wanted.tee());
            return new GenuineDocument(document, found.issueDate(), found.nextUpdate(), BigInteger.ZERO);
        }
        if (key instanceof PckCrlKey wanted) {
            Crl found = verifier.pckCrl(document.body(), chain);
            requireSame(key, "CA", PckCertificate.Ca.named(found.issuer()), wanted.ca());
            return ofCrl(document, found);
        }
        if (key instanceof RootCaCrlKey) {
            return ofCrl(document, verifier.rootCaCrl(document.body()));
        }
        throw new IllegalStateException("unknown key " + key);
    }

    private static GenuineDocument ofCrl(Document document, Crl crl) {
        try {
            return new GenuineDocument(
                    new Document(document.key(), crl.der(), document.issuerChain()),
                    crl.thisUpdate(),
                    crl.nextUpdate().orElseThrow(),
                    crl.number().orElseThrow());
        } catch (MalformedException e) {
            throw new IllegalStateException("a verified CRL has a number that can be read", e);
        }
    }

    private static void requireSet(DocumentKey key, TcbSet set, long found) throws MisfiledException {
        if (set instanceof TcbSet.Numbered wanted) {
            requireSame(key, "TCB evaluation data number", found, (long) wanted.tcbEvaluationDataNumber());
        }
    }

    private static <T> void requireSame(DocumentKey key, String what, T found, T wanted) throws MisfiledException {
        if (!found.equals(wanted)) {
            throw new MisfiledException(key, what, found.toString(), wanted.toString());
        }
    }

    public DocumentKey key() {
        return document.key();
    }

    /** JSON byte by byte as it was signed; CRLs as DER. */
    public Bytes body() {
        return document.body();
    }

    /** PEM of the signer and the root; the root CA CRL has none. */
    public Optional<Bytes> issuerChain() {
        return document.issuerChain();
    }

    /** When it was made: issueDate or thisUpdate. */
    public Instant issued() {
        return issued;
    }

    /** When its successor is out at the latest; from then on it has expired. */
    public Instant nextUpdate() {
        return nextUpdate;
    }

    /** The TCB evaluation data number, or the CRL's number; 0 in a list of evaluation data numbers. */
    public BigInteger number() {
        return number;
    }

    public boolean isExpired(Instant at) {
        return nextUpdate.isBefore(at);
    }

    /**
     * Whether this document would take back something that {@code other}, of the same key, says. Intel issues the
     * documents of all sets anew every day, so a later date alone does not make up for a lower number.
     */
    public boolean isOlderThan(GenuineDocument other) {
        return issued.isBefore(other.issued) || number.compareTo(other.number) < 0;
    }

    @Override
    public String toString() {
        return key().text() + " of " + issued;
    }
}
