package dev.assay.collateral;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.ecdsa.P256Signature;
import dev.assay.internal.json.JsonObject;
import java.util.Optional;

/**
 * A document of Intel's that is not trusted yet.
 *
 * <p><b>Guarantees.</b> {@link #verify} gives the content only when the signature is right, and reads it from the very
 * bytes that the signature covers.
 *
 * <p><b>Your part.</b> That the key is Intel's, that the document is in date and that it fits a quote remains to be
 * checked; {@code dev.assay.verify} does.
 *
 * @param <T> {@link TcbInfo}, {@link EnclaveIdentity} or {@link TcbEvaluationDataNumbers}
 */
public final class Signed<T> {

    /** Reads the content of a document. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonObject content) throws MalformedException;
    }

    private final Bytes encoded;
    private final Envelope envelope;
    private final Reader<T> reader;

    private Signed(Bytes encoded, Envelope envelope, Reader<T> reader) {
        this.encoded = encoded;
        this.envelope = envelope;
        this.reader = reader;
    }

    /** A TCB info as PCS delivers it, the signature included. */
    public static Signed<TcbInfo> tcbInfo(Bytes json) throws MalformedException {
        return new Signed<>(json, Envelope.parse("TCB info", Envelope.TCB_INFO, json), TcbInfoReader::read);
    }

    /** An enclave identity as PCS delivers it, the signature included. */
    public static Signed<EnclaveIdentity> enclaveIdentity(Bytes json) throws MalformedException {
        return new Signed<>(
                json, Envelope.parse("enclave identity", Envelope.ENCLAVE_IDENTITY, json), EnclaveIdentityReader::read);
    }

    /** The list of TCB evaluation data numbers as PCS delivers it, the signature included. */
    public static Signed<TcbEvaluationDataNumbers> tcbEvaluationDataNumbers(Bytes json) throws MalformedException {
        return new Signed<>(
                json,
                Envelope.parse("TCB evaluation data numbers", Envelope.TCB_EVALUATION_DATA_NUMBERS, json),
                TcbEvaluationDataNumbers::read);
    }

    /**
     * A TCB info and its signature where they were delivered apart.
     *
     * @param content the inner object, exactly as it was signed
     * @param signature 64 bytes r‖s
     */
    public static Signed<TcbInfo> tcbInfo(Bytes content, Bytes signature) throws MalformedException {
        return tcbInfo(Envelope.join(Envelope.TCB_INFO, content, signature.hex()));
    }

    /** An enclave identity and its signature where they were delivered apart, as in {@link #tcbInfo(Bytes, Bytes)}. */
    public static Signed<EnclaveIdentity> enclaveIdentity(Bytes content, Bytes signature) throws MalformedException {
        return enclaveIdentity(Envelope.join(Envelope.ENCLAVE_IDENTITY, content, signature.hex()));
    }

    /**
     * A list of TCB evaluation data numbers and its signature where they were delivered apart, as in
     * {@link #tcbInfo(Bytes, Bytes)}.
     */
    public static Signed<TcbEvaluationDataNumbers> tcbEvaluationDataNumbers(Bytes content, Bytes signature)
            throws MalformedException {
        return tcbEvaluationDataNumbers(Envelope.join(Envelope.TCB_EVALUATION_DATA_NUMBERS, content, signature.hex()));
    }

    /** The document as it was delivered. */
    public Bytes encoded() {
        return encoded;
    }

    /** The part that the signature covers. */
    public Bytes signedBytes() {
        return envelope.content().source();
    }

    /** 64 bytes r‖s. */
    public Bytes signature() {
        return envelope.signature();
    }

    /** The content, if {@code signer} signed it; empty if not. */
    public Optional<T> verify(P256Key signer, Ecdsa ecdsa) throws MalformedException {
        return ecdsa.verify(signer, signedBytes(), P256Signature.of(signature()))
                ? Optional.of(reader.read(envelope.content()))
                : Optional.empty();
    }

    /** The content as anybody may have written it. For showing it, never for deciding anything. */
    public T readWithoutVerifying() throws MalformedException {
        return reader.read(envelope.content());
    }
}
