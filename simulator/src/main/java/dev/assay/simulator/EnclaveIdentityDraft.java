package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.quote.Tee;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An enclave identity to be signed; every part of it may be changed first.
 *
 * @param content what it will say; levels are written in the order that they have here
 * @param signer the key that signs; by right the TCB signer's
 */
public record EnclaveIdentityDraft(EnclaveIdentity content, TestKey signer) {

    /** All bits of the flags but MODE64, none of XFRM, as Intel masks them. */
    private static final Bytes ATTRIBUTES_MASK = Patch.padded(16, 0xFB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);

    /** The identity of the simulator's quoting enclave, made a day before {@code at} and good for 30 days. */
    public static EnclaveIdentityDraft of(Tee tee, Instant at, TestKey signer) {
        Instant issued = CollateralDraft.issueDate(at);
        return new EnclaveIdentityDraft(
                new EnclaveIdentity(
                        tee == Tee.SGX ? EnclaveIdentity.Id.QE : EnclaveIdentity.Id.TD_QE,
                        2,
                        issued,
                        issued.plus(Duration.ofDays(30)),
                        TcbInfoDraft.TCB_EVALUATION_DATA_NUMBER,
                        Patch.zeros(4),
                        Patch.padded(4, 0xff, 0xff, 0xff, 0xff),
                        Patch.padded(16, 0x11),
                        ATTRIBUTES_MASK,
                        QuoteBodies.QE_MR_SIGNER,
                        QuoteBodies.qeProductId(tee),
                        TestLevels.qeLadder()),
                signer);
    }

    public EnclaveIdentityDraft withContent(EnclaveIdentity changed) {
        return new EnclaveIdentityDraft(changed, signer);
    }

    /** Another key signs. */
    public EnclaveIdentityDraft withSigner(TestKey changed) {
        return new EnclaveIdentityDraft(content, changed);
    }

    public EnclaveIdentityDraft withId(EnclaveIdentity.Id id) {
        return with(
                id,
                content.version(),
                content.issueDate(),
                content.nextUpdate(),
                content.tcbEvaluationDataNumber(),
                content.tcbLevels());
    }

    /** 2 is the only version that is read. */
    public EnclaveIdentityDraft withVersion(int version) {
        return with(
                content.id(),
                version,
                content.issueDate(),
                content.nextUpdate(),
                content.tcbEvaluationDataNumber(),
                content.tcbLevels());
    }

    public EnclaveIdentityDraft withDates(Instant issueDate, Instant nextUpdate) {
        return with(
                content.id(),
                content.version(),
                issueDate,
                nextUpdate,
                content.tcbEvaluationDataNumber(),
                content.tcbLevels());
    }

    public EnclaveIdentityDraft withTcbEvaluationDataNumber(long number) {
        return with(
                content.id(),
                content.version(),
                content.issueDate(),
                content.nextUpdate(),
                number,
                content.tcbLevels());
    }

    /** In this order, sorted or not. */
    public EnclaveIdentityDraft withLevels(List<IsvTcbLevel> levels) {
        return with(
                content.id(),
                content.version(),
                content.issueDate(),
                content.nextUpdate(),
                content.tcbEvaluationDataNumber(),
                levels);
    }

    /** 4 bytes each. */
    public EnclaveIdentityDraft withMiscSelect(Bytes miscSelect, Bytes mask) {
        return with(
                miscSelect,
                mask,
                content.attributes(),
                content.attributesMask(),
                content.mrSigner(),
                content.isvProdId());
    }

    /** 16 bytes each. */
    public EnclaveIdentityDraft withAttributes(Bytes attributes, Bytes mask) {
        return with(
                content.miscSelect(),
                content.miscSelectMask(),
                attributes,
                mask,
                content.mrSigner(),
                content.isvProdId());
    }

    /** 32 bytes. */
    public EnclaveIdentityDraft withMrSigner(Bytes mrSigner) {
        return with(
                content.miscSelect(),
                content.miscSelectMask(),
                content.attributes(),
                content.attributesMask(),
                mrSigner,
                content.isvProdId());
    }

    /** 0 to 65535. */
    public EnclaveIdentityDraft withIsvProdId(int isvProdId) {
        return with(
                content.miscSelect(),
                content.miscSelectMask(),
                content.attributes(),
                content.attributesMask(),
                content.mrSigner(),
                isvProdId);
    }

    /** The document, still to be signed. */
    public SignedJson document() {
        return new SignedJson("enclaveIdentity", CollateralText.of(content), signer);
    }

    /** The document as a provisioning service delivers it. */
    public Bytes sign() {
        return document().sign();
    }

    private EnclaveIdentityDraft with(
            EnclaveIdentity.Id id,
            int version,
            Instant issueDate,
            Instant nextUpdate,
            long number,
            List<IsvTcbLevel> levels) {
        return withContent(new EnclaveIdentity(
                id,
                version,
                issueDate,
                nextUpdate,
                number,
                content.miscSelect(),
                content.miscSelectMask(),
                content.attributes(),
                content.attributesMask(),
                content.mrSigner(),
                content.isvProdId(),
                levels));
    }

    private EnclaveIdentityDraft with(
            Bytes miscSelect, Bytes miscSelectMask, Bytes attributes, Bytes mask, Bytes mrSigner, int isvProdId) {
        return withContent(new EnclaveIdentity(
                content.id(),
                content.version(),
                content.issueDate(),
                content.nextUpdate(),
                content.tcbEvaluationDataNumber(),
                miscSelect,
                miscSelectMask,
                attributes,
                mask,
                mrSigner,
                isvProdId,
                content.tcbLevels()));
    }
}
