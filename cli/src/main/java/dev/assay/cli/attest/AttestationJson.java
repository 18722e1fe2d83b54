package dev.assay.cli.attest;

import dev.assay.cli.verdict.VerdictJson;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON form of an attestation: that of its verdict, and how it came about. Members may be added, none is renamed.
 * docs/attest.md describes it.
 */
public final class AttestationJson {

    private AttestationJson() {}

    /** Writes {@code attestation} as one object. */
    public static void write(JsonGenerator json, Attestation attestation) {
        json.writeStartObject();
        VerdictJson.writeMembers(json, attestation.answer());
        writeSource(json, attestation);
        json.writeName("steps");
        json.writeStartArray();
        for (Stage stage : attestation.stages()) {
            json.writeStartObject();
            json.writeStringProperty("name", stage.name().label());
            json.writeStringProperty("state", stage.state().label());
            json.writeStringProperty("detail", stage.detail());
            json.writeNumberProperty("millis", stage.millis());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (attestation.challenge().nonce().isPresent()) {
            json.writeStringProperty(
                    "nonce", attestation.challenge().nonce().get().hex());
        } else {
            json.writeNullProperty("nonce");
        }
        json.writeStringProperty(
                "reportData", attestation.challenge().reportData().toString());
        json.writeEndObject();
    }

    private static void writeSource(JsonGenerator json, Attestation attestation) {
        json.writeName("source");
        json.writeStartObject();
        if (attestation.used().isPresent()) {
            Tried used = attestation.used().get();
            json.writeStringProperty("name", used.kind().label());
            json.writeStringProperty("place", used.place());
            json.writeBooleanProperty("hardware", used.kind().isHardware());
        } else {
            json.writeNullProperty("name");
            json.writeNullProperty("place");
            json.writeNullProperty("hardware");
        }
        json.writeName("tried");
        json.writeStartArray();
        for (Tried tried : attestation.tried()) {
            json.writeStartObject();
            json.writeStringProperty("name", tried.kind().label());
            json.writeStringProperty("place", tried.place());
            json.writeStringProperty("state", tried.state().label());
            if (tried.problem().isPresent()) {
                json.writeStringProperty(
                        "problem", String.valueOf(tried.problem().get().getMessage()));
                json.writeStringProperty(
                        "reason", tried.problem().get().reason().name());
                tried.problem().get().code().ifPresent(code -> json.writeStringProperty("code", code));
                json.writeStringProperty("advice", tried.problem().get().advice());
            } else {
                json.writeStringProperty("detail", tried.detail());
                json.writeNullProperty("problem");
                json.writeNullProperty("advice");
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
