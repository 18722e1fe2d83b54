package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which families of platforms Intel knows: its service's answer to {@code /fmspcs}, an array of {@code fmspc} and
 * {@code platform}, plain or as teepot's {@code fmspcs_json}. It is not signed.
 *
 * @param families in the order of the list
 * @param encoded the file
 */
public record FmspcList(List<Family> families, Bytes encoded) implements ForeignDocument {

    /**
     * A family of platforms.
     *
     * @param fmspc 6 bytes
     * @param platform Intel's word for its kind, as in {@code client}, {@code E3} or {@code E5}
     */
    public record Family(Bytes fmspc, String platform) {}

    public FmspcList {
        families = List.copyOf(families);
    }

    /** Reads {@code array} out of {@code encoded}. */
    static FmspcList parse(Bytes array, Bytes encoded) throws MalformedException {
        // The reader takes documents that are one object; a second member in the array's place would be found out.
        JsonObject wrapped =
                JsonObject.parse("FMSPC list", Bytes.concat(Bytes.ofUtf8("{\"fmspcs\":"), array, Bytes.ofUtf8("}")));
        wrapped.allowOnly(Set.of("fmspcs"));
        List<Family> families = new ArrayList<>();
        for (JsonObject family : wrapped.objects("fmspcs")) {
            families.add(new Family(family.hex("fmspc", 6), family.string("platform")));
        }
        return new FmspcList(families, encoded);
    }

    @Override
    public String format() {
        return "FMSPC list";
    }
}
