package dev.assay.simulator.azure;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.FaultQueue;
import dev.assay.simulator.Seed;
import dev.assay.simulator.files.Caller;
import dev.assay.simulator.files.PosixError;
import dev.assay.simulator.files.PseudoFile;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.qgs.TestDomain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The virtual TPM of a confidential machine, as far as its two indices go, and the paravisor behind it.
 *
 * <p>The report is renewed when its first byte is read, and no sooner than {@link #renewingEvery} after the last time.
 * Source: microsoft/openvmm, vm/devices/tpm/tpm_device/src/lib.rs.
 */
public final class StandInVtpm {

    /** TPM_CC of the commands that it knows. */
    public static final int NV_DEFINE_SPACE = 0x12A;

    public static final int NV_WRITE = 0x137;
    public static final int NV_READ = 0x14E;
    public static final int NV_READ_PUBLIC = 0x169;
    public static final int GET_CAPABILITY = 0x17A;

    /** The paravisor's index. */
    public static final int REPORT = 0x01400001;

    /** The guest's index. */
    public static final int USER_DATA = 0x01400002;

    private final Paravisor paravisor;
    private final VtpmIndices indices = new VtpmIndices();
    private final Map<Integer, FaultQueue<VtpmFault>> planned = new HashMap<>();
    private final List<Integer> commands = new ArrayList<>();
    private Duration period = Duration.ofSeconds(2);
    private long renewed;
    private long renewals;

    private StandInVtpm(Paravisor paravisor) {
        this.paravisor = paravisor;
        indices.define(REPORT, Paravisor.SIZE, VtpmIndices.PARAVISORS);
        renew();
    }

    /** On a machine with TDX, whose reports are {@code domain}'s. */
    public static StandInVtpm tdx(TestDomain domain) {
        return new StandInVtpm(new Paravisor(4, 1, domain::report));
    }

    /** On a machine with SEV-SNP; {@code seed} makes up the report. */
    public static StandInVtpm snp(Seed seed) {
        Bytes made = seed.bytes("SNP report", 1184);
        return new StandInVtpm(
                new Paravisor(2, 1, reportData -> Bytes.concat(made.slice(0, 0x50), reportData, made.from(0x90))));
    }

    /** On a machine that is not confidential: a TPM without the paravisor's index. */
    public static StandInVtpm withoutReport() {
        StandInVtpm ordinary = snp(Seed.of(0));
        ordinary.indices.undefine(REPORT);
        return ordinary;
    }

    /** Another hash of the claims, 1 to 3 for SHA-256, SHA-384, SHA-512. */
    public StandInVtpm hashing(int type) {
        StandInVtpm other = new StandInVtpm(paravisor.withHash(type));
        other.period = period;
        return other;
    }

    /** How much time the paravisor lets pass before it makes another report; two seconds unless told otherwise. */
    public synchronized StandInVtpm renewingEvery(Duration atMost) {
        period = atMost;
        return this;
    }

    /** What may be read at a time; 1024 unless told otherwise. */
    public synchronized StandInVtpm withBuffer(int bytes) {
        indices.buffer = bytes;
        return this;
    }

    /** An index that somebody has defined before. */
    public synchronized StandInVtpm withIndex(int index, int size, int attributes) {
        indices.define(index, size, attributes);
        return this;
    }

    /** Puts the device into {@code files}, and firmware tables that say Azure. */
    public StandInVtpm installIn(PseudoFiles files) {
        files.folder("/dev").with("tpmrm0", PseudoFile.device(() -> this::answer));
        files.folder("/sys/class/dmi/id")
                .with("sys_vendor", PseudoFile.reading(caller -> Bytes.ofUtf8("Microsoft Corporation\n")))
                .with(
                        "chassis_asset_tag",
                        PseudoFile.reading(caller -> Bytes.ofUtf8("7783-7084-3265-9085-8269-3286-77\n")));
        return this;
    }

    /** The next {@code count} answers to {@code command} go wrong, after those for which this was asked before. */
    public synchronized void inject(int command, VtpmFault fault, int count) {
        planned.computeIfAbsent(command, absent -> new FaultQueue<>()).inject(fault, count);
    }

    /** From now on all answers are right. */
    public synchronized void clear() {
        planned.clear();
    }

    /** TPM_CC of everything that was asked, in order. */
    public synchronized List<Integer> commands() {
        return List.copyOf(commands);
    }

    /** How many reports the paravisor has made. */
    public synchronized long renewals() {
        return renewals;
    }

    private Bytes answer(Bytes command, Caller caller) throws IOException {
        VtpmFault fault = next(command);
        if (fault instanceof VtpmFault.Silence) {
            throw caller.hang();
        }
        if (fault instanceof VtpmFault.Late late) {
            caller.pause(late.delay());
        }
        if (fault instanceof VtpmFault.Failure) {
            throw PosixError.EIO.exception();
        }
        if (fault instanceof VtpmFault.Refusal refusal) {
            return VtpmIndices.refusal(refusal.code());
        }
        return spoil(perform(command, fault), fault);
    }

    private synchronized @Nullable VtpmFault next(Bytes command) {
        int code = command.length() < 10 ? 0 : command.asBuffer().getInt(6);
        commands.add(code);
        FaultQueue<VtpmFault> faults = planned.get(code);
        return faults == null ? null : faults.next().orElse(null);
    }

    private synchronized Bytes perform(Bytes command, @Nullable VtpmFault fault) {
        if (fault instanceof VtpmFault.OtherUserData other) {
            indices.overwrite(USER_DATA, other.userData());
        }
        if (fault instanceof VtpmFault.RenewedMeanwhile) {
            renew();
        }
        boolean begins = VtpmIndices.readsFrom(command, REPORT, 0);
        boolean due = renewals == 0 || System.nanoTime() - renewed > period.toNanos();
        if (begins && due && !(fault instanceof VtpmFault.Stale)) {
            renew();
        }
        if (begins && fault instanceof VtpmFault.ForeignClaims) {
            indices.overwrite(REPORT, paravisor.torn(userData(), Bytes.of(new byte[64])));
        }
        return indices.answer(command);
    }

    private void renew() {
        if (indices.has(REPORT)) {
            indices.overwrite(REPORT, paravisor.report(userData()));
            renewed = System.nanoTime();
            renewals++;
        }
    }

    /** Zeros if nobody has written any. */
    private Bytes userData() {
        return indices.content(USER_DATA, 64);
    }

    private static Bytes spoil(Bytes answer, @Nullable VtpmFault fault) {
        ByteBuffer spoilt = ByteBuffer.wrap(answer.toArray());
        if (fault instanceof VtpmFault.Cut cut) {
            return answer.slice(0, Math.min(cut.bytes(), answer.length()));
        }
        if (fault instanceof VtpmFault.Appended appended) {
            spoilt = ByteBuffer.allocate(answer.length() + appended.zeros()).put(answer.asBuffer());
            spoilt.putInt(2, spoilt.capacity());
        } else if (fault instanceof VtpmFault.Size size) {
            spoilt.putInt(2, size.size());
        } else if (fault instanceof VtpmFault.Tag tag) {
            spoilt.putShort(0, (short) tag.tag());
        } else if (fault instanceof VtpmFault.Patched patched) {
            spoilt.position(patched.offset()).put(patched.bytes().asBuffer());
        }
        return Bytes.of(spoilt.array());
    }
}
