package dev.assay.cli.stock;

import dev.assay.cli.stock.Inventory.Item;
import dev.assay.verify.Rejection;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Tells an inventory to programs. */
public final class InventoryJson {

    private InventoryJson() {}

    /** Writes one object. */
    public static void write(JsonGenerator json, Inventory inventory) {
        json.writeStartObject();
        writeMembers(json, inventory);
        json.writeEndObject();
    }

    /** Writes the members of an object that has others too. */
    public static void writeMembers(JsonGenerator json, Inventory inventory) {
        json.writeStringProperty("place", inventory.place());
        json.writeStringProperty("trustDomain", inventory.trustDomain().toString());
        json.writeStringProperty("at", inventory.at().toString());
        json.writeBooleanProperty("sound", inventory.isSound());
        instant(json, "validUntil", inventory.firstToExpire().flatMap(Item::nextUpdate));
        json.writeName("documents");
        json.writeStartArray();
        for (Item item : inventory.items()) {
            write(json, item);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Item item) {
        json.writeStartObject();
        json.writeStringProperty("document", item.title());
        json.writeStringProperty("name", item.name());
        json.writeStringProperty(
                "state", item.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeNumberProperty("size", item.size());
        json.writeStringProperty("content", item.content());
        instant(json, "issued", item.issued());
        instant(json, "nextUpdate", item.nextUpdate());
        if (item.problem().isPresent()) {
            Rejection problem = item.problem().get();
            json.writeName("problem");
            json.writeStartObject();
            json.writeStringProperty("code", problem.code().name());
            json.writeStringProperty("where", problem.where());
            json.writeStringProperty("found", problem.found());
            json.writeStringProperty("expected", problem.expected());
            json.writeStringProperty("advice", problem.advice());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void instant(JsonGenerator json, String name, Optional<Instant> instant) {
        if (instant.isPresent()) {
            json.writeStringProperty(name, instant.get().toString());
        } else {
            json.writeNullProperty(name);
        }
    }
}
