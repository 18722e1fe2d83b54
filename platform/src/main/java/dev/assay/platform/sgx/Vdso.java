package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The shared library that Linux maps into every process; the kernel's way to enter an enclave is a function of it.
 *
 * @param address where it is mapped
 * @param image what is mapped there: an ELF file of 64 bits, little-endian
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html">System V ABI, dynamic linking</a>
 */
record Vdso(long address, Bytes image) {

    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Today's has two pages or three. */
    private static final long MAX_SIZE = 1 << 20;

    private static final int MAX_SYMBOLS = 4096;
    private static final int MAX_SEGMENTS = 64;

    private static final Bytes ELF64_LITTLE_ENDIAN = Bytes.literal("7f454c460201");
    private static final int SEGMENT = 56;
    private static final int SYMBOL = 24;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int DT_HASH = 4;
    private static final int DT_STRTAB = 5;
    private static final int DT_SYMTAB = 6;
    private static final int DT_GNU_HASH = 0x6ffffef5;

    /** That of this process; empty where none is mapped, as on other systems and under some emulations of Linux. */
    static Optional<Vdso> ofThisProcess() throws MalformedException {
        try {
            for (String line : Files.readAllLines(MAPS)) {
                if (line.endsWith("[vdso]")) {
                    return Optional.of(mapped(line));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            // No /proc, no way to know.
            return Optional.empty();
        }
    }

    /** Copies what a line of {@code /proc/self/maps} is about: {@code 7ffe3a9f2000-7ffe3a9f4000 r-xp ...}. */
    @SuppressWarnings("restricted")
    private static Vdso mapped(String line) throws MalformedException {
        String[] words = line.split("[- ]", 4);
        try {
            long start = Long.parseUnsignedLong(words[0], 16);
            long size = Long.parseUnsignedLong(words[1], 16) - start;
            if (size > 0 && size <= MAX_SIZE && words[2].startsWith("r")) {
                MemorySegment memory = MemorySegment.ofAddress(start).reinterpret(size);
                return new Vdso(start, Bytes.of(memory.toArray(ValueLayout.JAVA_BYTE)));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new MalformedException(MAPS + ", [vdso]", 0, line, "a readable range of at most " + MAX_SIZE + " bytes");
    }

    /** Where the function {@code name} is in this process; empty if this kernel has none. */
    OptionalLong function(String name) throws MalformedException {
        if (!image.startsWith(ELF64_LITTLE_ENDIAN)) {
            throw malformed(
                    "header", 0, image.slice(0, Math.min(6, image.length())).hex(), "7f454c460201");
        }
        long segments = number(32, 8, "program header offset");
        int count = (int) number(56, 2, "program header count");
        if (count > MAX_SEGMENTS || number(54, 2, "program header size") != SEGMENT) {
            throw malformed("program headers", 54, count + " headers", "at most 64 of 56 bytes");
        }
        long linkedAt = find(segments, count, PT_LOAD);
        long dynamic = find(segments, count, PT_DYNAMIC);
        long bias = number(linkedAt + 16, 8, "load address");
        Dynamic tables = tables(number(dynamic + 8, 8, "dynamic section"), number(dynamic + 32, 8, "its size"), bias);
        for (int i = 0; i < tables.symbols; i++) {
            long symbol = tables.symbolTable + (long) i * SYMBOL;
            int section = (int) number(symbol + 6, 2, "symbol's section");
            if (section != 0 && named(tables.strings + number(symbol, 4, "symbol's name"), name)) {
                long offset = number(symbol + 8, 8, "symbol's value") - bias;
                if (offset < 0 || offset >= image.length()) {
                    throw malformed(name, symbol + 8, "offset " + offset, "one below " + image.length());
                }
                return OptionalLong.of(address + offset);
            }
        }
        return OptionalLong.empty();
    }

    private record Dynamic(long symbolTable, long strings, int symbols) {}

    private long find(long segments, int count, int type) throws MalformedException {
        for (int i = 0; i < count; i++) {
            long segment = segments + (long) i * SEGMENT;
            if (number(segment, 4, "program header") == type) {
                return segment;
            }
        }
        throw malformed("program headers", segments, count + " without type " + type, "one of type " + type);
    }

    private Dynamic tables(long dynamic, long size, long bias) throws MalformedException {
        long symbolTable = -1;
        long strings = -1;
        long hash = -1;
        long gnuHash = -1;
        for (long at = dynamic; at - dynamic < Math.min(size, image.length()); at += 16) {
            long tag = number(at, 8, "dynamic tag");
            long value = number(at + 8, 8, "dynamic value") - bias;
            if (tag == 0) {
                break;
            } else if (tag == DT_SYMTAB) {
                symbolTable = value;
            } else if (tag == DT_STRTAB) {
                strings = value;
            } else if (tag == DT_HASH) {
                hash = value;
            } else if (tag == DT_GNU_HASH) {
                gnuHash = value;
            }
        }
        if (symbolTable < 0 || strings < 0 || (hash < 0 && gnuHash < 0)) {
            throw malformed("dynamic section", dynamic, "no symbols, strings or hash table", "all three");
        }
        long symbols = hash >= 0 ? number(hash + 4, 4, "symbol count") : symbolsByGnuHash(gnuHash);
        if (symbols > MAX_SYMBOLS) {
            throw malformed("symbol count", hash + 4, Long.toString(symbols), "at most " + MAX_SYMBOLS);
        }
        return new Dynamic(symbolTable, strings, (int) symbols);
    }

    /** The GNU hash table says how many symbols there are only by where its last chain ends. */
    private long symbolsByGnuHash(long table) throws MalformedException {
        long buckets = number(table, 4, "bucket count");
        long first = number(table + 4, 4, "first hashed symbol");
        long bloom = number(table + 8, 4, "bloom words");
        if (buckets > MAX_SYMBOLS || bloom > MAX_SYMBOLS) {
            throw malformed("GNU hash table", table, buckets + " buckets, " + bloom + " words", "at most 4096 of each");
        }
        long bucketsAt = table + 16 + 8 * bloom;
        long last = 0;
        for (int i = 0; i < buckets; i++) {
            last = Math.max(last, number(bucketsAt + 4L * i, 4, "bucket"));
        }
        if (last < first) {
            return first;
        }
        long chains = bucketsAt + 4 * buckets;
        while (last < MAX_SYMBOLS && (number(chains + 4 * (last - first), 4, "hash chain") & 1) == 0) {
            last++;
        }
        return last + 1;
    }

    private boolean named(long at, String name) {
        byte[] wanted = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        return at >= 0
                && at <= image.length() - wanted.length
                && image.slice((int) at, wanted.length).equals(Bytes.of(wanted));
    }

    private long number(long at, int size, String field) throws MalformedException {
        if (at < 0 || at > image.length() - size) {
            throw malformed(
                    field,
                    at,
                    "offset " + Long.toUnsignedString(at),
                    size + " bytes within the " + image.length() + " of the image");
        }
        return switch (size) {
            case 2 -> image.uint16((int) at);
            case 4 -> image.uint32((int) at);
            default -> image.bits64((int) at);
        };
    }

    /** Tables point anywhere; an error is about a place in the image. */
    private MalformedException malformed(String field, long at, String found, String expected) {
        return new MalformedException("vDSO, " + field, Math.clamp(at, 0, image.length()), found, expected);
    }
}
