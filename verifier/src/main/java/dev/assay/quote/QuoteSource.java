package dev.assay.quote;

/**
 * Something on this machine that makes evidence about it: a quoting service, a library, a file of the kernel, or a
 * simulated platform.
 *
 * <p>Sources may be shared by threads: they serve one request after another, in the order of their arrival, and each
 * request within a time that the source was opened with.
 *
 * <p><b>Your part.</b> What a source hands out proves nothing until it is verified; that holds for a source of hardware
 * as for any other.
 */
public interface QuoteSource extends AutoCloseable {

    /** Which interface this is. */
    Kind kind();

    /** Where it is, for people: {@code AESM at /var/run/aesmd/aesm.socket}. */
    String place();

    /**
     * Evidence in which {@code reportData} is bound, after it was checked that it is.
     *
     * @throws QuoteException with what happened and what to try
     */
    RawEvidence quote(ReportData reportData) throws QuoteException;

    /**
     * Gives back what the source holds. Requests under way and to come fail, at once where what they wait for can be ended,
     * else at their deadline; never fails itself.
     */
    @Override
    void close();

    /** The interfaces that evidence is to be had from. */
    enum Kind {
        /** Intel's quoting service for SGX, over its socket. */
        AESM("aesm", "Intel's AESM service"),
        /** Intel's quoting library for SGX, loaded into this process. */
        QL("ql", "Intel's quoting library, in this process"),
        /** Linux' own interface for confidential guests. */
        TSM("tsm", "the kernel's configfs-tsm"),
        /** The files that Gramine shows to what runs under it. */
        GRAMINE("gramine", "Gramine's /dev/attestation"),
        /** A TD report of the kernel's, quoted by the host's quote generation service. */
        QGS("qgs", "/dev/tdx_guest and the quote generation service"),
        /** Azure's virtual TPM, which has a TD's report, and its metadata service, which quotes it. */
        AZURE("azure", "Azure's virtual TPM and metadata service"),
        /** AMD's SEV-SNP: a report, which is not verified yet. */
        SNP("snp", "/dev/sev-guest"),
        /** No hardware: a platform under a test root. */
        SIMULATED("simulated", "a simulated platform");

        private final String label;
        private final String title;

        Kind(String label, String title) {
            this.label = label;
            this.title = title;
        }

        /** The name on command lines and in JSON. */
        public String label() {
            return label;
        }

        /** What people call it. */
        public String title() {
            return title;
        }

        /** Whether a quote of it can prove something about hardware. */
        public boolean isHardware() {
            return this != SIMULATED;
        }
    }
}
