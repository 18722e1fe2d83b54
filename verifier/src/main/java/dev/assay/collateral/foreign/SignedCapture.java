package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Signed;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A TCB info, an enclave identity or a list of TCB evaluation data numbers with its issuer chain, captured from Intel's
 * service into one JSON file.
 *
 * <p>Fortanix: {@code raw_tcb_info}, {@code raw_enclave_identity} or {@code raw_tcb_evaluation_data_numbers} (the signed
 * text), {@code signature} (DER as an array of numbers, may be empty), {@code ca_chain} (array of PEM). Teepot:
 * {@code tcb_info_json}, {@code enclave_identity_json} or {@code tcb_evaluation_data_numbers_json} (Intel's answer) and
 * {@code issuer_chain} (PEM).
 *
 * @param format whose format
 * @param document the document; where the file has no signature, with one of zeros that no key verifies
 * @param hasSignature whether the file has a signature; it may still be wrong
 * @param issuerChain the signing certificate and its issuers, as they stand in the file; empty in unsigned ones
 * @param encoded the file
 */
public record SignedCapture(
        String format, Signed<?> document, boolean hasSignature, List<X509Certificate> issuerChain, Bytes encoded)
        implements ForeignDocument {

    public SignedCapture {
        issuerChain = List.copyOf(issuerChain);
    }
}
