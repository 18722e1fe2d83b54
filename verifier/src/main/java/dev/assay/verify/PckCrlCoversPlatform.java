package dev.assay.verify;

import dev.assay.collateral.CollateralPiece;

/**
 * Proves that the PCK CRL is the one of the CA that issued the platform's certificate: its name and its key. A platform of
 * the one CA never stands on the other's list. Certificates of the CA itself may differ; Intel has re-issued them.
 */
final class PckCrlCoversPlatform {

    private PckCrlCoversPlatform() {}

    static void prove(TrustedPck pck, Snapshot snapshot) throws Refused {
        TrustedCertificate ca = pck.ca();
        TrustedCertificate crlIssuer = snapshot.pckCrlIssuer();
        boolean same = ca.key().equals(crlIssuer.key())
                && X509.sameName(
                        ca.x509().getSubjectX500Principal(), crlIssuer.x509().getSubjectX500Principal());
        if (!same) {
            throw new Refused(
                    ReasonCode.CRL_ISSUER,
                    CollateralPiece.PCK_CRL.title(),
                    "a list of " + crlIssuer.x509().getSubjectX500Principal(),
                    "one of " + ca.x509().getSubjectX500Principal() + ", with the key that issued the PCK certificate",
                    "fetch the CRL with ca=" + pck.pck().ca());
        }
    }
}
