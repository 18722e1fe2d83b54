package dev.assay.quote;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * The signature data of a quote: the quote's signature, the attestation key behind it, and the evidence that this key
 * belongs to a genuine quoting enclave.
 *
 * @param signature 64 bytes r‖s, big-endian, over header and body, made with the attestation key
 * @param attestationKey 64 bytes x‖y, big-endian, of a P-256 point
 * @param qeReport report of the quoting enclave, whose report data binds {@code attestationKey} and {@code qeAuthData}
 * @param qeReportSignature 64 bytes r‖s over {@code qeReport}, made with the PCK key
 * @param qeAuthData what else the quoting enclave bound; 32 bytes in Intel's, any length is legal
 * @param certificationData the PCK certificate chain or a reference to it
 */
public record QuoteSignature(
        Bytes signature,
        Bytes attestationKey,
        SgxReport qeReport,
        Bytes qeReportSignature,
        Bytes qeAuthData,
        CertificationData certificationData) {

    /** Certification data type that wraps the quoting enclave's evidence from version 4 on. */
    static final int QE_REPORT_CERTIFICATION_DATA = 6;

    /** Reads signature data that {@code in} holds to its end. */
    static QuoteSignature read(ByteReader in, int version) throws MalformedException {
        Bytes signature = in.take("quote signature", 64);
        Bytes attestationKey = in.take("attestation key", 64);
        if (version >= 4) {
            readWrapper(in);
        }
        SgxReport qeReport = new SgxReport(in.take("QE report", SgxReport.SIZE));
        Bytes qeReportSignature = in.take("QE report signature", 64);
        Bytes qeAuthData = in.take("QE authentication data", in.uint16("QE authentication data size"));
        CertificationData certificationData = CertificationData.read(in);
        in.end("signature data");
        return new QuoteSignature(
                signature, attestationKey, qeReport, qeReportSignature, qeAuthData, certificationData);
    }

    private static void readWrapper(ByteReader in) throws MalformedException {
        int start = in.position();
        int type = in.uint16("outer certification data type");
        if (type != QE_REPORT_CERTIFICATION_DATA) {
            throw in.malformedAt(
                    start, "outer certification data type", Integer.toString(type), "6, QE report certification data");
        }
        long size = in.uint32("outer certification data size");
        if (size != in.remaining()) {
            throw in.malformedAt(
                    start + 2,
                    "outer certification data size",
                    size + " bytes",
                    "all " + in.remaining() + " bytes left");
        }
    }

    /** The bytes as they stand in a quote of the given version, without the length in front. */
    Bytes encode(int version) {
        Bytes evidence = Bytes.concat(
                qeReport.encoded(),
                qeReportSignature,
                Encoder.uint16(qeAuthData.length()),
                qeAuthData,
                Encoder.uint16(certificationData.type()),
                Encoder.uint32(certificationData.encoded().length()),
                certificationData.encoded());
        Bytes wrapper = version < 4
                ? Bytes.EMPTY
                : Bytes.concat(Encoder.uint16(QE_REPORT_CERTIFICATION_DATA), Encoder.uint32(evidence.length()));
        return Bytes.concat(signature, attestationKey, wrapper, evidence);
    }
}
