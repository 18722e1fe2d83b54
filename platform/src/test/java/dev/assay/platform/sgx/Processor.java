package dev.assay.platform.sgx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the few instructions of amd64 that the report enclave consists of, decoded from their bytes; anything else, and any
 * access to memory that is not there, is an assertion error. Encodings as in Intel's manual, volume 2.
 */
final class Processor {

    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;

    private static final ValueLayout.OfInt INT32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A stretch of memory; what lies between stretches cannot be touched. */
    record Region(String name, long start, MemorySegment memory, boolean write, boolean execute) {}

    /** What ENCLU does; ends the run by answering false. */
    @FunctionalInterface
    interface Enclu {
        boolean run(long[] registers);
    }

    final long[] registers = new long[16];
    private final List<Region> regions = new ArrayList<>();
    private boolean zero;
    boolean backwards;
    private long ip;

    Processor with(Region region) {
        regions.add(region);
        return this;
    }

    /** Runs from {@code start} until {@code enclu} says that it is over. */
    void run(long start, Enclu enclu) {
        ip = start;
        for (int steps = 0; steps < 1000; steps++) {
            int rex = peek() >> 4 == 4 ? next() : 0x40;
            int opcode = next();
            switch (opcode) {
                case 0xfc -> backwards = false;
                case 0x0f -> {
                    int second = next();
                    if (second == 0x01 && next() == 0xd7) {
                        if (!enclu.run(registers)) {
                            return;
                        }
                    } else if (second == 0x85) {
                        int distance = int32();
                        ip += zero ? 0 : distance;
                    } else {
                        throw new AssertionError("unknown instruction 0f %x".formatted(second));
                    }
                }
                case 0x74 -> {
                    int distance = (byte) next();
                    ip += zero ? distance : 0;
                }
                case 0x31, 0x39, 0x85, 0x89 -> binary(opcode, rex);
                case 0x8d -> loadAddress(rex);
                case 0xc1 -> {
                    int modrm = next();
                    if (modrm >> 6 != 3 || (modrm >> 3 & 7) != 5) {
                        throw new AssertionError("only shr of a register is known");
                    }
                    registers[base(rex, modrm)] >>>= next();
                }
                case 0xf3 -> {
                    if (next() != 0xa4) {
                        throw new AssertionError("only movsb is repeated");
                    }
                    copy();
                }
                default -> {
                    if (opcode < 0xb8 || opcode > 0xbf || rex != 0x40) {
                        throw new AssertionError("unknown instruction %x at %x".formatted(opcode, ip - 1));
                    }
                    registers[opcode - 0xb8] = Integer.toUnsignedLong(int32());
                }
            }
        }
        throw new AssertionError("still running");
    }

    private void binary(int opcode, int rex) {
        int modrm = next();
        if (modrm >> 6 != 3) {
            throw new AssertionError("only registers are combined");
        }
        int to = base(rex, modrm);
        long source = registers[reg(rex, modrm)];
        boolean wide = (rex & 8) != 0;
        long result = switch (opcode) {
            case 0x31 -> registers[to] ^ source;
            case 0x39 -> registers[to] - source;
            case 0x85 -> registers[to] & source;
            default -> source;
        };
        result = wide ? result : result & 0xffff_ffffL;
        if (opcode != 0x89) {
            zero = result == 0;
        }
        if (opcode == 0x31 || opcode == 0x89) {
            registers[to] = result;
        }
    }

    private void loadAddress(int rex) {
        int modrm = next();
        int mode = modrm >> 6;
        if ((modrm & 7) == 4 || (rex & 8) == 0 || mode == 3) {
            throw new AssertionError("an address of another form");
        }
        if (mode == 0) {
            if ((modrm & 7) != 5) {
                throw new AssertionError("an address of another form");
            }
            int distance = int32();
            registers[reg(rex, modrm)] = ip + distance;
        } else {
            int distance = mode == 1 ? (byte) next() : int32();
            registers[reg(rex, modrm)] = registers[base(rex, modrm)] + distance;
        }
    }

    private void copy() {
        int step = backwards ? -1 : 1;
        while (registers[RCX] != 0) {
            byte value = at(registers[RSI], false).get(JAVA_BYTE, 0);
            at(registers[RDI], true).set(JAVA_BYTE, 0, value);
            registers[RSI] += step;
            registers[RDI] += step;
            registers[RCX]--;
        }
    }

    private MemorySegment at(long address, boolean write) {
        Region region = region(address);
        if (write && !region.write) {
            throw new AssertionError("writes to %s at %x".formatted(region.name, address));
        }
        return region.memory.asSlice(address - region.start, 1);
    }

    Region region(long address) {
        return regions.stream()
                .filter(region -> Long.compareUnsigned(address - region.start, region.memory.byteSize()) < 0)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no memory at %x".formatted(address)));
    }

    private int peek() {
        Region region = region(ip);
        if (!region.execute) {
            throw new AssertionError("runs into " + region.name);
        }
        return region.memory.get(JAVA_BYTE, ip - region.start) & 0xff;
    }

    private int next() {
        int value = peek();
        ip++;
        return value;
    }

    private int int32() {
        Region region = region(ip);
        int value = region.memory.get(INT32, ip - region.start);
        ip += 4;
        return value;
    }

    private static int reg(int rex, int modrm) {
        return (modrm >> 3 & 7) | (rex & 4) << 1;
    }

    private static int base(int rex, int modrm) {
        return (modrm & 7) | (rex & 1) << 3;
    }

    long ip() {
        return ip;
    }
}
