package dev.assay.cli.facts;

import dev.assay.bytes.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Named values in order: the content of one document or of a part of it.
 *
 * <p>Each has a name for JSON in camel case and a label for people; values are text, numbers, flags, or again facts.
 * Bytes become lower-case hex and instants ISO 8601.
 */
public final class Facts {

    /**
     * One value.
     *
     * @param name member name in JSON
     * @param label what people call it
     * @param value the value
     * @param meaning what it means here, in a few words; empty where the label says it all
     */
    public record Fact(String name, String label, Value value, String meaning) {}

    /** What a fact says. */
    public sealed interface Value {

        record Text(String text) implements Value {}

        record Count(long number) implements Value {}

        record Flag(boolean set) implements Value {}

        /** Nothing is said about it: null in JSON. */
        record Absent() implements Value {}

        record Texts(List<String> texts) implements Value {}

        record Numbers(List<Integer> numbers) implements Value {}

        record Group(Facts facts) implements Value {}

        /** Facts with the same names, one after the other. */
        record Rows(List<Facts> rows) implements Value {}
    }

    private final List<Fact> list = new ArrayList<>();

    public List<Fact> list() {
        return Collections.unmodifiableList(list);
    }

    public Facts add(Fact fact) {
        list.add(fact);
        return this;
    }

    public Facts add(String name, String label, String text) {
        return add(name, label, text, "");
    }

    public Facts add(String name, String label, String text, String meaning) {
        return add(name, label, new Value.Text(text), meaning);
    }

    public Facts add(String name, String label, Bytes bytes) {
        return add(name, label, bytes.hex(), "");
    }

    public Facts add(String name, String label, Bytes bytes, String meaning) {
        return add(name, label, bytes.hex(), meaning);
    }

    public Facts add(String name, String label, Instant instant) {
        return add(name, label, instant.toString(), "");
    }

    public Facts add(String name, String label, long number) {
        return add(name, label, number, "");
    }

    public Facts add(String name, String label, long number, String meaning) {
        return add(name, label, new Value.Count(number), meaning);
    }

    public Facts add(String name, String label, boolean set) {
        return add(name, label, set, "");
    }

    public Facts add(String name, String label, boolean set, String meaning) {
        return add(name, label, new Value.Flag(set), meaning);
    }

    public Facts add(String name, String label, Facts facts) {
        return add(name, label, new Value.Group(facts), "");
    }

    public Facts addTexts(String name, String label, List<String> texts) {
        return addTexts(name, label, texts, "");
    }

    public Facts addTexts(String name, String label, List<String> texts, String meaning) {
        return add(name, label, new Value.Texts(List.copyOf(texts)), meaning);
    }

    public Facts addNumbers(String name, String label, List<Integer> numbers) {
        return add(name, label, new Value.Numbers(List.copyOf(numbers)), "");
    }

    public Facts addRows(String name, String label, List<Facts> rows) {
        return add(name, label, new Value.Rows(List.copyOf(rows)), "");
    }

    public Facts addAbsent(String name, String label, String meaning) {
        return add(name, label, new Value.Absent(), meaning);
    }

    private Facts add(String name, String label, Value value, String meaning) {
        return add(new Fact(name, label, value, meaning));
    }
}
