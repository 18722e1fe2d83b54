package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TdxModule;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.quote.Tee;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A TCB info to be signed; every part of it may be changed first.
 *
 * @param content what it will say; levels are written in the order that they have here
 * @param signer the key that signs; by right the TCB signer's
 */
public record TcbInfoDraft(TcbInfo content, TestKey signer) {

    /** The number of the simulator's default set of TCB infos and identities. */
    public static final int TCB_EVALUATION_DATA_NUMBER = 20;

    /** A TCB info of version 3 for the family of {@code platform}, made a day before {@code at}, good for 30 days. */
    public static TcbInfoDraft of(Tee tee, TestPlatform platform, Instant at, TestKey signer) {
        Instant issued = CollateralDraft.issueDate(at);
        TdxModule module = new TdxModule(Patch.zeros(48), Patch.zeros(8), Patch.padded(8, ALL));
        boolean tdx = tee == Tee.TDX;
        return new TcbInfoDraft(
                new TcbInfo(
                        3,
                        tee,
                        issued,
                        issued.plus(Duration.ofDays(30)),
                        platform.extension().fmspc(),
                        Optional.of(platform.extension().pceId()),
                        TCB_EVALUATION_DATA_NUMBER,
                        tdx ? Optional.of(module) : Optional.empty(),
                        tdx
                                ? List.of(
                                        new TdxModuleIdentity("TDX_03", module, TestLevels.moduleLadder(5, 3)),
                                        new TdxModuleIdentity("TDX_01", module, TestLevels.moduleLadder(11, 6)))
                                : List.of(),
                        tdx ? TestLevels.tdxLadder() : TestLevels.sgxLadder()),
                signer);
    }

    private static final int[] ALL = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

    public TcbInfoDraft withContent(TcbInfo changed) {
        return new TcbInfoDraft(changed, signer);
    }

    /** Another key signs. */
    public TcbInfoDraft withSigner(TestKey changed) {
        return new TcbInfoDraft(content, changed);
    }

    /** 1 to 3; version 3 has an id, version 2 none, version 1 neither evaluation number nor level dates. */
    public TcbInfoDraft withVersion(int version) {
        return with(version, content.tee(), content.issueDate(), content.nextUpdate());
    }

    /** What the document claims to be for, whatever it contains. */
    public TcbInfoDraft withTee(Tee tee) {
        return with(content.version(), tee, content.issueDate(), content.nextUpdate());
    }

    public TcbInfoDraft withDates(Instant issueDate, Instant nextUpdate) {
        return with(content.version(), content.tee(), issueDate, nextUpdate);
    }

    /** 6 bytes. */
    public TcbInfoDraft withFmspc(Bytes fmspc) {
        return with(fmspc, content.pceId(), content.tcbEvaluationDataNumber());
    }

    /** 2 bytes. */
    public TcbInfoDraft withPceId(Bytes pceId) {
        return with(content.fmspc(), Optional.of(pceId), content.tcbEvaluationDataNumber());
    }

    public TcbInfoDraft withoutPceId() {
        return with(content.fmspc(), Optional.empty(), content.tcbEvaluationDataNumber());
    }

    public TcbInfoDraft withTcbEvaluationDataNumber(long number) {
        return with(content.fmspc(), content.pceId(), number);
    }

    public TcbInfoDraft withTdxModule(TdxModule module) {
        return with(Optional.of(module), content.tdxModuleIdentities(), content.tcbLevels());
    }

    public TcbInfoDraft withoutTdxModule() {
        return with(Optional.empty(), content.tdxModuleIdentities(), content.tcbLevels());
    }

    /** None at all leaves the member out. */
    public TcbInfoDraft withTdxModuleIdentities(List<TdxModuleIdentity> identities) {
        return with(content.tdxModule(), identities, content.tcbLevels());
    }

    /** In this order, sorted or not. */
    public TcbInfoDraft withLevels(List<TcbLevel> levels) {
        return with(content.tdxModule(), content.tdxModuleIdentities(), levels);
    }

    /** The document, still to be signed. */
    public SignedJson document() {
        return new SignedJson("tcbInfo", CollateralText.of(content), signer);
    }

    /** The document as a provisioning service delivers it. */
    public Bytes sign() {
        return document().sign();
    }

    private TcbInfoDraft with(int version, Tee tee, Instant issueDate, Instant nextUpdate) {
        return withContent(new TcbInfo(
                version,
                tee,
                issueDate,
                nextUpdate,
                content.fmspc(),
                content.pceId(),
                content.tcbEvaluationDataNumber(),
                content.tdxModule(),
                content.tdxModuleIdentities(),
                content.tcbLevels()));
    }

    private TcbInfoDraft with(Bytes fmspc, Optional<Bytes> pceId, long number) {
        return withContent(new TcbInfo(
                content.version(),
                content.tee(),
                content.issueDate(),
                content.nextUpdate(),
                fmspc,
                pceId,
                number,
                content.tdxModule(),
                content.tdxModuleIdentities(),
                content.tcbLevels()));
    }

    private TcbInfoDraft with(Optional<TdxModule> module, List<TdxModuleIdentity> identities, List<TcbLevel> levels) {
        return withContent(new TcbInfo(
                content.version(),
                content.tee(),
                content.issueDate(),
                content.nextUpdate(),
                content.fmspc(),
                content.pceId(),
                content.tcbEvaluationDataNumber(),
                module,
                identities,
                levels));
    }
}
