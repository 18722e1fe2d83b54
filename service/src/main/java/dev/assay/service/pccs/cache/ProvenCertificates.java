package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.PckTcb;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckCertificateList.Entry;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The PCK certificates of one platform, each signed under the anchor, all of the same PPID, PCE-ID, FMSPC and CA, each with
 * the TCB that it is filed under.
 *
 * @param pcks in the order of {@code certificates}
 * @param withheld how many levels the list names without a certificate
 */
record ProvenCertificates(
        Bytes ppid,
        Bytes fmspc,
        PckCertificate.Ca ca,
        Bytes issuerChain,
        List<Certificate> certificates,
        List<PckCertificate> pcks,
        int withheld) {

    ProvenCertificates {
        certificates = List.copyOf(certificates);
        pcks = List.copyOf(pcks);
    }

    /** Twelve upper-case hex digits. */
    String fmspcHex() {
        return hex(fmspc);
    }

    String caName() {
        return ca.name();
    }

    /**
     * Proves a list as PCS delivers it.
     *
     * @param source who delivered it, for the refusal
     */
    static ProvenCertificates prove(PckCertificateList list, Bytes pceId, DocumentVerifier verifier, String source)
            throws NotGenuineException, Refusal {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : list.entries()) {
            if (entry.certificate().isPresent()) {
                entries.add(entry);
            }
        }
        int withheld = list.entries().size() - entries.size();
        if (entries.isEmpty()) {
            throw new Refusal(
                    Status.CERTIFICATES_UNAVAILABLE,
                    source + " withholds the PCK certificates of all " + withheld + " TCB levels of this platform");
        }
        ProvenCertificates proven = prove(entries, list.issuerChain(), pceId, withheld, verifier, source);
        require(source, "FMSPC", proven.fmspc().hex(), list.fmspc().hex());
        require(source, "CA", proven.caName(), list.ca().name());
        return proven;
    }

    /** Proves certificates of one platform, all there. */
    static ProvenCertificates prove(
            List<Entry> entries, Bytes issuerChain, Bytes pceId, int withheld, DocumentVerifier verifier, String source)
            throws NotGenuineException, Refusal {
        List<Certificate> certificates = new ArrayList<>();
        List<PckCertificate> pcks = new ArrayList<>();
        Set<Bytes> tcbms = new HashSet<>();
        for (Entry entry : entries) {
            Bytes pem = entry.certificate().orElseThrow();
            PckCertificate pck = verifier.pckCertificate(pem, issuerChain);
            require(
                    source,
                    "TCBm",
                    tcbm(pck.extension().tcb()).hex(),
                    entry.tcbm().hex());
            require(source, "PCE-ID", pck.extension().pceId().hex(), pceId.hex());
            if (!pcks.isEmpty()) {
                PckCertificate first = pcks.getFirst();
                require(
                        source,
                        "PPID",
                        pck.extension().ppid().hex(),
                        first.extension().ppid().hex());
                require(
                        source,
                        "FMSPC",
                        pck.extension().fmspc().hex(),
                        first.extension().fmspc().hex());
                require(source, "CA", pck.ca().name(), first.ca().name());
            }
            if (tcbms.add(entry.tcbm())) {
                certificates.add(new Certificate(hex(entry.tcbm()), pem));
                pcks.add(pck);
            }
        }
        PckCertificate first = pcks.getFirst();
        return new ProvenCertificates(
                first.extension().ppid(),
                first.extension().fmspc(),
                first.ca(),
                issuerChain,
                certificates,
                pcks,
                withheld);
    }

    /** Certificates that were proven when they were put into the database. */
    static ProvenCertificates ofDatabase(List<Certificate> certificates, Bytes issuerChain) throws Refusal {
        List<PckCertificate> pcks = Selection.parsed(certificates);
        if (pcks.isEmpty()) {
            throw new Refusal(Status.INTERNAL_ERROR, "a platform in the database has no certificates; refresh it");
        }
        PckCertificate first = pcks.getFirst();
        return new ProvenCertificates(
                first.extension().ppid(), first.extension().fmspc(), first.ca(), issuerChain, certificates, pcks, 0);
    }

    /** CPUSVN and PCESVN, little-endian, as PCS writes them. */
    private static Bytes tcbm(PckTcb tcb) {
        byte[] pceSvn = {(byte) tcb.pceSvn(), (byte) (tcb.pceSvn() >> 8)};
        return Bytes.concat(tcb.cpuSvn(), Bytes.of(pceSvn));
    }

    private static void require(String source, String what, String found, String expected) throws Refusal {
        if (!found.equals(expected)) {
            throw new Refusal(
                    Status.UPSTREAM_ERROR,
                    "PCK certificates from " + source + ": found one with " + what + " " + found + ", expected "
                            + expected + "; none was kept");
        }
    }

    static String hex(Bytes bytes) {
        return bytes.hex().toUpperCase(Locale.ROOT);
    }
}
