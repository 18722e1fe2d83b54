package dev.assay.verify;

import dev.assay.pck.PckCertificate;
import java.util.List;

/**
 * A PCK certificate that leads to the anchor, as far as signatures, names and extensions go.
 *
 * @param pck the certificate
 * @param ca its issuer
 * @param validities of it, its CA and its root
 */
record TrustedPck(PckCertificate pck, TrustedCertificate ca, List<Validity> validities) {}
