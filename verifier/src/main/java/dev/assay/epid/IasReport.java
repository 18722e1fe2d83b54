package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.security.cert.CRLReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The attestation service's report about one EPID quote.
 *
 * <p><b>Your part.</b> A report that was only parsed proves nothing; {@link IasVerifier} hands out verified ones. Also
 * compare with what you sent: {@link #nonce}, and the enclave and the report data in {@link #quoteBody}.
 *
 * <p>Members that this library does not know are ignored; a verified report has none that Intel did not sign.
 *
 * @param encoded the report as it was received; exactly these bytes are signed
 * @param version of the service's interface, 2 to 5; reports of 2018 and before carry none
 * @param id the service's number for this report, in decimal
 * @param timestamp when the service made the report, by its own clock; the report names no zone and means UTC
 * @param quoteStatus what the service found
 * @param quoteBody the quote that was verified, without its signature
 * @param advisoryUrl where the advisories can be read; from version 4
 * @param advisoryIds Intel's security advisories that apply to the platform, as in {@code INTEL-SA-00334}; from version 4
 * @param tcbEvaluationDataNumber which set of TCB data the status was judged by; from version 5
 * @param revocationReason why the group was revoked; with {@link IasQuoteStatus#GROUP_REVOKED}
 * @param pseManifestStatus what was found about platform services, when the request carried their manifest
 * @param pseManifestHash SHA-256 of that manifest, 32 bytes
 * @param platformInfoBlob an opaque message to the platform's software about what must be updated; with every status
 *     that updating can mend
 * @param nonce what the requester sent as such, at most 32 characters
 * @param epidPseudonym of linkable quotes: 64 bytes EPID B and 64 bytes EPID K, equal for quotes of one platform under
 *     one basename
 */
public record IasReport(
        Bytes encoded,
        OptionalInt version,
        String id,
        Instant timestamp,
        IasQuoteStatus quoteStatus,
        EpidQuoteBody quoteBody,
        Optional<String> advisoryUrl,
        List<String> advisoryIds,
        OptionalLong tcbEvaluationDataNumber,
        Optional<CRLReason> revocationReason,
        Optional<PseManifestStatus> pseManifestStatus,
        Optional<Bytes> pseManifestHash,
        Optional<Bytes> platformInfoBlob,
        Optional<String> nonce,
        Optional<Bytes> epidPseudonym) {

    /** Largest report that is read, in bytes; real ones have some 2 KB. */
    public static final int MAX_BYTES = 64 << 10;

    public IasReport {
        advisoryIds = List.copyOf(advisoryIds);
    }

    /** Reads a report, a JSON object without duplicate members. It is not verified. */
    public static IasReport parse(Bytes json) throws MalformedException {
        return IasReportReader.read(json);
    }
}
