package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import java.security.cert.CRLReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the JSON of a report. */
final class IasReportReader {

    /** Intel writes six fractional digits. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final int MAX_NONCE = 32;
    private static final int MAX_ID = 64;
    private static final int EPID_PSEUDONYM = 64 + 64;

    /** Type, version and length take 4 bytes, the largest known content 101. */
    private static final int MAX_PLATFORM_INFO = 1024;

    private IasReportReader() {}

    static IasReport read(Bytes encoded) throws MalformedException {
        if (encoded.length() > IasReport.MAX_BYTES) {
            throw new MalformedException(
                    "IAS report", 0, encoded.length() + " bytes", "at most " + IasReport.MAX_BYTES);
        }
        JsonObject json = JsonObject.parse("IAS report", encoded);
        return new IasReport(
                encoded,
                json.has("version") ? OptionalInt.of((int) json.integer("version", 2, 5)) : OptionalInt.empty(),
                boundedString(json, "id", MAX_ID),
                readTimestamp(json),
                readQuoteStatus(json),
                readQuoteBody(json),
                json.optionalString("advisoryURL"),
                json.has("advisoryIDs") ? json.strings("advisoryIDs") : List.of(),
                json.has("tcbEvaluationDataNumber")
                        ? OptionalLong.of(json.integer("tcbEvaluationDataNumber", 0, Integer.MAX_VALUE))
                        : OptionalLong.empty(),
                readRevocationReason(json),
                readPseManifestStatus(json),
                json.has("pseManifestHash") ? Optional.of(json.hex("pseManifestHash", 32)) : Optional.empty(),
                readPlatformInfo(json),
                json.has("nonce") ? Optional.of(boundedString(json, "nonce", MAX_NONCE)) : Optional.empty(),
                readPseudonym(json));
    }

    private static Instant readTimestamp(JsonObject json) throws MalformedException {
        String text = boundedString(json, "timestamp", 32);
        try {
            return LocalDateTime.parse(text, TIMESTAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw json.malformed("timestamp", "\"" + text + "\"", "a time such as 2022-07-29T08:53:30.139082");
        }
    }

    private static IasQuoteStatus readQuoteStatus(JsonObject json) throws MalformedException {
        Optional<IasQuoteStatus> status = IasQuoteStatus.of(json.string("isvEnclaveQuoteStatus"));
        if (status.isEmpty()) {
            throw json.malformed(
                    "isvEnclaveQuoteStatus",
                    "a status that is not known",
                    "one of " + List.of(IasQuoteStatus.values()));
        }
        return status.get();
    }

    private static EpidQuoteBody readQuoteBody(JsonObject json) throws MalformedException {
        Bytes body = base64(json, "isvEnclaveQuoteBody");
        try {
            return EpidQuoteBody.parse(body);
        } catch (MalformedException e) {
            throw e.within("IAS report, isvEnclaveQuoteBody", 0);
        }
    }

    /** The service gives the codes of RFC 5280, 5.3.1, which are the JDK's ordinals; 7 stands for nothing. */
    private static Optional<CRLReason> readRevocationReason(JsonObject json) throws MalformedException {
        if (!json.has("revocationReason")) {
            return Optional.empty();
        }
        CRLReason[] reasons = CRLReason.values();
        return Optional.of(reasons[(int) json.integer("revocationReason", 0, reasons.length - 1)]);
    }

    private static Optional<PseManifestStatus> readPseManifestStatus(JsonObject json) throws MalformedException {
        if (!json.has("pseManifestStatus")) {
            return Optional.empty();
        }
        Optional<PseManifestStatus> status = PseManifestStatus.of(json.string("pseManifestStatus"));
        if (status.isEmpty()) {
            throw json.malformed(
                    "pseManifestStatus", "a status that is not known", "one of " + List.of(PseManifestStatus.values()));
        }
        return status;
    }

    private static Optional<Bytes> readPlatformInfo(JsonObject json) throws MalformedException {
        if (!json.has("platformInfoBlob")) {
            return Optional.empty();
        }
        int digits =
                boundedString(json, "platformInfoBlob", 2 * MAX_PLATFORM_INFO).length();
        return Optional.of(json.hex("platformInfoBlob", digits / 2));
    }

    private static Optional<Bytes> readPseudonym(JsonObject json) throws MalformedException {
        if (!json.has("epidPseudonym")) {
            return Optional.empty();
        }
        Bytes pseudonym = base64(json, "epidPseudonym");
        if (pseudonym.length() != EPID_PSEUDONYM) {
            throw json.malformed("epidPseudonym", pseudonym.length() + " bytes", EPID_PSEUDONYM + " bytes");
        }
        return Optional.of(pseudonym);
    }

    private static String boundedString(JsonObject json, String name, int max) throws MalformedException {
        String text = json.string(name);
        if (text.length() > max) {
            throw json.malformed(name, text.length() + " characters", "at most " + max);
        }
        return text;
    }

    private static Bytes base64(JsonObject json, String name) throws MalformedException {
        Optional<Bytes> bytes = CanonicalBase64.decode(json.string(name));
        if (bytes.isEmpty()) {
            throw json.malformed(name, "text that is not base64", "base64");
        }
        return bytes.get();
    }
}
