package dev.assay.service.pccs.store;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** A row of Intel's file, whose values are checked for their form as they are taken. Its key's first column is {@code name}. */
final class IntelRow {

    private static final int LONGEST_DOCUMENT = 1 << 20;
    private static final int LONGEST_PEM = 16_384;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private final String table;
    private final ResultSet row;

    IntelRow(String table, ResultSet row) {
        this.table = table;
        this.row = row;
    }

    /** A value has not the form of its column. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        UnfitException(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /** As in {@code fmspc_tcbs 00906EA10000}: safe to print, whatever the row holds. */
    String where() throws SQLException {
        String name = String.valueOf(row.getString("name"));
        String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
        return table + " " + shown.replaceAll("[^\\x20-\\x7E]", "?");
    }

    String text(String column, int longest) throws SQLException, UnfitException {
        String text = row.getString(column);
        if (text == null || text.isEmpty() || text.length() > longest) {
            throw new UnfitException(column + " has " + (text == null ? "no value" : text.length() + " characters")
                    + ", expected 1 to " + longest);
        }
        return text;
    }

    String qeId() throws SQLException, UnfitException {
        return text("name", 260).toUpperCase(Locale.ROOT);
    }

    /** So many hex digits, in upper case. */
    String digits(String column, int count) throws SQLException, UnfitException {
        String text = text(column, count);
        if (text.length() != count || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new UnfitException(column + " is not " + count + " hex digits");
        }
        return text.toUpperCase(Locale.ROOT);
    }

    Bytes hex(String column, int bytes) throws SQLException, UnfitException {
        return Bytes.literal(digits(column, 2 * bytes));
    }

    /** The value beside the text that the column has. */
    <T> T choice(String column, String first, T firstValue, String second, T secondValue)
            throws SQLException, UnfitException {
        return choice(column, first, firstValue, second, secondValue, second, secondValue);
    }

    <T> T choice(String column, String first, T firstValue, String second, T secondValue, String third, T thirdValue)
            throws SQLException, UnfitException {
        String text = text(column, 20).toUpperCase(Locale.ROOT);
        if (text.equals(first)) {
            return firstValue;
        }
        if (text.equals(second)) {
            return secondValue;
        }
        if (text.equals(third)) {
            return thirdValue;
        }
        throw new UnfitException(column + " is none of the values that Intel's server writes");
    }

    int api() throws SQLException, UnfitException {
        return choice("version", "3", 3, "4", 4);
    }

    Bytes document(String column) throws SQLException, UnfitException {
        byte[] bytes = row.getBytes(column);
        if (bytes == null || bytes.length == 0 || bytes.length > LONGEST_DOCUMENT) {
            throw new UnfitException(column + " has " + (bytes == null ? "no value" : bytes.length + " bytes")
                    + ", expected 1 to " + LONGEST_DOCUMENT);
        }
        return Bytes.of(bytes);
    }

    /** DER, which servers before database version 1 kept as hex. */
    Bytes bytesOrHex(String column) throws SQLException, UnfitException {
        Bytes found = document(column);
        if (found.at(0) != '3') {
            return found;
        }
        try {
            return Bytes.ofHex(new String(found.toArray(), StandardCharsets.ISO_8859_1));
        } catch (MalformedException e) {
            throw new UnfitException(column + " is neither DER nor hex");
        }
    }

    /** A blob in upper-case hex; no value is the empty text. */
    String blobAsHex(String column, int longest) throws SQLException, UnfitException {
        byte[] bytes = row.getBytes(column);
        if (bytes == null) {
            return "";
        }
        if (bytes.length > longest) {
            throw new UnfitException(column + " has " + bytes.length + " bytes, expected up to " + longest);
        }
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /** A certificate in PEM, which may be percent-encoded as in a header of HTTP. */
    Bytes pem(String column) throws SQLException, UnfitException {
        byte[] bytes = row.getBytes(column);
        if (bytes == null || bytes.length > LONGEST_PEM) {
            throw new UnfitException(column + " has " + (bytes == null ? "no value" : bytes.length + " bytes")
                    + ", expected a certificate of up to " + LONGEST_PEM);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("%20")) {
            try {
                // A plus stands for itself here, not for a space as in forms.
                text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
            } catch (IllegalArgumentException e) {
                throw new UnfitException(column + " is not percent-encoded PEM");
            }
        }
        if (!text.startsWith(BEGIN)) {
            throw new UnfitException(column + " does not start with " + BEGIN);
        }
        return Bytes.of((text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The row's chain, the root last; nothing where one of its certificates is missing. */
    Optional<Bytes> chain() throws SQLException, UnfitException {
        if (row.getBytes("chain_first") == null || row.getBytes("chain_root") == null) {
            return Optional.empty();
        }
        return Optional.of(Bytes.concat(pem("chain_first"), pem("chain_root")));
    }
}
