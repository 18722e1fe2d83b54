package dev.assay.collateral;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import java.util.Set;

/**
 * The form in which Intel delivers signed JSON: {@code {"tcbInfo":{...},"signature":"<128 hex digits>"}}.
 *
 * <p>The signature covers the bytes of the inner object exactly as they stand. A second member of the same name is
 * refused, so nobody can be shown one object and read another.
 *
 * @param content the inner object
 * @param signature 64 bytes r‖s
 */
record Envelope(JsonObject content, Bytes signature) {

    static final String TCB_INFO = "tcbInfo";
    static final String ENCLAVE_IDENTITY = "enclaveIdentity";
    static final String TCB_EVALUATION_DATA_NUMBERS = "tcbEvaluationDataNumbers";

    static Envelope parse(String what, String member, Bytes json) throws MalformedException {
        JsonObject envelope = JsonObject.parse(what, json);
        envelope.allowOnly(Set.of(member, "signature"));
        return new Envelope(envelope.object(member), envelope.hex("signature", 64));
    }

    static Bytes join(String member, Bytes content, String signature) {
        return Bytes.concat(
                Bytes.ofUtf8("{\"" + member + "\":"), content, Bytes.ofUtf8(",\"signature\":\"" + signature + "\"}"));
    }
}
