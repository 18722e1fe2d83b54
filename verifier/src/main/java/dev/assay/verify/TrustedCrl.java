package dev.assay.verify;

import dev.assay.pck.Crl;
import java.math.BigInteger;

/**
 * A CRL that is known to come from its issuer.
 *
 * @param crl the list
 * @param number its number
 * @param validity thisUpdate and nextUpdate
 */
record TrustedCrl(Crl crl, BigInteger number, Validity validity) {}
