package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.quote.SgxReport;
import dev.assay.simulator.SgxReportField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The right answers: the fields of each, or an error code.
 *
 * <p>Codes: 3 for sizes that do not fit, 22 for a missing field, 38 for an unknown key, 42 before initialisation, 47 for
 * a report that was made for another enclave.
 */
final class AesmLogic {

    /** Length of an attestation key's id in bytes. */
    static final int KEY_ID_SIZE = 256;

    private static final Bytes EPID_GROUP = Bytes.literal("230c0000");
    private static final Bytes WHITE_LIST = Bytes.ofUtf8("ASSAY TEST white list of launch enclaves");
    private static final int EPID_SIGNATURE = 680;

    private final AesmEnclave enclave;
    private volatile List<Bytes> keyIds = List.of(ecdsaKeyId());
    private volatile long epidGroup;

    AesmLogic(AesmEnclave enclave) {
        this.enclave = enclave;
    }

    /** An answer's error code, and its fields if that is 0. */
    record Answer(long code, WireWriter fields) {
        static Answer refusal(long code) {
            return new Answer(code, new WireWriter().number(1, code));
        }

        static WireWriter success() {
            return new WireWriter().number(1, 0);
        }

        static Answer of(WireWriter fields) {
            return new Answer(0, fields);
        }
    }

    void offer(List<Bytes> changed) {
        keyIds = List.copyOf(changed);
    }

    /** 256 bytes: the id of the key that Intel's quoting enclave for SGX has. */
    static Bytes ecdsaKeyId() {
        return keyId(2);
    }

    /** The same with another algorithm: 0 and 1 are EPID. */
    static Bytes keyId(int algorithm) {
        byte[] id = new byte[KEY_ID_SIZE];
        id[4] = 32;
        System.arraycopy(
                Bytes.literal("8c4f5775d796503e96137f77c68a829a0056ac8ded70140b081b094490c57bff")
                        .toArray(),
                0,
                id,
                6,
                32);
        id[54] = 1;
        id[154] = (byte) algorithm;
        return Bytes.of(id);
    }

    Answer answer(AesmRoute route, WireReader request, Optional<AesmFault> fault) {
        if (!route.isComplete(request.numbers())) {
            return Answer.refusal(22);
        }
        return switch (route) {
            case INIT_QUOTE ->
                Answer.of(Answer.success().bytes(2, enclave.targetInfo()).bytes(3, EPID_GROUP));
            case GET_QUOTE -> epidQuote(request);
            case GET_LAUNCH_TOKEN -> launchToken(request);
            case REPORT_ERROR -> Answer.of(Answer.success().bytes(2, zeros(request.number(3))));
            case GET_WHITE_LIST_SIZE -> Answer.of(Answer.success().number(2, WHITE_LIST.length()));
            case GET_WHITE_LIST ->
                request.number(1).orElse(0) < WHITE_LIST.length()
                        ? Answer.refusal(3)
                        : Answer.of(Answer.success().bytes(2, WHITE_LIST));
            case GET_EXTENDED_EPID_GROUP -> Answer.of(Answer.success().number(2, epidGroup));
            case SWITCH_EXTENDED_EPID_GROUP -> {
                epidGroup = request.number(1).orElse(0);
                yield Answer.of(Answer.success());
            }
            case REGISTER -> Answer.of(Answer.success());
            case INIT_QUOTE_EX -> initialisation(request);
            case GET_QUOTE_SIZE_EX -> quoteSize(request, fault);
            case GET_QUOTE_EX -> quote(request, fault);
            case CHECK_UPDATE_STATUS -> updateStatus(request);
            case SELECT_KEY_ID -> selection(request);
            case GET_KEY_ID_COUNT -> Answer.of(Answer.success().number(2, keyIds.size()));
            case GET_KEY_IDS ->
                request.number(1).orElse(0) < (long) keyIds.size() * KEY_ID_SIZE
                        ? Answer.refusal(3)
                        : Answer.of(Answer.success().bytes(2, Bytes.concat(keyIds.toArray(Bytes[]::new))));
        };
    }

    /** What is wrong with a request's key id, if anything. */
    private Optional<Answer> keyProblem(Optional<Bytes> keyId) {
        if (keyId.filter(id -> id.length() != KEY_ID_SIZE).isPresent()) {
            return Optional.of(Answer.refusal(3));
        }
        return keyId.filter(id -> !keyIds.contains(id)).map(unknown -> Answer.refusal(38));
    }

    private Answer initialisation(WireReader request) {
        Optional<Answer> problem = keyProblem(request.bytes(1));
        if (problem.isPresent()) {
            return problem.get();
        }
        Bytes keyId = enclave.publicKeyId();
        if (request.number(3).orElse(0) == 0) {
            return Answer.of(Answer.success().number(3, keyId.length()));
        }
        if (request.number(4).orElse(0) != keyId.length()) {
            return Answer.refusal(3);
        }
        enclave.initialise();
        return Answer.of(Answer.success()
                .bytes(2, enclave.targetInfo())
                .number(3, keyId.length())
                .bytes(4, keyId));
    }

    private Answer quoteSize(WireReader request, Optional<AesmFault> fault) {
        Optional<Answer> problem = keyProblem(request.bytes(1));
        if (problem.isPresent()) {
            return problem.get();
        }
        int more = fault.isPresent() && fault.get() instanceof AesmFault.LargerSize larger ? larger.more() : 0;
        return enclave.isInitialised()
                ? Answer.of(Answer.success().number(2, enclave.quoteSize() + more))
                : Answer.refusal(42);
    }

    private Answer quote(WireReader request, Optional<AesmFault> fault) {
        Optional<Answer> problem = keyProblem(request.bytes(2));
        if (problem.isPresent()) {
            return problem.get();
        }
        Bytes report = request.bytes(1).orElse(Bytes.EMPTY);
        long room = request.number(4).orElse(0);
        Optional<Bytes> qeReportInfo = request.bytes(3);
        boolean fits = report.length() == TestReports.SIZE
                && room <= 1 << 20
                && qeReportInfo
                        .map(info -> info.length() == 16 + 512 + TestReports.SIZE)
                        .orElse(true);
        if (!fits) {
            return Answer.refusal(3);
        }
        if (!enclave.isInitialised()) {
            return Answer.refusal(42);
        }
        if (room < enclave.quoteSize()) {
            return Answer.refusal(3);
        }
        if (!enclave.takes(report)) {
            return Answer.refusal(47);
        }
        Bytes made = spoilt(report, fault);
        boolean cut = made.length() < enclave.quoteSize();
        Bytes quote = cut ? made : padded(made, (int) room);
        WireWriter fields = Answer.success().bytes(2, quote);
        qeReportInfo.ifPresent(info -> fields.bytes(
                3,
                Bytes.concat(info.slice(0, 528), enclave.reportAbout(info.slice(0, 16), quote, info.slice(16, 512)))));
        return Answer.of(fields);
    }

    /** The quote, or what a fault makes of it. */
    private Bytes spoilt(Bytes report, Optional<AesmFault> fault) {
        SgxReport body = new SgxReport(report.slice(0, SgxReport.SIZE));
        if (fault.isPresent()) {
            if (fault.get() instanceof AesmFault.OtherReport) {
                return enclave.quote(SgxReportField.REPORT_DATA.set(body, Bytes.of(new byte[64])));
            }
            if (fault.get() instanceof AesmFault.OtherEnclave) {
                return enclave.quote(SgxReportField.MR_ENCLAVE.set(body, Bytes.of(new byte[32])));
            }
            if (fault.get() instanceof AesmFault.HalfQuote) {
                return enclave.quote(body).slice(0, enclave.quoteSize() / 2);
            }
            if (fault.get() instanceof AesmFault.Trailing trailing) {
                return Bytes.concat(enclave.quote(body), trailing.trailing());
            }
        }
        return enclave.quote(body);
    }

    private Answer epidQuote(WireReader request) {
        long room = request.number(6).orElse(0);
        Bytes report = request.bytes(1).orElse(Bytes.EMPTY);
        boolean fits = report.length() == TestReports.SIZE
                && request.bytes(3).map(Bytes::length).orElse(0) == 16
                && request.number(2).orElse(2) <= 1
                && room >= 436 + EPID_SIGNATURE
                && room <= 1 << 20;
        if (!fits) {
            return Answer.refusal(3);
        }
        // Version, type, group, both SVNs, extended group, basename; then the report and the signature.
        Bytes quote = Bytes.concat(
                Bytes.literal("0200" + (request.number(2).orElse(0) == 0 ? "0000" : "0100")),
                EPID_GROUP,
                Bytes.literal("0b000f0000000000"),
                Bytes.of(new byte[32]),
                report.slice(0, SgxReport.SIZE),
                Bytes.literal("a8020000"),
                Bytes.of(new byte[EPID_SIGNATURE]));
        return Answer.of(Answer.success().bytes(2, padded(quote, (int) room)));
    }

    private static Answer launchToken(WireReader request) {
        boolean fits = request.bytes(1).map(Bytes::length).orElse(0) == 32
                && request.bytes(2).map(Bytes::length).orElse(0) == 384
                && request.bytes(3).map(Bytes::length).orElse(0) == 16;
        return fits ? Answer.of(Answer.success().bytes(2, Bytes.of(new byte[304]))) : Answer.refusal(3);
    }

    private static Answer updateStatus(WireReader request) {
        long configuration = request.number(3).orElse(0);
        if ((configuration & ~6) != 0) {
            return Answer.refusal(51);
        }
        if (request.bytes(1).isEmpty() && configuration == 0) {
            return Answer.refusal(3);
        }
        return Answer.of(Answer.success().bytes(2, zeros(request.number(2))).number(3, 0));
    }

    private Answer selection(WireReader request) {
        Bytes list = request.bytes(1).orElse(Bytes.EMPTY);
        if (list.isEmpty() || list.length() % KEY_ID_SIZE != 0) {
            return Answer.refusal(3);
        }
        List<Bytes> acceptable = new ArrayList<>();
        for (int i = 0; i < list.length(); i += KEY_ID_SIZE) {
            acceptable.add(list.slice(i, KEY_ID_SIZE));
        }
        return acceptable.stream()
                .filter(keyIds::contains)
                .findFirst()
                .map(id -> Answer.of(Answer.success().bytes(2, id)))
                .orElseGet(() -> Answer.refusal(38));
    }

    private static Bytes zeros(OptionalLong length) {
        return Bytes.of(new byte[(int) Math.min(length.orElse(0), 1 << 16)]);
    }

    private static Bytes padded(Bytes start, int length) {
        return start.length() >= length ? start : Bytes.concat(start, Bytes.of(new byte[length - start.length()]));
    }
}
