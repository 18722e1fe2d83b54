package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Optional;

/** A document in the format of another project. It is parsed and not verified. */
public sealed interface ForeignDocument
        permits ForeignBundle, SignedCapture, CrlCapture, PckCertificateList, IssuerChain, FmspcList, PckIdList {

    /** Largest document that is read, in bytes. */
    int MAX_BYTES = 4 << 20;

    /** Whose format this is, in a few words. */
    String format();

    /** The document, byte for byte. */
    Bytes encoded();

    /**
     * Tells the format of {@code bytes} and takes them apart.
     *
     * @return empty if they are in none of the formats of this package
     * @throws MalformedException if they begin like one of them and then break its rules; this includes all text that
     *     begins like JSON and is none
     */
    static Optional<ForeignDocument> recognise(Bytes bytes) throws MalformedException {
        if (bytes.length() > MAX_BYTES) {
            throw new MalformedException("document", 0, bytes.length() + " bytes", "at most " + MAX_BYTES);
        }
        if (ConclaveInstance.isLike(bytes)) {
            return Optional.of(ConclaveInstance.parse(bytes));
        }
        if (QuoteLibraryCollateral.isLike(bytes)) {
            return Optional.of(QuoteLibraryCollateral.parse(bytes));
        }
        if (ScaleCollateral.isLike(bytes)) {
            return Optional.of(ScaleCollateral.parse(bytes));
        }
        if (IssuerChain.isLike(bytes)) {
            return Optional.of(IssuerChain.parse(bytes));
        }
        if (PckIdList.isLike(bytes)) {
            return Optional.of(PckIdList.parse(bytes));
        }
        return JsonCaptures.recognise(bytes);
    }
}
