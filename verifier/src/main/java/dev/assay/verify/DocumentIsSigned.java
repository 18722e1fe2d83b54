package dev.assay.verify;

import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Signed;
import dev.assay.ecdsa.Ecdsa;
import java.util.Optional;

/** Proves that a TCB info or identity was signed by Intel's TCB signer, and reads what was signed. */
final class DocumentIsSigned {

    private DocumentIsSigned() {}

    static <T> T prove(String where, ReasonCode code, Signed<T> document, TrustedCertificate signer, Ecdsa ecdsa)
            throws Refused {
        try {
            Optional<T> content = document.verify(signer.key(), ecdsa);
            return content.orElseThrow(() -> new Refused(
                    code,
                    where,
                    "a signature that the TCB signer did not make",
                    "the signature over these very bytes",
                    "keep the document byte by byte as it was delivered: reformatting breaks the signature"));
        } catch (MalformedException e) {
            throw Refused.malformed(where, e);
        }
    }
}
