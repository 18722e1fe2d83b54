package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import java.util.stream.Collectors;

/** Reads machine code from a listing, in which each line has bytes in hex, two blanks or more, and what they mean. */
final class Assembly {

    private Assembly() {}

    static Bytes bytes(String listing) {
        return Bytes.literal(listing.lines()
                .map(line -> line.substring(0, line.indexOf("  ")).replace(" ", ""))
                .collect(Collectors.joining()));
    }
}
