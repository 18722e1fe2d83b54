package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Deadline;
import dev.assay.platform.Tether;
import dev.assay.platform.UnixStream;
import dev.assay.platform.aesm.wire.GetKeyIdCountRequest;
import dev.assay.platform.aesm.wire.GetKeyIdsRequest;
import dev.assay.platform.aesm.wire.GetQuoteExRequest;
import dev.assay.platform.aesm.wire.GetQuoteExResponse;
import dev.assay.platform.aesm.wire.GetQuoteSizeExRequest;
import dev.assay.platform.aesm.wire.InitQuoteExRequest;
import dev.assay.platform.aesm.wire.InitQuoteExResponse;
import dev.assay.platform.aesm.wire.Request;
import dev.assay.platform.aesm.wire.Response;
import dev.assay.platform.aesm.wire.SelectKeyIdRequest;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelStream;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks AESM over its socket: the messages of DCAP, each with a typed answer. {@link #legacy} has those of EPID.
 *
 * <p>Every request makes a connection of its own, as the service wants it; nothing stays open in between, and threads may
 * share a client. A request waits for its answer as long as {@link #withPatience} says (60 seconds unless told otherwise:
 * the first of a machine may have to fetch certificates) and at most until {@link #until}.
 *
 * <p>Each method throws {@link QuoteException} with AESM's own code if AESM refuses, and without one if it cannot be
 * reached or answers what it must not.
 */
public final class AesmClient {

    /** Where AESM listens. Source: gramineproject/gramine, pal/src/host/linux-sgx/host_platform.c. */
    public static final String SOCKET = "/var/run/aesmd/aesm.socket";

    /** Where it listened before, without the NUL that begins such names. */
    static final String ABSTRACT_NAME = "sgx_aesm_socket_base";

    /** The service hands the kernel all 108 bytes of the address, and with such names each of them counts. */
    private static final String PADDED_NAME = ABSTRACT_NAME + "\0".repeat(107 - ABSTRACT_NAME.length());

    /** How long a request may take unless told otherwise. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What Intel's client writes; the service does not look at it. */
    static final int TIMEOUT_FIELD = 15_000;

    /** A service with more kinds of keys than this is none. */
    private static final int MOST_KEY_IDS = 64;

    private final AesmDialogue dialogue;

    private AesmClient(AesmDialogue dialogue) {
        this.dialogue = dialogue;
    }

    /** A client of the service that listens at {@code socket}; nothing is connected yet. */
    public static AesmClient at(Path socket) {
        return over(new AesmExchange("AESM at " + socket, deadline -> UnixStream.connect(socket, deadline)));
    }

    /** A client of a service of 2018 or before, which listened at a name that is no path. */
    static AesmClient atAbstractName(Kernel kernel) {
        return over(new AesmExchange(
                "AESM at @" + ABSTRACT_NAME, deadline -> KernelStream.unixAbstract(kernel, PADDED_NAME, deadline)));
    }

    static AesmClient over(AesmExchange exchange) {
        return new AesmClient(new AesmDialogue(exchange, PATIENCE, Optional.empty()));
    }

    /** The same client with another time for each request. */
    public AesmClient withPatience(Duration changed) {
        return new AesmClient(dialogue.withPatience(changed));
    }

    /** The same client, none of whose requests lasts longer than {@code changed}. */
    public AesmClient until(Deadline changed) {
        return new AesmClient(dialogue.until(changed));
    }

    /** The same client, whose request under way fails as soon as {@code tether} is closed, and each one after it. */
    AesmClient endedBy(Tether tether) {
        return new AesmClient(dialogue.endedBy(tether));
    }

    /** {@code AESM at /var/run/aesmd/aesm.socket}. */
    public String place() {
        return dialogue.place();
    }

    /** The messages of EPID, of launch tokens and of white lists. */
    public LegacyAesm legacy() {
        return new LegacyAesm(dialogue);
    }

    /** How many kinds of attestation keys there are: 0 without plugins. */
    public int keyIdCount() throws QuoteException {
        AesmMessage message = AesmMessage.GET_KEY_ID_COUNT;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setGetKeyIdCount(GetKeyIdCountRequest.newBuilder().setTimeout(TIMEOUT_FIELD)));
        dialogue.require(message, response.getGetKeyIdCount().hasAttKeyIdNum(), "the number of keys");
        long count = Integer.toUnsignedLong(response.getGetKeyIdCount().getAttKeyIdNum());
        if (count > MOST_KEY_IDS) {
            throw dialogue.broken(
                    message,
                    "counted " + count + " kinds of keys, more than the " + MOST_KEY_IDS + " that can be meant");
        }
        return (int) count;
    }

    /** The kinds of attestation keys; {@code count} is {@link #keyIdCount}. */
    public List<AttestationKeyId> keyIds(int count) throws QuoteException {
        AesmMessage message = AesmMessage.GET_KEY_IDS;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setGetKeyIds(GetKeyIdsRequest.newBuilder()
                                .setBufSize(count * AttestationKeyId.SIZE)
                                .setTimeout(TIMEOUT_FIELD)));
        dialogue.require(message, response.getGetKeyIds().hasAttKeyIds(), "the keys' ids");
        Bytes all = AesmDialogue.bytes(response.getGetKeyIds().getAttKeyIds());
        if (all.length() != count * AttestationKeyId.SIZE) {
            throw dialogue.broken(
                    message,
                    "sent key ids of " + all.length() + " bytes; " + count + " times " + AttestationKeyId.SIZE
                            + " were expected");
        }
        List<AttestationKeyId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(new AttestationKeyId(all.slice(i * AttestationKeyId.SIZE, AttestationKeyId.SIZE)));
        }
        return List.copyOf(ids);
    }

    /** The one of {@code acceptable} that the service likes best. */
    public AttestationKeyId selectKeyId(List<AttestationKeyId> acceptable) throws QuoteException {
        AesmMessage message = AesmMessage.SELECT_KEY_ID;
        Bytes list =
                Bytes.concat(acceptable.stream().map(AttestationKeyId::encoded).toArray(Bytes[]::new));
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setSelectKeyId(SelectKeyIdRequest.newBuilder()
                                .setAttKeyIdList(AesmDialogue.string(list))
                                .setTimeout(TIMEOUT_FIELD)));
        dialogue.require(message, response.getSelectKeyId().hasSelectedAttKeyId(), "the selected key's id");
        return new AttestationKeyId(dialogue.sized(
                message,
                "the selected key's id",
                response.getSelectKeyId().getSelectedAttKeyId(),
                AttestationKeyId.SIZE));
    }

    /** Loads the quoting enclave; the answer is how many bytes the attestation key's id has. */
    public int initQuoteEx(AttestationKeyId key) throws QuoteException {
        AesmMessage message = AesmMessage.INIT_QUOTE_EX;
        InitQuoteExResponse answer = dialogue.ask(
                        message,
                        Request.newBuilder()
                                .setInitQuoteEx(InitQuoteExRequest.newBuilder()
                                        .setAttKeyId(AesmDialogue.string(key.encoded()))
                                        .setBPubKeyId(false)
                                        .setTimeout(TIMEOUT_FIELD)))
                .getInitQuoteEx();
        dialogue.require(message, answer.hasPubKeyIdSize(), "the size of the key's id");
        if (answer.getPubKeyIdSize() <= 0 || answer.getPubKeyIdSize() > 1024) {
            throw dialogue.broken(
                    message,
                    "sent " + Long.toUnsignedString(answer.getPubKeyIdSize())
                            + " as the size of a key's id; 32 was expected");
        }
        return (int) answer.getPubKeyIdSize();
    }

    /** Which enclave to make a report for, and the attestation key's id, of as many bytes as {@link #initQuoteEx} said. */
    public QuoteTarget initQuoteEx(AttestationKeyId key, int publicKeyIdSize) throws QuoteException {
        AesmMessage message = AesmMessage.INIT_QUOTE_EX;
        InitQuoteExResponse answer = dialogue.ask(
                        message,
                        Request.newBuilder()
                                .setInitQuoteEx(InitQuoteExRequest.newBuilder()
                                        .setAttKeyId(AesmDialogue.string(key.encoded()))
                                        .setBPubKeyId(true)
                                        .setBufSize(publicKeyIdSize)
                                        .setTimeout(TIMEOUT_FIELD)))
                .getInitQuoteEx();
        dialogue.require(message, answer.hasTargetInfo(), "target information");
        dialogue.require(message, answer.hasPubKeyId(), "the key's id");
        return new QuoteTarget(
                dialogue.sized(message, "target information", answer.getTargetInfo(), Reporter.TARGET_INFO_SIZE),
                dialogue.sized(message, "the key's id", answer.getPubKeyId(), publicKeyIdSize));
    }

    /**
     * Where a report goes.
     *
     * @param targetInfo 512 bytes: TARGETINFO of the quoting enclave
     * @param publicKeyId most often 32 bytes: a hash of the attestation key
     */
    public record QuoteTarget(Bytes targetInfo, Bytes publicKeyId) {}

    /** How many bytes a quote has. */
    public int quoteSizeEx(AttestationKeyId key) throws QuoteException {
        AesmMessage message = AesmMessage.GET_QUOTE_SIZE_EX;
        Response response = dialogue.ask(
                message,
                Request.newBuilder()
                        .setGetQuoteSizeEx(GetQuoteSizeExRequest.newBuilder()
                                .setAttKeyId(AesmDialogue.string(key.encoded()))
                                .setTimeout(TIMEOUT_FIELD)));
        dialogue.require(message, response.getGetQuoteSizeEx().hasQuoteSize(), "the size of the quote");
        long size = Integer.toUnsignedLong(response.getGetQuoteSizeEx().getQuoteSize());
        if (size == 0 || size > AesmExchange.LONGEST_ANSWER / 2) {
            throw dialogue.broken(message, "sent " + size + " as the size of a quote; a few thousand were expected");
        }
        return (int) size;
    }

    /**
     * A quote about {@code report}, as long as the buffer: what is behind the quote is for the caller to look at.
     *
     * @param report 432 bytes, made for the {@linkplain QuoteTarget quoting enclave}
     * @param size {@link #quoteSizeEx}
     */
    public Bytes quoteEx(AttestationKeyId key, Bytes report, int size) throws QuoteException {
        return quoteEx(message(key, report, size), size).quote();
    }

    /** The same, and the quoting enclave's report that the quote is its answer; that much of it is checked. */
    public ReportedQuote quoteEx(AttestationKeyId key, Bytes report, int size, QeReportRequest reportRequest)
            throws QuoteException {
        AesmMessage message = AesmMessage.GET_QUOTE_EX;
        QuotedReport answer =
                quoteEx(message(key, report, size).setQeReportInfo(AesmDialogue.string(reportRequest.encoded())), size);
        Bytes reported = answer.qeReportInfo()
                .orElseThrow(
                        () -> dialogue.broken(message, "left out the quoting enclave's report, which was asked for"));
        Bytes qeReport = QeReportRequest.reportIn(reported, reportRequest)
                .orElseThrow(() -> dialogue.broken(
                        message,
                        "sent report information of " + reported.length() + " bytes that is not about this request"));
        if (!reportRequest.isAnsweredBy(qeReport, answer.quote())) {
            throw new QuoteException(
                    QuoteException.Reason.MISMATCH,
                    place() + " sent a report of the quoting enclave that is about another quote or nonce: its report"
                            + " data are not SHA-256 of the nonce and this quote",
                    "ask again; if it stays, somebody between this process and the quoting enclave changes quotes");
        }
        return new ReportedQuote(answer.quote(), qeReport);
    }

    /**
     * A quote and who made it.
     *
     * @param quote as long as the buffer
     * @param qeReport 432 bytes: REPORT of the quoting enclave, about the quote; its MAC is unchecked
     */
    public record ReportedQuote(Bytes quote, Bytes qeReport) {}

    private record QuotedReport(Bytes quote, Optional<Bytes> qeReportInfo) {}

    private static GetQuoteExRequest.Builder message(AttestationKeyId key, Bytes report, int size) {
        return GetQuoteExRequest.newBuilder()
                .setReport(AesmDialogue.string(report))
                .setAttKeyId(AesmDialogue.string(key.encoded()))
                .setBufSize(size)
                .setTimeout(TIMEOUT_FIELD);
    }

    private QuotedReport quoteEx(GetQuoteExRequest.Builder request, int size) throws QuoteException {
        AesmMessage message = AesmMessage.GET_QUOTE_EX;
        GetQuoteExResponse answer = dialogue.ask(message, Request.newBuilder().setGetQuoteEx(request))
                .getGetQuoteEx();
        dialogue.require(message, answer.hasQuote(), "the quote");
        Bytes quote = AesmDialogue.bytes(answer.getQuote());
        if (quote.isEmpty() || quote.length() > size) {
            throw dialogue.broken(
                    message, "sent a quote of " + quote.length() + " bytes; 1 to " + size + " were expected");
        }
        return new QuotedReport(
                quote,
                answer.hasQeReportInfo()
                        ? Optional.of(AesmDialogue.bytes(answer.getQeReportInfo()))
                        : Optional.empty());
    }
}
