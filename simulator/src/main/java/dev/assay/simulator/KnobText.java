package dev.assay.simulator;

import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads and writes {@link Knobs} as command lines have them, and as people read them. */
final class KnobText {

    private KnobText() {}

    static Knobs parse(String text) throws MalformedException {
        Map<Knob, Given> given = new EnumMap<>(Knob.class);
        int offset = 0;
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            try {
                read(part.strip(), offset, given);
            } catch (MalformedException e) {
                throw e.within("knobs", offset);
            }
            offset += part.length() + 1;
        }
        Knobs knobs = Knobs.standard();
        for (Map.Entry<Knob, Given> entry : given.entrySet()) {
            Given value = entry.getValue();
            try {
                knobs = entry.getKey().set(knobs, value.text());
            } catch (MalformedException e) {
                throw e.within("knobs", value.offset());
            } catch (IllegalArgumentException unfit) {
                // Knobs and Standing say in one sentence what does not fit together.
                throw new MalformedException(
                        "knobs, knob " + entry.getKey().label(),
                        value.offset(),
                        String.valueOf(unfit.getMessage()),
                        "knobs that fit each other");
            }
        }
        return knobs;
    }

    /**
     * A value as it was given.
     *
     * @param offset of its knob
     */
    private record Given(String text, int offset) {}

    private static void read(String part, int offset, Map<Knob, Given> given) throws MalformedException {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        Knob knob = Knob.of(name)
                .orElseThrow(() -> new MalformedException(
                        "knob",
                        0,
                        name,
                        "one of "
                                + Arrays.stream(Knob.values())
                                        .map(known -> known.isFlag() ? known.label() : known.label() + "=")
                                        .collect(Collectors.joining(", "))));
        boolean hasValue = equals >= 0;
        if (hasValue == knob.isFlag()) {
            throw hasValue
                    ? knob.wrong(part.substring(equals + 1), "no value: its name alone sets it")
                    : knob.wrong("", knob.label() + "= and " + knob.takes());
        }
        if (given.put(knob, new Given(part.substring(equals + 1), offset)) != null) {
            throw knob.wrong("it twice", "it once");
        }
    }

    static List<String> help() {
        return Arrays.stream(Knob.values())
                .map(knob -> knob.isFlag() ? knob.label() : knob.label() + "=  " + knob.takes())
                .toList();
    }

    static String text(Knobs knobs) {
        List<String> parts = new ArrayList<>();
        for (Knob knob : Knob.values()) {
            knob.value(knobs).ifPresent(value -> parts.add(knob.isFlag() ? knob.label() : knob.label() + "=" + value));
        }
        return String.join(",", parts);
    }

    static String describe(Knobs knobs) {
        List<String> parts = new ArrayList<>();
        for (Knob knob : Knob.values()) {
            knob.value(knobs).ifPresent(value -> parts.add(knob.show(knobs, value)));
        }
        return parts.isEmpty()
                ? Knob.TCB_STATUS.show(knobs, TcbStatus.UP_TO_DATE.toString())
                : String.join(", ", parts);
    }
}
