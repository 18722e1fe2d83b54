package dev.assay.collateral;

import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;

/** Reads enclave identities of version 2. Source: Intel QVL, {@code Json/EnclaveIdentityV2}. */
final class EnclaveIdentityReader {

    private EnclaveIdentityReader() {}

    static EnclaveIdentity read(JsonObject json) throws MalformedException {
        return new EnclaveIdentity(
                readId(json),
                (int) json.integer("version", 2, 2),
                json.instant("issueDate"),
                json.instant("nextUpdate"),
                json.integer("tcbEvaluationDataNumber", 0, Integer.MAX_VALUE),
                json.hex("miscselect", 4),
                json.hex("miscselectMask", 4),
                json.hex("attributes", 16),
                json.hex("attributesMask", 16),
                json.hex("mrsigner", 32),
                (int) json.integer("isvprodid", 0, 65535),
                TcbInfoReader.readIsvLevels(json, TcbInfoReader.platformStatuses()));
    }

    private static EnclaveIdentity.Id readId(JsonObject json) throws MalformedException {
        String text = json.string("id");
        Optional<EnclaveIdentity.Id> id = Arrays.stream(EnclaveIdentity.Id.values())
                .filter(known -> known.name().equals(text))
                .findFirst();
        if (id.isEmpty()) {
            throw json.malformed("id", "another id", "QE, TD_QE, QVE or QAE");
        }
        return id.get();
    }
}
