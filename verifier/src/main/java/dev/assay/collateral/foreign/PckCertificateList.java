package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The PCK certificates of one platform, one for each TCB, or a single one, in a JSON file of Fortanix.
 *
 * <p>{@code pck_data} is an array of {@code tcb}, {@code tcbm} and {@code cert}, or there is one {@code cert};
 * {@code ca_chain} is an array of PEM.
 *
 * @param entries in the order of the file
 * @param issuerChain the CA that issued them and the root
 * @param encoded the file
 */
public record PckCertificateList(List<Entry> entries, List<X509Certificate> issuerChain, Bytes encoded)
        implements ForeignDocument {

    /**
     * One TCB.
     *
     * @param tcb CPUSVN (16 bytes) and PCESVN (2 bytes, little-endian) for which Intel was asked; empty in a file with a
     *     single certificate
     * @param certificate the certificate; empty where Intel answered that it is not available
     */
    public record Entry(Optional<Bytes> tcb, Optional<PckCertificate> certificate) {}

    public PckCertificateList {
        entries = List.copyOf(entries);
        issuerChain = List.copyOf(issuerChain);
    }

    @Override
    public String format() {
        return "Fortanix PCK certificates";
    }
}
