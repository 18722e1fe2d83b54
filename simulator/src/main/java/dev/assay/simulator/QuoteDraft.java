package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteBody;
import dev.assay.quote.QuoteHeader;
import dev.assay.quote.QuoteSignature;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.quote.Tee;

/**
 * A quote to be signed; every part of it may be changed first.
 *
 * <p>Signing sets the quoting enclave's REPORTDATA to what binds attestation key and authentication data, then signs
 * the enclave's report and the quote. What must be wrong after that is changed in the {@link Quote}.
 *
 * @param header the first 48 bytes
 * @param body what is attested
 * @param qeReport report of the quoting enclave
 * @param bindsAttestationKey false to leave the REPORTDATA of {@code qeReport} as it is
 * @param qeAuthData what else the quoting enclave binds, up to 65535 bytes
 * @param trailing what follows the quote
 * @param attestationKey the key that the quote presents
 * @param quoteSigner the key that signs the quote; by right {@code attestationKey}
 */
public record QuoteDraft(
        QuoteHeader header,
        QuoteBody body,
        SgxReport qeReport,
        boolean bindsAttestationKey,
        Bytes qeAuthData,
        Bytes trailing,
        TestKey attestationKey,
        TestKey quoteSigner) {

    /** A quote of {@code platform} about {@code body}. */
    public static QuoteDraft of(int version, QuoteBody body, TestPlatform platform) {
        TestKey attestationKey = platform.attestationKey();
        return new QuoteDraft(
                header(version, body.tee(), platform),
                body,
                QuoteBodies.quotingEnclave(body.tee()),
                true,
                // Intel's quoting enclave binds these 32 bytes, which are no secret and mean nothing.
                counting(32),
                Bytes.EMPTY,
                attestationKey,
                attestationKey);
    }

    private static QuoteHeader header(int version, Tee tee, TestPlatform platform) {
        return new QuoteHeader(Bytes.concat(
                Patch.uint16(version),
                Patch.uint16(QuoteHeader.ECDSA_P256),
                Patch.uint32(tee.code()),
                Patch.uint16(version == 3 ? QuoteBodies.QE_ISV_SVN : 0),
                Patch.uint16(version == 3 ? platform.extension().tcb().pceSvn() : 0),
                QuoteHeader.INTEL_QE_VENDOR_ID,
                platform.qeId(),
                Patch.zeros(4)));
    }

    public QuoteDraft withHeader(QuoteHeader changed) {
        return new QuoteDraft(
                changed, body, qeReport, bindsAttestationKey, qeAuthData, trailing, attestationKey, quoteSigner);
    }

    /** Bytes of the header replaced from {@code offset} on. */
    public QuoteDraft withHeaderBytes(int offset, Bytes value) {
        return withHeader(new QuoteHeader(Patch.replace("header", header.encoded(), offset, value.length(), value)));
    }

    public QuoteDraft withBody(QuoteBody changed) {
        return new QuoteDraft(
                header, changed, qeReport, bindsAttestationKey, qeAuthData, trailing, attestationKey, quoteSigner);
    }

    /** One field of an SGX report. */
    public QuoteDraft with(SgxReportField field, Bytes value) {
        if (!(body instanceof SgxReport report)) {
            throw new IllegalArgumentException(field + " in a quote about a trust domain");
        }
        return withBody(field.set(report, value));
    }

    /** One numeric field of an SGX report. */
    public QuoteDraft with(SgxReportField field, int value) {
        return with(field, Patch.uint16(value));
    }

    /** One field of a TD report. */
    public QuoteDraft with(TdReportField field, Bytes value) {
        if (!(body instanceof TdReport report)) {
            throw new IllegalArgumentException(field + " in a quote about an SGX enclave");
        }
        return withBody(field.set(report, value));
    }

    /** One field of the quoting enclave's report; REPORTDATA then is not bound again. */
    public QuoteDraft withQe(SgxReportField field, Bytes value) {
        boolean binds = bindsAttestationKey && field != SgxReportField.REPORT_DATA;
        return new QuoteDraft(
                header, body, field.set(qeReport, value), binds, qeAuthData, trailing, attestationKey, quoteSigner);
    }

    /** One numeric field of the quoting enclave's report. */
    public QuoteDraft withQe(SgxReportField field, int value) {
        return withQe(field, Patch.uint16(value));
    }

    public QuoteDraft withQeAuthData(Bytes changed) {
        return new QuoteDraft(
                header, body, qeReport, bindsAttestationKey, changed, trailing, attestationKey, quoteSigner);
    }

    public QuoteDraft withTrailing(Bytes changed) {
        return new QuoteDraft(
                header, body, qeReport, bindsAttestationKey, qeAuthData, changed, attestationKey, quoteSigner);
    }

    /** Another attestation key, bound and used for signing. */
    public QuoteDraft withAttestationKey(TestKey changed) {
        return new QuoteDraft(header, body, qeReport, bindsAttestationKey, qeAuthData, trailing, changed, changed);
    }

    /** Another key signs the quote; the one presented and bound stays. */
    public QuoteDraft withQuoteSigner(TestKey changed) {
        return new QuoteDraft(
                header, body, qeReport, bindsAttestationKey, qeAuthData, trailing, attestationKey, changed);
    }

    /** What REPORTDATA of the quoting enclave must be: SHA-256 of attestation key and authentication data, zeros. */
    public Bytes binding() {
        return Bytes.concat(
                TestKey.sha256(Bytes.concat(attestationKey.publicKey().point(), qeAuthData)), Patch.zeros(32));
    }

    /**
     * The signed quote.
     *
     * @param pckKey signs the quoting enclave's report
     * @param certificationData says which certificate belongs to {@code pckKey}
     */
    public Quote sign(TestKey pckKey, CertificationData certificationData) {
        SgxReport bound = bindsAttestationKey ? SgxReportField.REPORT_DATA.set(qeReport, binding()) : qeReport;
        QuoteSignature signature = new QuoteSignature(
                Patch.zeros(64),
                attestationKey.publicKey().point(),
                bound,
                pckKey.sign(bound.encoded()),
                qeAuthData,
                certificationData);
        Bytes signed = new Quote(header, body, signature, trailing).signedBytes();
        return new Quote(
                header,
                body,
                new QuoteSignature(
                        quoteSigner.sign(signed),
                        signature.attestationKey(),
                        bound,
                        signature.qeReportSignature(),
                        qeAuthData,
                        certificationData),
                trailing);
    }

    private static Bytes counting(int length) {
        byte[] numbers = new byte[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (byte) i;
        }
        return Bytes.of(numbers);
    }
}
