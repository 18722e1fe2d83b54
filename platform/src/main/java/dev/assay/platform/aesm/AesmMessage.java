package dev.assay.platform.aesm;

import dev.assay.platform.aesm.wire.Response;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** What AESM can be asked for; the number is that of the member in request and response. */
enum AesmMessage {
    INIT_QUOTE(1, "InitQuote", Response::hasInitQuote, r -> r.getInitQuote().getErrorCode()),
    GET_QUOTE(2, "GetQuote", Response::hasGetQuote, r -> r.getGetQuote().getErrorCode()),
    GET_LAUNCH_TOKEN(
            3,
            "GetLaunchToken",
            Response::hasGetLaunchToken,
            r -> r.getGetLaunchToken().getErrorCode()),
    REPORT_ERROR(
            4,
            "ReportAttestationError",
            Response::hasReportError,
            r -> r.getReportError().getErrorCode()),
    GET_WHITE_LIST_SIZE(
            10,
            "GetWhiteListSize",
            Response::hasGetWhiteListSize,
            r -> r.getGetWhiteListSize().getErrorCode()),
    GET_WHITE_LIST(
            11,
            "GetWhiteList",
            Response::hasGetWhiteList,
            r -> r.getGetWhiteList().getErrorCode()),
    GET_EXTENDED_EPID_GROUP(
            12,
            "GetExtendedEpidGroupId",
            Response::hasGetExtendedEpidGroup,
            r -> r.getGetExtendedEpidGroup().getErrorCode()),
    SWITCH_EXTENDED_EPID_GROUP(
            13,
            "SwitchExtendedEpidGroup",
            Response::hasSwitchExtendedEpidGroup,
            r -> r.getSwitchExtendedEpidGroup().getErrorCode()),
    REGISTER(14, "SGXRegister", Response::hasRegister, r -> r.getRegister().getErrorCode()),
    INIT_QUOTE_EX(
            15, "InitQuoteEx", Response::hasInitQuoteEx, r -> r.getInitQuoteEx().getErrorCode()),
    GET_QUOTE_SIZE_EX(
            16,
            "GetQuoteSizeEx",
            Response::hasGetQuoteSizeEx,
            r -> r.getGetQuoteSizeEx().getErrorCode()),
    GET_QUOTE_EX(
            17, "GetQuoteEx", Response::hasGetQuoteEx, r -> r.getGetQuoteEx().getErrorCode()),
    CHECK_UPDATE_STATUS(
            18,
            "CheckUpdateStatus",
            Response::hasCheckUpdateStatus,
            r -> r.getCheckUpdateStatus().getErrorCode()),
    SELECT_KEY_ID(
            19,
            "SelectAttKeyID",
            Response::hasSelectKeyId,
            r -> r.getSelectKeyId().getErrorCode()),
    GET_KEY_ID_COUNT(
            21,
            "GetSupportedAttKeyIDNum",
            Response::hasGetKeyIdCount,
            r -> r.getGetKeyIdCount().getErrorCode()),
    GET_KEY_IDS(
            22,
            "GetSupportedAttKeyIDs",
            Response::hasGetKeyIds,
            r -> r.getGetKeyIds().getErrorCode());

    private final int number;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // Looks into its argument only.
    private final Predicate<Response> present;

    @SuppressWarnings("ImmutableEnumChecker") // Looks into its argument only.
    private final ToIntFunction<Response> errorCode;

    AesmMessage(int number, String title, Predicate<Response> present, ToIntFunction<Response> errorCode) {
        this.number = number;
        this.title = title;
        this.present = present;
        this.errorCode = errorCode;
    }

    /** Intel's name. */
    String title() {
        return title;
    }

    boolean isIn(Response response) {
        return present.test(response);
    }

    /** The code of this message in {@code response}, which has it; 1 if it was left out. */
    long errorCode(Response response) {
        return Integer.toUnsignedLong(errorCode.applyAsInt(response));
    }

    /** What {@code response} has instead, for people. */
    static String namesIn(Response response) {
        List<String> names = Arrays.stream(values())
                .filter(message -> message.isIn(response))
                .map(message -> message.title + " (" + message.number + ")")
                .toList();
        return names.isEmpty() ? "no message that Assay knows" : "the answer to " + String.join(" and ", names);
    }

    /** {@code GetQuoteEx (17)}. */
    @Override
    public String toString() {
        return title + " (" + number + ")";
    }
}
