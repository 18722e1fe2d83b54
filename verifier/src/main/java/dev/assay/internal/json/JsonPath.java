package dev.assay.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in a document. A chain and not a string, since paths are only read when something is wrong.
 *
 * @param outer the object or array around the value; null for the document
 * @param name the document's name or the member's; empty for an array element
 * @param index the element's index in an array
 */
record JsonPath(@Nullable JsonPath outer, String name, int index) {

    static JsonPath document(String what) {
        return new JsonPath(null, what, 0);
    }

    JsonPath member(String member) {
        return new JsonPath(this, member, 0);
    }

    JsonPath element(int element) {
        return new JsonPath(this, "", element);
    }

    @Override
    public String toString() {
        if (outer == null) {
            return name;
        }
        if (name.isEmpty()) {
            return outer + "[" + index + "]";
        }
        return outer + (outer.outer == null ? ", " : ".") + name;
    }
}
