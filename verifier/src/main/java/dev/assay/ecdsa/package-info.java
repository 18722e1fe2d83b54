/**
 * ECDSA on P-256 with SHA-256, the one signature algorithm of DCAP.
 *
 * <p>{@link dev.assay.ecdsa.P256Key} is a point that lies on the curve, {@link dev.assay.ecdsa.P256Signature} a pair of
 * numbers in range, and {@link dev.assay.ecdsa.Ecdsa} puts both to a {@link java.security.Provider}. What a provider
 * might forget to check is checked before it is asked, so that an answer does not depend on which one was chosen.
 */
@NullMarked
package dev.assay.ecdsa;

import org.jspecify.annotations.NullMarked;
