package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.platform.aesm.wire.CheckUpdateStatusRequest;
import dev.assay.platform.aesm.wire.CheckUpdateStatusResponse;
import dev.assay.platform.aesm.wire.GetExtendedEpidGroupRequest;
import dev.assay.platform.aesm.wire.GetLaunchTokenRequest;
import dev.assay.platform.aesm.wire.GetQuoteRequest;
import dev.assay.platform.aesm.wire.GetQuoteResponse;
import dev.assay.platform.aesm.wire.GetWhiteListRequest;
import dev.assay.platform.aesm.wire.GetWhiteListSizeRequest;
import dev.assay.platform.aesm.wire.InitQuoteRequest;
import dev.assay.platform.aesm.wire.InitQuoteResponse;
import dev.assay.platform.aesm.wire.RegisterRequest;
import dev.assay.platform.aesm.wire.ReportErrorRequest;
import dev.assay.platform.aesm.wire.Request;
import dev.assay.platform.aesm.wire.Response;
import dev.assay.platform.aesm.wire.SwitchExtendedEpidGroupRequest;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import java.util.Optional;

/**
 * The messages of EPID, of launch tokens and of white lists, which services of today answer only if the old plugins are
 * installed (else AESM 30).
 *
 * <p>EPID has ended: Intel's attestation service, without which nobody can verify such a quote, was shut in 2025. The
 * messages are here to find out in what state a machine is, and for records of earlier days; {@link EpidQuotes} tells
 * people what to do instead.
 */
public final class LegacyAesm {

    private static final int TIMEOUT = AesmClient.TIMEOUT_FIELD;

    private final AesmDialogue dialogue;

    LegacyAesm(AesmDialogue dialogue) {
        this.dialogue = dialogue;
    }

    /** Which enclave to make a report for, and the platform's EPID group. */
    public EpidTarget initQuote() throws QuoteException {
        AesmMessage message = AesmMessage.INIT_QUOTE;
        InitQuoteResponse answer = dialogue.ask(
                        message,
                        Request.newBuilder()
                                .setInitQuote(InitQuoteRequest.newBuilder().setTimeout(TIMEOUT)))
                .getInitQuote();
        dialogue.require(message, answer.hasTargetInfo(), "target information");
        dialogue.require(message, answer.hasGid(), "the EPID group");
        return new EpidTarget(
                dialogue.sized(message, "target information", answer.getTargetInfo(), Reporter.TARGET_INFO_SIZE),
                dialogue.sized(message, "the EPID group", answer.getGid(), 4));
    }

    /**
     * Where a report goes.
     *
     * @param targetInfo 512 bytes: TARGETINFO of the quoting enclave
     * @param group 4 bytes, little-endian
     */
    public record EpidTarget(Bytes targetInfo, Bytes group) {}

    /**
     * An EPID quote, without the padding behind it.
     *
     * @param report 432 bytes
     * @param linkable whether the verifier may see that two quotes are of one platform
     * @param spid 16 bytes: who verifies, as Intel had registered them
     * @param revocations the group's signature revocation list, empty for none
     * @param bufferSize 436 bytes and the signature, whose size depends on the revocation list
     */
    public Bytes getQuote(Bytes report, boolean linkable, Bytes spid, Bytes revocations, int bufferSize)
            throws QuoteException {
        AesmMessage message = AesmMessage.GET_QUOTE;
        GetQuoteRequest.Builder request = GetQuoteRequest.newBuilder()
                .setReport(AesmDialogue.string(report))
                .setQuoteType(linkable ? 1 : 0)
                .setSpid(AesmDialogue.string(spid))
                .setBufSize(bufferSize)
                .setQeReport(false)
                .setTimeout(TIMEOUT);
        if (!revocations.isEmpty()) {
            request.setSigRl(AesmDialogue.string(revocations));
        }
        GetQuoteResponse answer =
                dialogue.ask(message, Request.newBuilder().setGetQuote(request)).getGetQuote();
        dialogue.require(message, answer.hasQuote(), "the quote");
        Bytes padded = AesmDialogue.bytes(answer.getQuote());
        if (padded.length() > bufferSize) {
            throw dialogue.broken(
                    message, "sent a quote of " + padded.length() + " bytes; " + bufferSize + " is the buffer's size");
        }
        return EpidQuotes.withoutPadding(padded)
                .orElseThrow(() -> dialogue.broken(
                        message, "sent " + padded.length() + " bytes that are shorter than the quote they begin with"));
    }

    /**
     * Leave to start an enclave on a processor without flexible launch control: 304 bytes.
     *
     * @param mrEnclave 32 bytes
     * @param modulus 384 bytes: of the signer's key, little-endian
     * @param attributes 16 bytes
     */
    public Bytes launchToken(Bytes mrEnclave, Bytes modulus, Bytes attributes) throws QuoteException {
        AesmMessage message = AesmMessage.GET_LAUNCH_TOKEN;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setGetLaunchToken(GetLaunchTokenRequest.newBuilder()
                                .setMrEnclave(AesmDialogue.string(mrEnclave))
                                .setMrSigner(AesmDialogue.string(modulus))
                                .setSeAttributes(AesmDialogue.string(attributes))
                                .setTimeout(TIMEOUT)));
        dialogue.require(message, response.getGetLaunchToken().hasToken(), "the token");
        return dialogue.sized(message, "a token", response.getGetLaunchToken().getToken(), 304);
    }

    /**
     * What the platform has to do after Intel's service has said something about it.
     *
     * @param platformInfo from the service's report, without its header
     * @param attestationError 0 for success
     * @param updateInfoSize how long an answer is wanted
     */
    public Bytes reportAttestationError(Bytes platformInfo, int attestationError, int updateInfoSize)
            throws QuoteException {
        AesmMessage message = AesmMessage.REPORT_ERROR;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setReportError(ReportErrorRequest.newBuilder()
                                .setPlatformInfo(AesmDialogue.string(platformInfo))
                                .setAttestationErrorCode(attestationError)
                                .setUpdateInfoSize(updateInfoSize)
                                .setTimeout(TIMEOUT)));
        dialogue.require(message, response.getReportError().hasPlatformUpdateInfo(), "the update information");
        return AesmDialogue.bytes(response.getReportError().getPlatformUpdateInfo());
    }

    /** How many bytes the list of enclaves has that may be launched without flexible launch control. */
    public long whiteListSize() throws QuoteException {
        AesmMessage message = AesmMessage.GET_WHITE_LIST_SIZE;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setGetWhiteListSize(
                                GetWhiteListSizeRequest.newBuilder().setTimeout(TIMEOUT)));
        dialogue.require(message, response.getGetWhiteListSize().hasWhiteListSize(), "the list's size");
        return Integer.toUnsignedLong(response.getGetWhiteListSize().getWhiteListSize());
    }

    /** That list; {@code size} is {@link #whiteListSize}. */
    public Bytes whiteList(long size) throws QuoteException {
        AesmMessage message = AesmMessage.GET_WHITE_LIST;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setGetWhiteList(GetWhiteListRequest.newBuilder()
                                .setWhiteListSize((int) size)
                                .setTimeout(TIMEOUT)));
        dialogue.require(message, response.getGetWhiteList().hasWhiteList(), "the list");
        return AesmDialogue.bytes(response.getGetWhiteList().getWhiteList());
    }

    /** Which extended EPID group the platform is in; 0 is Intel's. */
    public long extendedEpidGroup() throws QuoteException {
        AesmMessage message = AesmMessage.GET_EXTENDED_EPID_GROUP;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setGetExtendedEpidGroup(
                                GetExtendedEpidGroupRequest.newBuilder().setTimeout(TIMEOUT)));
        dialogue.require(message, response.getGetExtendedEpidGroup().hasXGroupId(), "the group");
        return Integer.toUnsignedLong(response.getGetExtendedEpidGroup().getXGroupId());
    }

    /** Puts the platform into another extended EPID group. */
    public void switchExtendedEpidGroup(long group) throws QuoteException {
        Response ignored = dialogue.ask(
                AesmMessage.SWITCH_EXTENDED_EPID_GROUP,
                Request.newBuilder()
                        .setSwitchExtendedEpidGroup(SwitchExtendedEpidGroupRequest.newBuilder()
                                .setXGroupId((int) group)
                                .setTimeout(TIMEOUT)));
    }

    /** Hands over a white list's certificate or the like; {@code type} says what it is. */
    public void register(Bytes data, int type) throws QuoteException {
        Response ignored = dialogue.ask(
                AesmMessage.REGISTER,
                Request.newBuilder()
                        .setRegister(RegisterRequest.newBuilder()
                                .setBuf(AesmDialogue.string(data))
                                .setDataType(type)
                                .setTimeout(TIMEOUT)));
    }

    /**
     * Whether the platform is to be updated.
     *
     * @param platformInfo from the service's report, empty for none
     * @param updateInfoSize how long an answer is wanted
     * @param configuration bits: 2 looks at EPID's provisioning, 4 at the platform services' pairing; others are
     *     refused (51)
     */
    public UpdateStatus updateStatus(Bytes platformInfo, int updateInfoSize, int configuration) throws QuoteException {
        AesmMessage message = AesmMessage.CHECK_UPDATE_STATUS;
        CheckUpdateStatusRequest.Builder request = CheckUpdateStatusRequest.newBuilder()
                .setUpdateInfoSize(updateInfoSize)
                .setConfig(configuration)
                .setTimeout(TIMEOUT);
        if (!platformInfo.isEmpty()) {
            request.setPlatformInfo(AesmDialogue.string(platformInfo));
        }
        CheckUpdateStatusResponse answer = dialogue.ask(
                        message, Request.newBuilder().setCheckUpdateStatus(request))
                .getCheckUpdateStatus();
        dialogue.require(message, answer.hasStatus(), "the status");
        return new UpdateStatus(
                Integer.toUnsignedLong(answer.getStatus()),
                answer.hasPlatformUpdateInfo()
                        ? Optional.of(AesmDialogue.bytes(answer.getPlatformUpdateInfo()))
                        : Optional.empty());
    }

    /**
     * What is to be updated.
     *
     * @param status bits, 0 for nothing
     * @param updateInfo what it is, in Intel's form
     */
    public record UpdateStatus(long status, Optional<Bytes> updateInfo) {}
}
