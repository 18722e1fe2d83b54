package dev.assay.simulator.qgs;

import dev.assay.bytes.Bytes;
import dev.assay.quote.TdReport10;
import dev.assay.simulator.QuoteBodies;
import dev.assay.simulator.Seed;
import dev.assay.simulator.pcs.PcsPlatform;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A trust domain on a test platform, which makes reports as the TDX module does.
 *
 * <p>A report has 1024 bytes: REPORTMACSTRUCT of 256, TEE_TCB_INFO of 239 and 17 reserved, TDINFO of 512. Offsets stand
 * here a second time on purpose: a mistake in the reader shows against them. Source: Intel Trust Domain CPU Architectural
 * Extensions, 343754-002, tables 2-1 to 2-4.
 */
public final class TestDomain {

    /** Length of a report in bytes. */
    public static final int REPORT_SIZE = 1024;

    private static final int MAC_AT = 224;

    private final PcsPlatform platform;
    private final TdReport10 body;

    private TestDomain(PcsPlatform platform, TdReport10 body) {
        this.platform = platform;
        this.body = body;
    }

    /** The domain that the platform's seed determines. */
    public static TestDomain on(PcsPlatform platform) {
        return on(platform, platform.machine().seed().child("domain"));
    }

    /** The domain that {@code seed} determines: its measurements are its own. */
    public static TestDomain on(PcsPlatform platform, Seed seed) {
        return new TestDomain(platform, (TdReport10) QuoteBodies.ofType(2, seed));
    }

    /** 48 bytes. */
    public Bytes mrTd() {
        return body.mrTd();
    }

    /**
     * A fresh TDREPORT.
     *
     * @param reportData 64 bytes
     */
    public Bytes report(Bytes reportData) {
        if (reportData.length() != 64) {
            throw new IllegalArgumentException("report data of " + reportData.length() + " bytes, it has 64");
        }
        Bytes in = body.encoded();
        // valid, then TEE_TCB_SVN, MRSEAM, MRSIGNERSEAM, ATTRIBUTES as in the quote, then nothing up to 239
        Bytes tcbInfo = Bytes.concat(Bytes.literal("ff01000000000000"), in.slice(0, 120), zeros(111));
        // ATTRIBUTES to RTMR3 as in the quote, then the hash of service TDs and nothing up to 512
        Bytes tdInfo = Bytes.concat(in.slice(120, 400), zeros(112));
        Bytes signed = Bytes.concat(
                Bytes.literal("81000000"),
                zeros(12),
                platform.rawTcb().cpuSvn(),
                sha384(tcbInfo),
                sha384(tdInfo),
                reportData,
                zeros(32));
        return Bytes.concat(signed, mac(platform, signed), tcbInfo, zeros(17), tdInfo);
    }

    /** Whether {@code report} was made on {@code platform}, which only its quoting enclave can tell. */
    public static boolean isGenuine(PcsPlatform platform, Bytes report) {
        return report.length() == REPORT_SIZE
                && report.slice(MAC_AT, 32).equals(mac(platform, report.slice(0, MAC_AT)))
                && report.slice(32, 48).equals(sha384(report.slice(256, 239)))
                && report.slice(80, 48).equals(sha384(report.slice(512, 512)));
    }

    /** What a quote says of {@code report}. */
    public static TdReport10 body(Bytes report) {
        ByteBuffer quoted = ByteBuffer.allocate(TdReport10.SIZE)
                .put(report.slice(264, 120).asBuffer())
                .put(report.slice(512, 400).asBuffer())
                .put(report.slice(128, 64).asBuffer());
        return new TdReport10(Bytes.of(quoted.array()));
    }

    private static Bytes mac(PcsPlatform platform, Bytes signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    platform.machine().seed().bytes("TDREPORT key", 32).toArray(), "HmacSHA256"));
            return Bytes.of(mac.doFinal(signed.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static Bytes sha384(Bytes of) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-384").digest(of.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }

    private static Bytes zeros(int length) {
        return Bytes.of(new byte[length]);
    }
}
