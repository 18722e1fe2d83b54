package dev.assay.verify;

import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.ecdsa.P256Signature;
import dev.assay.quote.Quote;

/** Proves that header and body are what the quoting enclave signed. */
final class QuoteIsSigned {

    private QuoteIsSigned() {}

    static void prove(Quote quote, P256Key attestationKey, Ecdsa ecdsa) throws Refused {
        String found = "a signature that the attestation key did not make";
        try {
            if (ecdsa.verify(
                    attestationKey,
                    quote.signedBytes(),
                    P256Signature.of(quote.signature().signature()))) {
                return;
            }
        } catch (MalformedException e) {
            found = e.field() + " " + e.found();
        }
        throw new Refused(
                ReasonCode.QUOTE_SIGNATURE,
                "quote signature",
                found,
                "the signature over header and body",
                "the quote was altered on its way, or cut from a buffer at the wrong place; ask for a new one");
    }
}
