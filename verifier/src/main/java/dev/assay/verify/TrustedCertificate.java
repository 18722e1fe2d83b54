package dev.assay.verify;

import dev.assay.ecdsa.P256Key;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate that the anchor issued, as far as signatures, names and extensions go; dates and revocation are apart.
 *
 * @param x509 the certificate
 * @param key its key
 * @param validities of it and of its root
 */
record TrustedCertificate(X509Certificate x509, P256Key key, List<Validity> validities) {}
