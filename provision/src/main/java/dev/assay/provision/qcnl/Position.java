package dev.assay.provision.qcnl;

/**
 * A place in a file.
 *
 * @param line from 1; a line feed ends a line
 * @param column from 1, in bytes, as editors count them in plain ASCII
 * @param offset from 0, in bytes, as Intel's library logs it
 */
public record Position(int line, int column, int offset) {

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
