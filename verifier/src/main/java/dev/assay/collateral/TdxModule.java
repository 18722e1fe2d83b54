package dev.assay.collateral;

import dev.assay.bytes.Bytes;

/**
 * What a genuine TDX module of the first version looks like.
 *
 * @param mrSigner 48 bytes, compared with MRSIGNERSEAM
 * @param attributes 8 bytes, compared with SEAMATTRIBUTES
 * @param attributesMask 8 bytes; Intel's verifier demands all attribute bits to be zero, whatever the mask says
 */
public record TdxModule(Bytes mrSigner, Bytes attributes, Bytes attributesMask) {}
