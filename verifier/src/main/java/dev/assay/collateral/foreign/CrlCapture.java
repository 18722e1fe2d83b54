package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.pck.Crl;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A revocation list with its issuer chain, captured from Intel's service into one JSON file.
 *
 * <p>Fortanix: {@code crl} (PEM), {@code ca_chain} (array of PEM). Teepot: {@code crl_data} (PEM) or
 * {@code crl_data_base64} (base64 of DER), {@code issuer_chain} (PEM).
 *
 * @param format whose format
 * @param crl the list
 * @param issuerChain the CA that signed it and its issuers, as they stand in the file
 * @param encoded the file
 */
public record CrlCapture(String format, Crl crl, List<X509Certificate> issuerChain, Bytes encoded)
        implements ForeignDocument {

    public CrlCapture {
        issuerChain = List.copyOf(issuerChain);
    }
}
