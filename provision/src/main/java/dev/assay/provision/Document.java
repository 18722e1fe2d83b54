package dev.assay.provision;

import dev.assay.bytes.Bytes;
import java.util.Optional;

/**
 * A document as it was delivered: unverified.
 *
 * @param key what was asked for
 * @param body JSON byte by byte as it was signed; CRLs as DER, PEM or hex of DER
 * @param issuerChain PEM of the signer and the root; the root CA CRL has none
 */
public record Document(DocumentKey key, Bytes body, Optional<Bytes> issuerChain) {}
