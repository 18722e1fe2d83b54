package dev.assay.cli.facts;

import dev.assay.cli.facts.Facts.Fact;
import dev.assay.cli.facts.Facts.Value;
import tools.jackson.core.JsonGenerator;

/** Writes facts as members of a JSON object. */
public final class FactsJson {

    private FactsJson() {}

    /** Writes {@code facts} as one object. */
    public static void writeObject(JsonGenerator json, Facts facts) {
        json.writeStartObject();
        writeMembers(json, facts);
        json.writeEndObject();
    }

    /** Writes {@code facts} into the object that is open. */
    public static void writeMembers(JsonGenerator json, Facts facts) {
        for (Fact fact : facts.list()) {
            json.writeName(fact.name());
            write(json, fact.value());
        }
    }

    private static void write(JsonGenerator json, Value value) {
        switch (value) {
            case Value.Text text -> json.writeString(text.text());
            case Value.Count number -> json.writeNumber(number.number());
            case Value.Flag flag -> json.writeBoolean(flag.set());
            case Value.Absent absent -> json.writeNull();
            case Value.Group group -> writeObject(json, group.facts());
            case Value.Texts texts -> {
                json.writeStartArray();
                for (String text : texts.texts()) {
                    json.writeString(text);
                }
                json.writeEndArray();
            }
            case Value.Numbers numbers -> {
                json.writeStartArray();
                for (int number : numbers.numbers()) {
                    json.writeNumber(number);
                }
                json.writeEndArray();
            }
            case Value.Rows rows -> {
                json.writeStartArray();
                for (Facts row : rows.rows()) {
                    writeObject(json, row);
                }
                json.writeEndArray();
            }
        }
    }
}
