package dev.assay.cli.facts;

import dev.assay.bytes.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.core.JsonGenerator;

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

        void writeTo(JsonGenerator json);

        /** On one line, as in the cell of a table. */
        String inline();

        record Text(String text) implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                json.writeString(text);
            }

            @Override
            public String inline() {
                return text;
            }
        }

        record Count(long number) implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                json.writeNumber(number);
            }

            @Override
            public String inline() {
                return Long.toString(number);
            }
        }

        record Flag(boolean set) implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                json.writeBoolean(set);
            }

            @Override
            public String inline() {
                return set ? "yes" : "no";
            }
        }

        /** Nothing is said about it. */
        record Absent() implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                json.writeNull();
            }

            @Override
            public String inline() {
                return "none";
            }
        }

        record Texts(List<String> texts) implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                json.writeStartArray();
                for (String text : texts) {
                    json.writeString(text);
                }
                json.writeEndArray();
            }

            @Override
            public String inline() {
                return texts.isEmpty() ? "none" : String.join(" ", texts);
            }
        }

        record Numbers(List<Integer> numbers) implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                json.writeStartArray();
                for (int number : numbers) {
                    json.writeNumber(number);
                }
                json.writeEndArray();
            }

            @Override
            public String inline() {
                StringBuilder joined = new StringBuilder();
                for (int number : numbers) {
                    joined.append(joined.isEmpty() ? "" : " ").append(number);
                }
                return joined.toString();
            }
        }

        record Group(Facts facts) implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                facts.writeTo(json);
            }

            @Override
            public String inline() {
                return facts.list().size() + " facts";
            }
        }

        /** Facts with the same names, one after the other. */
        record Rows(List<Facts> rows) implements Value {
            @Override
            public void writeTo(JsonGenerator json) {
                json.writeStartArray();
                for (Facts row : rows) {
                    row.writeTo(json);
                }
                json.writeEndArray();
            }

            @Override
            public String inline() {
                return rows.size() + " entries";
            }
        }
    }

    private final List<Fact> list = new ArrayList<>();

    public List<Fact> list() {
        return Collections.unmodifiableList(list);
    }

    /** Writes the facts as one object. */
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        writeMembersTo(json);
        json.writeEndObject();
    }

    /** Writes the facts into the object that is open. */
    public void writeMembersTo(JsonGenerator json) {
        for (Fact fact : list) {
            json.writeName(fact.name());
            fact.value().writeTo(json);
        }
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
