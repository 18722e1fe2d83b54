package dev.assay.pck;

import dev.assay.bytes.Bytes;
import java.math.BigInteger;
import java.util.List;

/** Writes DER, as wrong as a test wants it. */
final class Der {

    private Der() {}

    static Bytes element(int tag, Bytes... content) {
        Bytes joined = Bytes.concat(content);
        int length = joined.length();
        String header = length < 0x80
                ? String.format("%02x%02x", tag, length)
                : length < 0x100 ? String.format("%02x81%02x", tag, length) : String.format("%02x82%04x", tag, length);
        return Bytes.concat(Bytes.literal(header), joined);
    }

    static Bytes sequence(Bytes... content) {
        return element(0x30, content);
    }

    static Bytes sequence(List<Bytes> content) {
        return element(0x30, content.toArray(Bytes[]::new));
    }

    /** The OID of the SGX extension with further arcs below 128. */
    static Bytes sgxOid(int... arcs) {
        Bytes oid = Bytes.literal("2a864886f84d010d01");
        for (int arc : arcs) {
            oid = Bytes.concat(oid, Bytes.of(new byte[] {(byte) arc}));
        }
        return element(0x06, oid);
    }

    static Bytes integer(long value) {
        return element(0x02, Bytes.of(BigInteger.valueOf(value).toByteArray()));
    }

    static Bytes octets(int length) {
        return element(0x04, Bytes.of(new byte[length]));
    }
}
