package dev.assay.provision.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What of an ELF file tells whose library it is. Source: System V ABI, chapters 4 and 5; only the 64-bit little-endian
 * form is taken apart, others are named by their architecture.
 *
 * <p>No offset of the file is believed: what lies outside of it is taken for absent. At most {@value #MAX_BYTES} bytes
 * are read and {@value #MAX_SYMBOLS} symbols looked at.
 *
 * @param machine ELF's number of the architecture
 * @param is64Bit otherwise 32
 * @param exports names of defined global functions and objects
 * @param bytes the file, for a search of texts; not part of the comparison of two images
 */
record ElfImage(int machine, boolean is64Bit, Set<String> exports, Content bytes) {

    static final int MAX_BYTES = 32 << 20;
    static final int MAX_SYMBOLS = 100_000;

    private static final int SHT_DYNSYM = 11;
    private static final int SYMBOL_SIZE = 24;
    private static final int LONGEST_NAME = 256;
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

    /** The bytes of a file, to be searched. */
    record Content(String latin1) {
        boolean contains(String text) {
            return latin1.contains(text);
        }
    }

    ElfImage {
        exports = Set.copyOf(exports);
    }

    /**
     * Reads the file, if it is ELF.
     *
     * @throws IOException if it cannot be read
     */
    static Optional<ElfImage> read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES);
        }
        return parse(bytes);
    }

    static Optional<ElfImage> parse(byte[] bytes) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.length < 20 || bytes[i] != MAGIC[i]) {
                return Optional.empty();
            }
        }
        boolean is64Bit = bytes[4] == 2;
        boolean littleEndian = bytes[5] == 1;
        ByteBuffer file = ByteBuffer.wrap(bytes).order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        Set<String> exports = is64Bit && littleEndian ? exports(file) : Set.of();
        Content content = new Content(new String(bytes, StandardCharsets.ISO_8859_1));
        return Optional.of(new ElfImage(Short.toUnsignedInt(file.getShort(18)), is64Bit, exports, content));
    }

    private static Set<String> exports(ByteBuffer file) {
        Set<String> names = new LinkedHashSet<>();
        long table = uint64(file, 0x28);
        int size = uint16(file, 0x3a);
        int count = uint16(file, 0x3c);
        if (size < 64) {
            return names;
        }
        for (int i = 0; i < count; i++) {
            long header = table + (long) i * size;
            if (uint32(file, header + 4) == SHT_DYNSYM) {
                long strings = table + uint32(file, header + 0x28) * size;
                addSymbols(file, header, strings, names);
                // There is one; a hostile file could claim the same symbols 65535 times.
                break;
            }
        }
        return names;
    }

    private static void addSymbols(ByteBuffer file, long header, long strings, Set<String> names) {
        long symbols = uint64(file, header + 0x18);
        long count = Math.min(uint64(file, header + 0x20) / SYMBOL_SIZE, MAX_SYMBOLS);
        long text = uint64(file, strings + 0x18);
        long textSize = uint64(file, strings + 0x20);
        for (long i = 0; i < count; i++) {
            long symbol = symbols + i * SYMBOL_SIZE;
            long name = uint32(file, symbol);
            int binding = uint8(file, symbol + 4) >> 4;
            boolean isDefined = uint16(file, symbol + 6) != 0;
            if (isDefined && binding != 0 && name < textSize) {
                name(file, text + name).ifPresent(names::add);
            }
        }
    }

    private static Optional<String> name(ByteBuffer file, long at) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < LONGEST_NAME; i++) {
            int c = uint8(file, at + i);
            if (c == 0) {
                return name.isEmpty() ? Optional.empty() : Optional.of(name.toString());
            }
            name.append((char) c);
        }
        return Optional.empty();
    }

    /** All reads give 0 outside of the file; sums of hostile numbers may be negative, and are outside too. */
    private static boolean inside(ByteBuffer file, long at, int length) {
        return at >= 0 && at <= file.limit() - length;
    }

    private static int uint8(ByteBuffer file, long at) {
        return inside(file, at, 1) ? Byte.toUnsignedInt(file.get((int) at)) : 0;
    }

    private static int uint16(ByteBuffer file, long at) {
        return inside(file, at, 2) ? Short.toUnsignedInt(file.getShort((int) at)) : 0;
    }

    private static long uint32(ByteBuffer file, long at) {
        return inside(file, at, 4) ? Integer.toUnsignedLong(file.getInt((int) at)) : 0;
    }

    /** Negative numbers are beyond every file. */
    private static long uint64(ByteBuffer file, long at) {
        return inside(file, at, 8) ? Math.max(0, file.getLong((int) at)) : 0;
    }
}
