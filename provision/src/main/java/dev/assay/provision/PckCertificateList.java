package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate;
import java.util.List;
import java.util.Optional;

/**
 * The PCK certificates of a platform as PCS delivers them, one a TCB level: unverified.
 *
 * @param entries in the order of the answer
 * @param issuerChain PEM of the CA and the root
 * @param fmspc 6 bytes, as the answer's header says
 * @param ca as the answer's header says
 */
public record PckCertificateList(List<Entry> entries, Bytes issuerChain, Bytes fmspc, PckCertificate.Ca ca) {

    public PckCertificateList {
        entries = List.copyOf(entries);
    }

    /**
     * One level.
     *
     * @param tcbm 18 bytes: CPUSVN and PCESVN, little-endian
     * @param certificate PEM; empty where PCS says "Not available"
     */
    public record Entry(Bytes tcbm, Optional<Bytes> certificate) {}
}
