package dev.assay.provision.plugin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Composes the smallest ELF files that say what they export: header, names, symbols, three section headers. */
final class TinyElf {

    private TinyElf() {}

    static byte[] exporting(List<String> names, String text) {
        return exporting(Machine.X86_64, names, text);
    }

    static byte[] exporting(int machine, List<String> names, String text) {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        strings.write(0);
        ByteBuffer symbols = buffer(24 * (names.size() + 1));
        symbols.position(24);
        for (String name : names) {
            symbols.putInt(strings.size()).put((byte) 0x12).put((byte) 0).putShort((short) 1);
            symbols.putLong(0x1000).putLong(16);
            strings.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] body = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
        int symbolsAt = 64;
        int stringsAt = symbolsAt + symbols.capacity();
        int bodyAt = stringsAt + strings.size();
        int sectionsAt = bodyAt + body.length;
        ByteBuffer file = buffer(sectionsAt + 3 * 64);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        file.putShort(16, (short) 3).putShort(18, (short) machine);
        file.putLong(0x28, sectionsAt).putShort(0x3a, (short) 64).putShort(0x3c, (short) 3);
        file.position(symbolsAt);
        symbols.rewind();
        file.put(symbols).put(strings.toByteArray()).put(body);
        section(file, sectionsAt + 64, 11, symbolsAt, symbols.capacity(), 2);
        section(file, sectionsAt + 128, 3, stringsAt, strings.size(), 0);
        byte[] bytes = new byte[file.capacity()];
        file.rewind();
        file.get(bytes);
        return bytes;
    }

    private static void section(ByteBuffer file, int at, int type, int offset, int size, int link) {
        file.putInt(at + 4, type)
                .putLong(at + 0x18, offset)
                .putLong(at + 0x20, size)
                .putInt(at + 0x28, link);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
