package dev.assay.provision.qcnl;

import dev.assay.bytes.Bytes;
import java.util.Arrays;

/** Turns offsets into lines and columns; looked for once, because a hostile file can have a fault in each line. */
final class Lines {

    private final int[] starts;

    Lines(Bytes file) {
        int[] found = new int[16];
        int count = 1;
        for (int i = 0; i < file.length(); i++) {
            if (file.at(i) == '\n') {
                found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                found[count++] = i + 1;
            }
        }
        starts = Arrays.copyOf(found, count);
    }

    Position at(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Position(line + 1, offset - starts[line] + 1, offset);
    }
}
