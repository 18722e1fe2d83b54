package dev.assay.provision;

import dev.assay.provision.FetchException.Reason;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;

/**
 * A source that delivers nothing but what is genuine and what was asked for.
 *
 * <p><b>Your part.</b> It may have expired.
 */
public final class VerifyingSource implements CollateralSource {

    private final CollateralSource source;
    private final DocumentVerifier verifier;

    private VerifyingSource(CollateralSource source, DocumentVerifier verifier) {
        this.source = source;
        this.verifier = verifier;
    }

    public static VerifyingSource of(CollateralSource source, DocumentVerifier verifier) {
        return new VerifyingSource(source, verifier);
    }

    @Override
    public Document fetch(DocumentKey key) throws FetchException {
        GenuineDocument genuine = fetchGenuine(key);
        return new Document(key, genuine.body(), genuine.issuerChain());
    }

    /** Fetches and proves; a forged or misfiled document is {@link Reason#NOT_GENUINE}. */
    public GenuineDocument fetchGenuine(DocumentKey key) throws FetchException {
        Document document = source.fetch(key);
        try {
            // Under the key that was asked for, whatever the source has made of it.
            return GenuineDocument.prove(new Document(key, document.body(), document.issuerChain()), verifier);
        } catch (NotGenuineException forged) {
            throw notGenuine(key, forged.rejection().toString(), forged);
        } catch (MisfiledException another) {
            String advice = isNumbered(key)
                    ? "; a server that knows only the standard and early sets, as Intel's PCCS does, ignores the number:"
                            + " ask Intel's PCS or Assay's PCCS for numbered sets"
                    : "";
            throw notGenuine(key, another.getMessage() + advice, another);
        }
    }

    private FetchException notGenuine(DocumentKey key, String message, Throwable cause) {
        return FetchException.of(
                Reason.NOT_GENUINE, source.toString(), key.text() + " from " + source + ": " + message, cause);
    }

    private static boolean isNumbered(DocumentKey key) {
        return (key instanceof DocumentKey.TcbInfoKey tcb && tcb.set() instanceof TcbSet.Numbered)
                || (key instanceof DocumentKey.IdentityKey identity && identity.set() instanceof TcbSet.Numbered);
    }

    /** The source behind it. */
    @Override
    public String toString() {
        return source.toString();
    }
}
