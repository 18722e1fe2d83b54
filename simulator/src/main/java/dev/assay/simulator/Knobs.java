package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbStatus;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Tee;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link SimulatedPlatform} shall be like. Without a word it is an SGX platform that every sound policy accepts.
 *
 * <pre>{@code
 * Knobs.standard().withStatus(TcbStatus.OUT_OF_DATE).withDebug(true)
 * Knobs.parse("tcb-status=OutOfDate,debug")
 * }</pre>
 *
 * @param kind what makes the quotes. Default: SGX
 * @param version of the quotes. Default: 3 for SGX, 4 for TDX 1.0, 5 for TDX 1.5
 * @param attested fields of the enclave or TD that are not left to the seed. Default: none
 * @param debug whether the enclave or TD can be debugged. Default: no
 * @param standing among the TCB levels. Default: UpToDate on the newest, level 3
 * @param fmspc 6 bytes. Default: a55a7e570000, the family of test platforms
 * @param ca who issues the PCK certificate. Default: the Platform CA
 * @param pckRevoked whether that CA has revoked it. Default: no
 * @param documents how fresh the collateral is. Default: current
 */
public record Knobs(
        Kind kind,
        int version,
        Map<AttestedField, Bytes> attested,
        boolean debug,
        Standing standing,
        Bytes fmspc,
        PckCertificate.Ca ca,
        boolean pckRevoked,
        Documents documents) {

    /** What makes quotes. */
    public enum Kind {
        SGX("sgx", "SGX", Tee.SGX, 1, 3, 5),
        TDX_1_0("tdx", "TDX 1.0", Tee.TDX, 2, 4, 5),
        TDX_1_5("tdx15", "TDX 1.5", Tee.TDX, 3, 5, 5);

        private final String label;
        private final String title;
        private final Tee tee;
        private final int bodyType;
        private final int usualVersion;
        private final int lastVersion;

        Kind(String label, String title, Tee tee, int bodyType, int usualVersion, int lastVersion) {
            this.label = label;
            this.title = title;
            this.tee = tee;
            this.bodyType = bodyType;
            this.usualVersion = usualVersion;
            this.lastVersion = lastVersion;
        }

        /** The name on command lines. */
        public String label() {
            return label;
        }

        /** What people call it. */
        public String title() {
            return title;
        }

        public Tee tee() {
            return tee;
        }

        /** The version of the quotes in which its reports usually stand; they fit into later versions too. */
        public int usualVersion() {
            return usualVersion;
        }

        int bodyType() {
            return bodyType;
        }
    }

    /** How fresh all collateral is. */
    public enum Documents {
        /** Issued a day ago, and again every day. */
        CURRENT,
        /** Valid until a fortnight ago. */
        EXPIRED,
        /** In date, but from before the last TCB recovery: what somebody serves who hides it. */
        ROLLED_BACK,
        /** Issued two days from now. */
        FUTURE
    }

    public Knobs {
        if (version < kind.usualVersion || version > kind.lastVersion) {
            throw new IllegalArgumentException("a quote of version " + version + " for " + kind.title()
                    + ", whose quotes are of version " + kind.usualVersion + " to " + kind.lastVersion);
        }
        for (Map.Entry<AttestedField, Bytes> entry : attested.entrySet()) {
            AttestedField field = entry.getKey();
            if (field.tee() != kind.tee()) {
                throw new IllegalArgumentException(
                        field + " for " + kind.title() + ", it is a field of " + field.tee());
            }
            if (entry.getValue().length() != field.size()) {
                throw new IllegalArgumentException(
                        field + " of " + entry.getValue().length() + " bytes, it has " + field.size());
            }
        }
        EnumMap<AttestedField, Bytes> fields = new EnumMap<>(AttestedField.class);
        fields.putAll(attested);
        attested = Collections.unmodifiableMap(fields);
        if (fmspc.length() != 6) {
            throw new IllegalArgumentException("an FMSPC of " + fmspc.length() + " bytes, it has 6");
        }
        if (kind.tee() == Tee.TDX && ca == PckCertificate.Ca.PROCESSOR) {
            throw new IllegalArgumentException(
                    "the Processor CA for TDX, whose platforms are all under the Platform CA");
        }
        if (standing.needsRelaunch() && kind != Kind.TDX_1_5) {
            throw new IllegalArgumentException(standing.status().orElseThrow() + " for " + kind.title()
                    + ", only reports of TDX 1.5 tell that a TD was launched before an update");
        }
        if (documents == Documents.ROLLED_BACK && standing.newest() < 2) {
            throw new IllegalArgumentException("rolled-back collateral of a family whose only level is the first");
        }
    }

    /** An SGX platform that is UpToDate. */
    public static Knobs standard() {
        return new Knobs(
                Kind.SGX,
                3,
                Map.of(),
                false,
                Standing.upToDate(),
                TestPlatform.FMSPC,
                PckCertificate.Ca.PLATFORM,
                false,
                Documents.CURRENT);
    }

    /**
     * Knobs as command lines have them: names, with values where they take some, between commas.
     *
     * @param text as in {@code tcb-status=OutOfDate,advisories=TEST-SA-00001,debug}; empty for the standard ones
     * @throws MalformedException that names what is wrong, and the knobs there are
     */
    public static Knobs parse(String text) throws MalformedException {
        return KnobText.parse(text);
    }

    /** The names of all knobs and what they take, one a line, for a help text. */
    public static List<String> help() {
        return KnobText.help();
    }

    /** Another kind, with its usual version of quotes. */
    public Knobs withKind(Kind changed) {
        return new Knobs(changed, changed.usualVersion(), attested, debug, standing, fmspc, ca, pckRevoked, documents);
    }

    public Knobs withVersion(int changed) {
        return new Knobs(kind, changed, attested, debug, standing, fmspc, ca, pckRevoked, documents);
    }

    public Knobs with(AttestedField field, Bytes value) {
        EnumMap<AttestedField, Bytes> more = new EnumMap<>(AttestedField.class);
        more.putAll(attested);
        more.put(field, value);
        return new Knobs(kind, version, more, debug, standing, fmspc, ca, pckRevoked, documents);
    }

    public Knobs withDebug(boolean changed) {
        return new Knobs(kind, version, attested, changed, standing, fmspc, ca, pckRevoked, documents);
    }

    public Knobs withStanding(Standing changed) {
        return new Knobs(kind, version, attested, debug, changed, fmspc, ca, pckRevoked, documents);
    }

    /** See {@link Standing#withLevel}. */
    public Knobs withLevel(int level) {
        return withStanding(standing.withLevel(level));
    }

    /** See {@link Standing#withStatus}. */
    public Knobs withStatus(TcbStatus status) {
        return withStanding(standing.withStatus(status));
    }

    /** See {@link Standing#withAdvisories}. */
    public Knobs withAdvisories(List<String> advisories) {
        return withStanding(standing.withAdvisories(advisories));
    }

    /** 6 bytes. */
    public Knobs withFmspc(Bytes changed) {
        return new Knobs(kind, version, attested, debug, standing, changed, ca, pckRevoked, documents);
    }

    public Knobs withCa(PckCertificate.Ca changed) {
        return new Knobs(kind, version, attested, debug, standing, fmspc, changed, pckRevoked, documents);
    }

    public Knobs withPckRevoked(boolean changed) {
        return new Knobs(kind, version, attested, debug, standing, fmspc, ca, changed, documents);
    }

    public Knobs withDocuments(Documents changed) {
        return new Knobs(kind, version, attested, debug, standing, fmspc, ca, pckRevoked, changed);
    }

    /** What differs from the standard, for people: {@code TDX 1.0, status OutOfDate, debug}. */
    public String describe() {
        return KnobText.describe(this);
    }

    /** What {@link #parse} reads as these knobs. */
    @Override
    public String toString() {
        return KnobText.text(this);
    }
}
