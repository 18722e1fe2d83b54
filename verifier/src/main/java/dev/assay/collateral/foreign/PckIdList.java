package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.CertificationData.PlatformReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Intel's PCK ID retrieval tool reads out of machines, by which their PCK certificates can be fetched.
 *
 * <p>Lines of hex fields between commas: encrypted PPID (384 bytes) · PCE-ID (2) · CPUSVN (16) · PCESVN (2,
 * little-endian) · QE ID (16) · platform manifest, which may be missing.
 *
 * @param platforms one a line
 * @param encoded the file
 */
public record PckIdList(List<Platform> platforms, Bytes encoded) implements ForeignDocument {

    private static final int PPID_DIGITS = 2 * 384;
    private static final int PPID_RSA_3072 = 3;

    /**
     * One machine at one TCB.
     *
     * @param reference PPID, TCB and PCE-ID, as in the certification data of quotes
     * @param qeId 16 bytes that name the quoting enclave
     * @param manifest what registers a multi-package platform, of any length
     */
    public record Platform(PlatformReference reference, Bytes qeId, Optional<Bytes> manifest) {}

    public PckIdList {
        platforms = List.copyOf(platforms);
    }

    /** Hex as long as an encrypted PPID, and a comma. */
    static boolean isLike(Bytes bytes) {
        if (bytes.length() <= PPID_DIGITS || bytes.at(PPID_DIGITS) != ',') {
            return false;
        }
        for (int i = 0; i < PPID_DIGITS; i++) {
            if (Character.digit(bytes.at(i), 16) < 0 || bytes.at(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Parses lines that end in LF or CR LF. */
    public static PckIdList parse(Bytes csv) throws MalformedException {
        List<Platform> platforms = new ArrayList<>();
        int position = 0;
        for (String line : csv.latin1().split("\n", -1)) {
            String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (!content.isEmpty()) {
                platforms.add(readLine(content, position));
            }
            position += line.length() + 1;
        }
        return new PckIdList(platforms, csv);
    }

    private static Platform readLine(String line, int position) throws MalformedException {
        String[] fields = line.split(",", -1);
        if (fields.length != 5 && fields.length != 6) {
            throw new MalformedException("PCK ID list", position, fields.length + " fields in a line", "5 or 6");
        }
        Bytes ppid = hex("encrypted PPID", fields[0], PPID_DIGITS, position);
        Bytes pceId = hex("PCE-ID", fields[1], 4, position);
        Bytes cpuSvn = hex("CPUSVN", fields[2], 32, position);
        Bytes pceSvn = hex("PCESVN", fields[3], 4, position);
        Bytes qeId = hex("QE ID", fields[4], 32, position);
        Optional<Bytes> manifest = fields.length == 5 || fields[5].isEmpty()
                ? Optional.empty()
                : Optional.of(hex("platform manifest", fields[5], fields[5].length(), position));
        return new Platform(
                new PlatformReference(PPID_RSA_3072, Bytes.concat(ppid, cpuSvn, pceSvn, pceId)), qeId, manifest);
    }

    private static Bytes hex(String field, String text, int digits, int position) throws MalformedException {
        if (text.length() != digits) {
            throw new MalformedException(
                    "PCK ID list, " + field, position, text.length() + " characters", digits + " hex digits");
        }
        try {
            return Bytes.ofHex(text);
        } catch (MalformedException e) {
            throw e.within("PCK ID list, " + field, position);
        }
    }

    @Override
    public String format() {
        return "PCK ID list";
    }
}
