package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * What a caller wants bound into a quote: the 64 bytes that the attested code chooses.
 *
 * @param bytes the 64 bytes
 */
public record ReportData(Bytes bytes) {

    /** Length in bytes. */
    public static final int SIZE = 64;

    public ReportData {
        Layout.requireSize("report data", bytes, SIZE);
    }

    /**
     * Up to 64 bytes, zeros behind them.
     *
     * @throws IllegalArgumentException if there are more
     */
    public static ReportData padded(Bytes start) {
        if (start.length() > SIZE) {
            throw new IllegalArgumentException("report data of " + start.length() + " bytes, at most " + SIZE + " fit");
        }
        return new ReportData(Bytes.concat(start, Bytes.of(new byte[SIZE - start.length()])));
    }

    @Override
    public String toString() {
        return bytes.hex();
    }
}
