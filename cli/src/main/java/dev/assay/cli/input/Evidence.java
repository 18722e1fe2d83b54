package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import java.util.Optional;

/**
 * A quote as it was handed over, not yet parsed.
 *
 * @param quote its bytes
 * @param certificate the RA-TLS certificate in which it came
 */
public record Evidence(Bytes quote, Optional<RaTlsCertificate> certificate) {}
