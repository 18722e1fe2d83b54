package dev.assay.platform.azure;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.platform.tdx.LocalTdReport;
import dev.assay.quote.ReportData;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What the paravisor keeps in the virtual TPM: the hardware's report, and the claims whose hash is its REPORTDATA.
 *
 * <p><b>Guarantees.</b> The hash was computed and found in the report. Everything else here is as good as its source:
 * nothing is signed but a report of SEV-SNP, and that is not verified.
 *
 * <p>Layout, little-endian: header of 32 bytes; 1,184 bytes for the report; sizes, types and the claims from offset 1216;
 * zeros up to the size of the index.
 *
 * @param hardware whose report it is
 * @param report 1,024 bytes of TDX (TDREPORT_STRUCT) or 1,184 of SEV-SNP (ATTESTATION_REPORT)
 * @param hash what the claims were hashed with
 * @param claims JSON with the members {@code keys}, {@code vm-configuration} and {@code user-data}
 * @param userData the member {@code user-data}: what the guest had written when the report was made
 */
public record HclReport(Hardware hardware, Bytes report, Hash hash, Bytes claims, ReportData userData) {

    /** Where sizes and types stand; they can be read without making the paravisor renew its report. */
    static final int RUNTIME_DATA = 32 + Hardware.AREA;

    /** Data size, version, report type, hash type, claims size. */
    static final int RUNTIME_HEADER = 20;

    /** The index has 2,600 bytes; more than this no index should have. */
    static final int MAX_SIZE = 16 << 10;

    private static final Bytes SIGNATURE = Bytes.ofUtf8("HCLA");

    /** Hardware that Azure's confidential machines have. */
    public enum Hardware {
        SNP("AMD SEV-SNP", 2, 1184, 0x50),
        TDX("Intel TDX", 4, LocalTdReport.SIZE, 0x80);

        /** Room for the largest report. */
        private static final int AREA = 1184;

        private final String title;
        private final int type;
        private final int size;
        private final int reportData;

        Hardware(String title, int type, int size, int reportData) {
            this.title = title;
            this.type = type;
            this.size = size;
            this.reportData = reportData;
        }

        /** What people call it. */
        public String title() {
            return title;
        }

        /** Length of its report in bytes. */
        public int reportSize() {
            return size;
        }
    }

    /** What claims are hashed with. */
    public enum Hash {
        SHA_256("SHA-256", 1),
        SHA_384("SHA-384", 2),
        SHA_512("SHA-512", 3);

        private final String algorithm;
        private final int type;

        Hash(String algorithm, int type) {
            this.algorithm = algorithm;
            this.type = type;
        }

        /** REPORTDATA of a report that binds {@code claims}. */
        Bytes reportData(Bytes claims) {
            try {
                return ReportData.padded(
                                Bytes.of(MessageDigest.getInstance(algorithm).digest(claims.toArray())))
                        .bytes();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(algorithm + " is missing from this Java runtime", e);
            }
        }
    }

    /** The 64 bytes that the report binds. */
    public Bytes reportData() {
        return report.slice(hardware.reportData, ReportData.SIZE);
    }

    /**
     * The index' whole content.
     *
     * @throws TornReportException if all of it is well-formed and the claims are not the ones that were hashed
     */
    public static HclReport parse(Bytes content) throws MalformedException, TornReportException {
        if (content.length() > MAX_SIZE) {
            throw new MalformedException("HCL report", 0, content.length() + " bytes", "at most " + MAX_SIZE);
        }
        ByteReader in = ByteReader.over("HCL report", content);
        Bytes signature = in.take("signature", 4);
        if (!signature.equals(SIGNATURE)) {
            throw in.malformedAt(0, "signature", signature.hex(), SIGNATURE.hex() + ", HCLA");
        }
        expect(in, "version", 2);
        int declaredAt = in.position();
        long declared = in.uint32("report size");
        expect(in, "request type", 2);
        in.take("status and reserved", 16);
        Bytes area = in.take("hardware report", Hardware.AREA);
        RuntimeHeader runtime = RuntimeHeader.read(in);
        // Microsoft's page has the report's size there, machines have that of everything before the padding.
        if (declared != runtime.hardware.size && declared != RUNTIME_DATA + runtime.dataSize) {
            throw in.malformedAt(
                    declaredAt,
                    "report size",
                    declared + " bytes",
                    runtime.hardware.size + " or " + (RUNTIME_DATA + runtime.dataSize));
        }
        Bytes padding = area.from(runtime.hardware.size);
        if (!padding.isZero()) {
            throw in.malformedAt(
                    32 + runtime.hardware.size, "padding of the hardware report", "other bytes", "zeros only");
        }
        int claimsAt = in.position();
        Bytes claims = in.take("runtime claims", runtime.claimsSize);
        Bytes userData;
        try {
            userData = JsonObject.parse("runtime claims", claims).hex("user-data", ReportData.SIZE);
        } catch (MalformedException e) {
            throw e.within("HCL report", claimsAt);
        }
        Bytes report = area.slice(0, runtime.hardware.size).compact();
        HclReport parsed =
                new HclReport(runtime.hardware, report, runtime.hash, claims.compact(), new ReportData(userData));
        if (!parsed.reportData().equals(runtime.hash.reportData(claims))) {
            throw new TornReportException("the report's REPORTDATA "
                    + parsed.reportData().hex() + " is not " + runtime.hash.algorithm + " of the runtime claims, "
                    + runtime.hash.reportData(claims).hex());
        }
        return parsed;
    }

    private static void expect(ByteReader in, String field, long value) throws MalformedException {
        int at = in.position();
        long found = in.uint32(field);
        if (found != value) {
            throw in.malformedAt(at, field, Long.toString(found), Long.toString(value));
        }
    }

    /**
     * The numbers before the claims; nothing covers them.
     *
     * @param dataSize of these numbers and the claims
     */
    record RuntimeHeader(Hardware hardware, Hash hash, long dataSize, long claimsSize) {

        static RuntimeHeader read(ByteReader in) throws MalformedException {
            int start = in.position();
            long dataSize = in.uint32("runtime data size");
            expect(in, "runtime data version", 1);
            Hardware hardware = hardware(in);
            Hash hash = hash(in);
            long claimsSize = in.uint32("runtime claims size");
            if (dataSize != RUNTIME_HEADER + claimsSize) {
                throw in.malformedAt(
                        start,
                        "runtime data size",
                        dataSize + " bytes",
                        RUNTIME_HEADER + " more than the " + claimsSize + " of the claims");
            }
            return new RuntimeHeader(hardware, hash, dataSize, claimsSize);
        }

        private static Hardware hardware(ByteReader in) throws MalformedException {
            int at = in.position();
            long type = in.uint32("report type");
            for (Hardware hardware : Hardware.values()) {
                if (hardware.type == type) {
                    return hardware;
                }
            }
            throw in.malformedAt(at, "report type", Long.toString(type), "2 for SEV-SNP or 4 for TDX");
        }

        private static Hash hash(ByteReader in) throws MalformedException {
            int at = in.position();
            long type = in.uint32("hash type");
            for (Hash hash : Hash.values()) {
                if (hash.type == type) {
                    return hash;
                }
            }
            throw in.malformedAt(at, "hash type", Long.toString(type), "1 for SHA-256, 2 for SHA-384 or 3 for SHA-512");
        }
    }
}
