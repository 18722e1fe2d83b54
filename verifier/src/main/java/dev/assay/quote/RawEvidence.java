package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * What a {@link QuoteSource} handed out. Nothing of it is proven.
 *
 * @param format what the bytes are
 * @param bytes a whole quote or report, without padding
 * @param binding how the requested report data is bound in it
 */
public record RawEvidence(Format format, Bytes bytes, Binding binding) {

    /** A quote whose REPORTDATA is the requested one. */
    public static RawEvidence quote(Bytes bytes) {
        return new RawEvidence(Format.QUOTE, bytes, new Binding.Direct());
    }

    /** The forms of evidence. */
    public enum Format {
        /** An ECDSA quote of SGX or TDX: {@link Quote#parse} reads it. */
        QUOTE,
        /** An attestation report of AMD SEV-SNP, 1184 bytes. Assay does not verify it yet. */
        SNP_REPORT
    }

    /** How requested report data stands in evidence. */
    public sealed interface Binding {

        /**
         * Whether a report binds the data that was asked for.
         *
         * <p>False says that it does not, for whatever reason: another hash, or a document that nobody can read.
         *
         * @param quoted the 64 bytes of the report's REPORTDATA; only of a verified quote do they prove something
         */
        boolean binds(Bytes quoted, ReportData requested);

        /** It is the REPORTDATA of the quoted report. */
        record Direct() implements Binding {
            @Override
            public boolean binds(Bytes quoted, ReportData requested) {
                return quoted.equals(requested.bytes());
            }
        }

        /**
         * REPORTDATA is a hash, zeros behind it, of what a layer below the guest says; the requested data is in there.
         *
         * @param runtimeData what was hashed: Azure's paravisor writes JSON, whose member {@code user-data} is the
         *     requested report data in hex
         */
        record Paravisor(Bytes runtimeData) implements Binding {
            @Override
            public boolean binds(Bytes quoted, ReportData requested) {
                return ParavisorClaims.areHashedIn(runtimeData, quoted)
                        && ParavisorClaims.userData(runtimeData)
                                .filter(requested.bytes()::equals)
                                .isPresent();
            }
        }
    }
}
