package dev.assay.simulator.qgs;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.QuoteDraft;
import dev.assay.simulator.pcs.PcsPlatform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers composed byte by byte; no class of the client's has a part in it. A frame is a big-endian length, then the
 * header { u16 major, u16 minor, u32 type, u32 size, u32 error } and a body, both little-endian.
 *
 * <p>Source: Intel DCAP, {@code qgs_msg_lib.h} for the layouts, {@code qgs_ql_logic.cpp} for what is answered when: nearly
 * everything that goes wrong is 0x12001, and a type that is not known ends the connection.
 */
final class QgsAnswers {

    private static final int UNEXPECTED = 0x12001;

    private final PcsPlatform platform;

    /** Certificates are minted once, as a real service fetches them once; what is good when is said in collateral only. */
    private final QuoteDraft draft;

    private final CertificationData certificates;

    QgsAnswers(PcsPlatform platform) {
        Forge forge = platform.forge(4, 2, Forge.DEFAULT_INSTANT);
        this.platform = platform;
        this.draft = forge.draft();
        this.certificates = forge.certificationData();
    }

    /**
     * The bytes to send; empty to hang up.
     *
     * @param frame the request with its frame
     */
    Optional<byte[]> to(byte[] frame, @Nullable QgsFault fault) {
        ByteBuffer request = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (frame.length < 20 || request.getShort(4) != 1 || request.getInt(12) != frame.length - 4) {
            return Optional.empty();
        }
        int type = request.getInt(8);
        if (fault instanceof QgsFault.Refusal refusal) {
            return Optional.of(refusal(type + 1, refusal.code()));
        }
        if (type == 4) {
            return Optional.of(distorted(platformInfo(), fault));
        }
        if (type != 0) {
            return Optional.empty();
        }
        boolean whole = frame.length >= 28
                && request.getInt(20) == TestDomain.REPORT_SIZE
                && frame.length == 28 + TestDomain.REPORT_SIZE + request.getInt(24);
        if (!whole) {
            return Optional.of(refusal(1, UNEXPECTED));
        }
        Bytes report = Bytes.of(frame).slice(28, TestDomain.REPORT_SIZE);
        if (!TestDomain.isGenuine(platform, report)) {
            return Optional.of(refusal(1, UNEXPECTED));
        }
        byte[] quote = quote(report, fault);
        if (fault instanceof QgsFault.BareQuote) {
            return Optional.of(quote);
        }
        ByteBuffer body = ByteBuffer.allocate(8 + quote.length).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(0).putInt(quote.length).put(quote);
        return Optional.of(distorted(message(1, 0, body.array()), fault));
    }

    private byte[] quote(Bytes report, @Nullable QgsFault fault) {
        Bytes quoted = report;
        if (fault instanceof QgsFault.EmptyQuote) {
            return new byte[0];
        }
        if (fault instanceof QgsFault.SgxQuote) {
            return platform.forge(3, 1, Forge.DEFAULT_INSTANT).quote().encode().toArray();
        }
        if (fault instanceof QgsFault.OtherReportData) {
            quoted = TestDomain.on(platform).report(platform.machine().seed().bytes("other report data", 64));
        }
        if (fault instanceof QgsFault.OtherDomain) {
            quoted = TestDomain.on(platform, platform.machine().seed().child("other domain"))
                    .report(report.slice(128, 64));
        }
        Bytes quote = draft.withBody(TestDomain.body(quoted))
                .sign(platform.machine().pckKey(), certificates)
                .encode();
        if (fault instanceof QgsFault.CutShort) {
            return quote.slice(0, quote.length() / 2).toArray();
        }
        if (fault instanceof QgsFault.Padded padded) {
            return Bytes.concat(quote, Bytes.of(new byte[padded.zeros()])).toArray();
        }
        return quote.toArray();
    }

    private byte[] platformInfo() {
        Bytes id = platform.qeId();
        Bytes cpuSvn = platform.rawTcb().cpuSvn();
        ByteBuffer body =
                ByteBuffer.allocate(12 + id.length() + cpuSvn.length()).order(ByteOrder.LITTLE_ENDIAN);
        body.putShort((short) 8).putShort((short) platform.rawTcb().pceSvn());
        body.putInt(id.length()).putInt(cpuSvn.length()).put(id.asBuffer()).put(cpuSvn.asBuffer());
        return message(5, 0, body.array());
    }

    /** The real service sends the fixed part of the response, all zeros. */
    private static byte[] refusal(int type, long code) {
        return message(type, code, new byte[type == 3 ? 32 : type == 5 ? 12 : 8]);
    }

    private static byte[] message(int type, long error, byte[] body) {
        ByteBuffer message = ByteBuffer.allocate(4 + 16 + body.length);
        message.putInt(16 + body.length).order(ByteOrder.LITTLE_ENDIAN);
        message.putShort((short) 1).putShort((short) 1);
        message.putInt(type).putInt(16 + body.length).putInt((int) error);
        return message.put(body).array();
    }

    /** The frame with the one field changed that {@code fault} is about. */
    private static byte[] distorted(byte[] frame, @Nullable QgsFault fault) {
        ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (fault instanceof QgsFault.Length length) {
            bytes.order(ByteOrder.BIG_ENDIAN).putInt(0, (int) length.length());
        } else if (fault instanceof QgsFault.SwappedLength) {
            bytes.putInt(0, frame.length - 4);
        } else if (fault instanceof QgsFault.Major major) {
            bytes.putShort(4, (short) major.major());
        } else if (fault instanceof QgsFault.Type type) {
            bytes.putInt(8, (int) type.type());
        } else if (fault instanceof QgsFault.HeaderSize header) {
            bytes.putInt(12, (int) header.size());
        }
        return frame;
    }
}
