package dev.assay.provision.qcnl;

import java.util.List;
import java.util.Optional;

/** A JSON value as RapidJSON holds it. */
sealed interface JsonNode {

    /** What people call values of this type. */
    String type();

    /**
     * A string.
     *
     * @param text up to its end, however many NULs stand in it
     */
    record Text(String text) implements JsonNode {
        @Override
        public String type() {
            return "a string";
        }

        /** As C sees it: up to the first NUL. */
        String cString() {
            int nul = text.indexOf('\0');
            return nul < 0 ? text : text.substring(0, nul);
        }
    }

    /**
     * A number.
     *
     * @param isDouble it was written with a fraction or an exponent, or is too large for 64 bits
     * @param isInt a whole number of 32 bits with sign
     */
    record Numeral(double value, boolean isDouble, boolean isInt) implements JsonNode {
        @Override
        public String type() {
            return isInt ? "a whole number" : isDouble ? "a number with a fraction or an exponent" : "a large number";
        }
    }

    record Flag(boolean set) implements JsonNode {
        @Override
        public String type() {
            return set ? "true" : "false";
        }
    }

    record Null() implements JsonNode {
        @Override
        public String type() {
            return "null";
        }
    }

    /** Its elements are checked and forgotten: the configuration has no use for any. */
    record Array() implements JsonNode {
        @Override
        public String type() {
            return "an array";
        }
    }

    /** All members in order, those of one name too. */
    record Members(List<Member> list) implements JsonNode {
        @Override
        public String type() {
            return "an object";
        }

        /** The first of that name, which is the one that {@code FindMember} finds. */
        Optional<Member> find(String name) {
            return list.stream().filter(member -> member.name().equals(name)).findFirst();
        }
    }

    /**
     * A name and its value.
     *
     * @param at offset of its name
     * @param valueAt offset of its value
     */
    record Member(String name, JsonNode value, int at, int valueAt) {}
}
