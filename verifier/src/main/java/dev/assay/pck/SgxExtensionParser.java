package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.SgxExtension.PlatformConfiguration;
import dev.assay.pck.SgxExtension.SgxType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over the extension: a SEQUENCE of (OID, value) pairs, two of them nested once more. */
final class SgxExtensionParser {

    /** DER of 1.2.840.113741.1.13.1, under which all OIDs of the extension lie. */
    private static final Bytes ARC = Bytes.literal("2a864886f84d010d01");

    private @Nullable Bytes ppid;
    private @Nullable PckTcb tcb;
    private @Nullable Bytes pceId;
    private @Nullable Bytes fmspc;
    private @Nullable SgxType sgxType;
    private @Nullable Bytes platformInstanceId;
    private @Nullable PlatformConfiguration configuration;

    private SgxExtensionParser() {}

    static SgxExtension parse(Bytes der) throws MalformedException {
        DerReader outer = DerReader.over(der);
        DerReader pairs = outer.sequence("SEQUENCE");
        outer.end("SEQUENCE");
        SgxExtensionParser found = new SgxExtensionParser();
        while (pairs.hasMore()) {
            found.readPair(pairs.sequence("pair"));
        }
        return found.result();
    }

    private void readPair(DerReader pair) throws MalformedException {
        int at = pair.offset();
        switch (oid(pair, ARC)) {
            case 1 -> ppid = once("PPID", at, ppid, pair.octets("PPID", 16));
            case 2 -> tcb = once("TCB", at, tcb, readTcb(pair.sequence("TCB")));
            case 3 -> pceId = once("PCE-ID", at, pceId, pair.octets("PCE-ID", 2));
            case 4 -> fmspc = once("FMSPC", at, fmspc, pair.octets("FMSPC", 6));
            case 5 -> sgxType = once("SGX type", at, sgxType, readSgxType(pair));
            case 6 ->
                platformInstanceId =
                        once("platform instance id", at, platformInstanceId, pair.octets("platform instance id", 16));
            case 7 ->
                configuration =
                        once("configuration", at, configuration, readConfiguration(pair.sequence("configuration")));
            default -> throw new MalformedException("SGX extension, OID", at, "an unknown OID", "one of .1 to .7");
        }
        pair.end("pair");
    }

    private static SgxType readSgxType(DerReader pair) throws MalformedException {
        return switch (pair.number("SGX type", DerReader.ENUMERATED, 2)) {
            case 0 -> SgxType.STANDARD;
            case 1 -> SgxType.SCALABLE;
            default -> SgxType.SCALABLE_WITH_INTEGRITY;
        };
    }

    private static PckTcb readTcb(DerReader parts) throws MalformedException {
        byte[] components = new byte[16];
        int pceSvn = 0;
        Bytes cpuSvn = Bytes.EMPTY;
        boolean[] seen = new boolean[19];
        while (parts.hasMore()) {
            DerReader part = parts.sequence("TCB part");
            int at = part.offset();
            int number = oid(part, Bytes.concat(ARC, Bytes.of(new byte[] {2})));
            if (number < 1 || number > 18 || seen[number]) {
                throw new MalformedException(
                        "SGX extension, TCB", at, "OID .2." + number, "each of .2.1 to .2.18 once");
            }
            seen[number] = true;
            if (number <= 16) {
                components[number - 1] = (byte) part.number("component " + number, DerReader.INTEGER, 255);
            } else if (number == 17) {
                pceSvn = part.number("PCESVN", DerReader.INTEGER, 65535);
            } else {
                cpuSvn = part.octets("CPUSVN", 16);
            }
            part.end("TCB part");
        }
        requireAll("TCB", "2", seen, parts.offset());
        return new PckTcb(Bytes.of(components), pceSvn, cpuSvn);
    }

    private static PlatformConfiguration readConfiguration(DerReader parts) throws MalformedException {
        boolean[] flags = new boolean[4];
        boolean[] seen = new boolean[4];
        while (parts.hasMore()) {
            DerReader part = parts.sequence("configuration part");
            int at = part.offset();
            int number = oid(part, Bytes.concat(ARC, Bytes.of(new byte[] {7})));
            if (number < 1 || number > 3 || seen[number]) {
                throw new MalformedException(
                        "SGX extension, configuration", at, "OID .7." + number, "each of .7.1 to .7.3 once");
            }
            seen[number] = true;
            flags[number] = part.bool("configuration flag " + number);
            part.end("configuration part");
        }
        requireAll("configuration", "7", seen, parts.offset());
        return new PlatformConfiguration(flags[1], flags[2], flags[3]);
    }

    /** The one arc that the next OID has below {@code prefix}; -1 for any other OID. */
    private static int oid(DerReader in, Bytes prefix) throws MalformedException {
        Bytes oid = in.element("OID", DerReader.OBJECT_IDENTIFIER);
        boolean below = oid.length() == prefix.length() + 1 && oid.startsWith(prefix) && oid.at(prefix.length()) < 0x80;
        return below ? oid.at(prefix.length()) : -1;
    }

    private static <T> T once(String field, int at, @Nullable T before, T now) throws MalformedException {
        if (before != null) {
            throw new MalformedException("SGX extension, " + field, at, "a second one", "one");
        }
        return now;
    }

    private static void requireAll(String field, String arc, boolean[] seen, int at) throws MalformedException {
        for (int i = 1; i < seen.length; i++) {
            if (!seen[i]) {
                throw new MalformedException("SGX extension, " + field, at, "no OID ." + arc + "." + i, "all parts");
            }
        }
    }

    private SgxExtension result() throws MalformedException {
        if ((platformInstanceId == null) != (configuration == null)) {
            throw new MalformedException(
                    "SGX extension",
                    0,
                    platformInstanceId == null ? "no platform instance id" : "no configuration",
                    "both or neither");
        }
        return new SgxExtension(
                required("PPID", ppid),
                required("TCB", tcb),
                required("PCE-ID", pceId),
                required("FMSPC", fmspc),
                required("SGX type", sgxType),
                Optional.ofNullable(platformInstanceId),
                Optional.ofNullable(configuration));
    }

    private static <T> T required(String field, @Nullable T value) throws MalformedException {
        if (value == null) {
            throw new MalformedException("SGX extension, " + field, 0, "nothing", "a value");
        }
        return value;
    }
}
