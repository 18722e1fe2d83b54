package dev.assay.platform.sgx;

import static dev.assay.platform.sgx.Processor.RAX;
import static dev.assay.platform.sgx.Processor.RBX;
import static dev.assay.platform.sgx.Processor.RCX;
import static dev.assay.platform.sgx.Processor.RDI;
import static dev.assay.platform.sgx.Processor.RDX;
import static dev.assay.platform.sgx.Processor.RSI;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;

/** Enters enclaves of a {@link FakeSgxKernel}: runs their pages by a {@link Processor} and makes their reports. */
final class InterpretedEntry implements EnclaveEntry {

    static final long RETURN_ADDRESS = 0x7fff_0000_1234L;

    private final FakeSgxKernel kernel;
    private final Deque<EnclaveExit.Fault> faults = new ArrayDeque<>();
    private int flipped = -1;
    private boolean idle;
    boolean closed;

    InterpretedEntry(FakeSgxKernel kernel) {
        this.kernel = kernel;
    }

    /** The next call ends so. */
    InterpretedEntry faulting(EnclaveExit.Fault fault) {
        faults.add(fault);
        return this;
    }

    /** Reports are spoilt at this byte. */
    InterpretedEntry flipping(int at) {
        flipped = at;
        return this;
    }

    /** Calls return without having done anything. */
    InterpretedEntry idle() {
        idle = true;
        return this;
    }

    @Override
    public EnclaveExit enter(long tcs, long rdi, long rsi, long rdx) {
        if (!faults.isEmpty()) {
            return faults.remove();
        }
        if (idle) {
            return new EnclaveExit.Left();
        }
        FakeEnclave enclave = kernel.enclave();
        assertThat(enclave.isInitialised()).isTrue();
        Processor processor = new Processor()
                .with(new Processor.Region("TARGETINFO", rdi, memory(rdi, 512), false, false))
                .with(new Processor.Region("REPORTDATA", rsi, memory(rsi, 64), false, false))
                .with(new Processor.Region("REPORT", rdx, memory(rdx, 432), true, false));
        for (Map.Entry<Long, FakeEnclave.Page> page : enclave.pages().entrySet()) {
            long address = enclave.base() + page.getKey();
            long flags = page.getValue().flags();
            int mapped = kernel.protection(address);
            if ((flags & 1) != 0) {
                processor.with(new Processor.Region(
                        "page " + page.getKey(),
                        address,
                        MemorySegment.ofArray(page.getValue().content()),
                        (flags & mapped & 2) != 0,
                        (flags & mapped & 4) != 0));
            }
        }
        ByteBuffer thread = ByteBuffer.wrap(
                        enclave.pages().get(tcs - enclave.base()).content())
                .order(ByteOrder.LITTLE_ENDIAN);
        processor.registers[RAX] = thread.getInt(24);
        processor.registers[RBX] = tcs;
        processor.registers[RCX] = RETURN_ADDRESS;
        processor.registers[RDI] = rdi;
        processor.registers[RSI] = rsi;
        processor.registers[RDX] = rdx;
        processor.run(enclave.base() + thread.getLong(32), registers -> enclu(enclave, processor, registers));
        if (flipped >= 0) {
            MemorySegment report = memory(rdx, 432);
            report.set(JAVA_BYTE, flipped, (byte) (report.get(JAVA_BYTE, flipped) ^ 1));
        }
        return new EnclaveExit.Left();
    }

    private static boolean enclu(FakeEnclave enclave, Processor processor, long[] registers) {
        if (registers[RAX] == 4) {
            assertThat(registers[RBX]).isEqualTo(RETURN_ADDRESS);
            return false;
        }
        assertThat(registers[RAX]).as("EREPORT").isZero();
        assertThat(registers[RBX] % 512).isZero();
        assertThat(registers[RCX] % 128).isZero();
        assertThat(registers[RDX] % 512).isZero();
        byte[] target = within(enclave, processor, registers[RBX], 512);
        byte[] data = within(enclave, processor, registers[RCX], 64);
        byte[] report = report(enclave, target, data);
        Processor.Region out = processor.region(registers[RDX]);
        assertThat(out.write()).isTrue();
        MemorySegment.copy(MemorySegment.ofArray(report), 0, out.memory(), registers[RDX] - out.start(), report.length);
        return true;
    }

    private static byte[] within(FakeEnclave enclave, Processor processor, long address, int length) {
        assertThat(address).isGreaterThanOrEqualTo(enclave.base());
        assertThat(address + length).isLessThanOrEqualTo(enclave.base() + enclave.size());
        Processor.Region region = processor.region(address);
        return region.memory().asSlice(address - region.start(), length).toArray(JAVA_BYTE);
    }

    /** A REPORT of Intel SDM, volume 3D, table 37-21, with a MAC of our own over body and target. */
    static byte[] report(FakeEnclave enclave, byte[] target, byte[] data) {
        ByteBuffer report = ByteBuffer.allocate(432).order(ByteOrder.LITTLE_ENDIAN);
        report.put(0, new byte[] {8, 9, 2, 4, 1, (byte) 128, 7});
        report.putLong(48, enclave.attributes()).putLong(56, 3);
        report.put(64, enclave.mrEnclave()).put(128, enclave.mrSigner()).put(320, data);
        try {
            MessageDigest mac = MessageDigest.getInstance("SHA-256");
            mac.update(target);
            mac.update(report.array(), 0, 384);
            report.put(416, Arrays.copyOf(mac.digest(), 16));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return report.array();
    }

    private static MemorySegment memory(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length);
    }

    @Override
    public void close() {
        closed = true;
    }
}
