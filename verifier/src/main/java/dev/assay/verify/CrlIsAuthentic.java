package dev.assay.verify;

import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.Crl;
import java.math.BigInteger;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Proves that a CRL comes from the CA whose certificates it revokes and is complete. Without this a revocation check
 * proves nothing. Source: Intel QVL, {@code Verifiers/PckCrlVerifier.cpp}; RFC 5280, 5.2 and 6.3.3.
 */
final class CrlIsAuthentic {

    private static final String ADVICE = "fetch the CRL anew from the provisioning service";

    private CrlIsAuthentic() {}

    static TrustedCrl prove(String where, Crl crl, X500Principal issuer, P256Key issuerKey, Ecdsa ecdsa)
            throws Refused {
        if (!X509.sameName(crl.issuer(), issuer)) {
            throw new Refused(
                    ReasonCode.CRL_ISSUER,
                    where,
                    "a list issued by " + crl.issuer(),
                    "one issued by " + issuer,
                    ADVICE);
        }
        try {
            if (!crl.isSignedBy(issuerKey, ecdsa)) {
                throw new Refused(
                        ReasonCode.CRL_SIGNATURE,
                        where,
                        "a signature that its issuer did not make",
                        "its issuer's",
                        ADVICE);
            }
        } catch (MalformedException e) {
            throw new Refused(ReasonCode.CRL_SIGNATURE, where, e.found(), e.expected(), ADVICE);
        }
        if (crl.hasCriticalExtension()) {
            throw incomplete(where, "a critical extension, as partial lists have", "none");
        }
        if (!crl.hasAuthorityKeyId()) {
            throw incomplete(where, "no authority key id", "one");
        }
        return new TrustedCrl(
                crl,
                number(where, crl),
                new Validity(
                        where,
                        crl.thisUpdate(),
                        crl.nextUpdate().orElseThrow(() -> incomplete(where, "no date of the next list", "one"))));
    }

    private static BigInteger number(String where, Crl crl) throws Refused {
        Optional<BigInteger> number;
        try {
            number = crl.number();
        } catch (MalformedException e) {
            throw incomplete(where, "CRL number " + e.found(), e.expected());
        }
        return number.orElseThrow(() -> incomplete(where, "no CRL number", "one"));
    }

    private static Refused incomplete(String where, String found, String expected) {
        return new Refused(ReasonCode.CRL_INCOMPLETE, where, found, expected, ADVICE);
    }
}
