/**
 * How a server proves who it is: a certificate of its own or a given one, read again when its files change.
 *
 * <p>{@link dev.assay.service.tls.ServerIdentity} is what a server needs; {@link dev.assay.service.tls.OwnCertificate} makes
 * one, {@link dev.assay.service.tls.PemIdentity} reads one.
 */
@NullMarked
package dev.assay.service.tls;

import org.jspecify.annotations.NullMarked;
