package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.PolicyTable;
import dev.assay.service.pccs.store.PolicyTable.Policy;
import dev.assay.service.pccs.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Appraisal policies, which the cache hands out and nobody here applies: a JWT whose payload says for which kind of enclave
 * it is. Its signature is for the one who appraises. Source: Intel PCCS 1.27.0, services/appraisalPolicyService.js.
 */
final class Policies {

    /** Intel's names for what a policy appraises. */
    private static final Map<String, PolicyTable.Type> TYPES = Map.of(
            "3123ec35-8d38-4ea5-87a5-d6c48b567570", PolicyTable.Type.SGX,
            "9eec018b-7481-4b1c-8e1a-9f7c0c8c777f", PolicyTable.Type.TDX_1_0,
            "f708b97f-0fb2-4e6b-8b03-8a5bcd1221d3", PolicyTable.Type.TDX_1_5);

    /** The TD quoting enclave, which comes with a TDX policy and says nothing of its kind. */
    private static final String TD_QE = "3769258c-75e6-4bc7-8d72-d2b0e224cad2";

    private static final Pattern PARTS = Pattern.compile("[A-Za-z0-9._=-]+");

    private final Store store;
    private final InstantSource clock;

    Policies(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Gives the policy's id: SHA-384 of the JWT in hex. */
    String put(Bytes body) throws Refusal {
        try {
            JsonObject json = JsonObject.parse("appraisal policy", body);
            return keep(Json.hex(json, "fmspc", 12), json.string("policy"), json.bool("is_default"));
        } catch (MalformedException e) {
            throw new Refusal(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** Gives the policy's id. */
    String keep(String fmspc, String jwt, boolean isDefault) throws MalformedException {
        Policy policy = new Policy(id(jwt), fmspc, type(jwt), isDefault, jwt, clock.instant());
        store.write(t -> {
            t.policies().put(policy);
            return true;
        });
        return policy.id();
    }

    String defaults(String fmspc) throws Refusal {
        List<Policy> defaults = store.read(t -> t.policies().defaults(fmspc));
        if (defaults.isEmpty()) {
            throw new Refusal(Status.NOT_FOUND, "FMSPC " + fmspc + " has no default appraisal policy");
        }
        return defaults.stream().map(Policy::jwt).collect(Collectors.joining(","));
    }

    private static PolicyTable.Type type(String jwt) throws MalformedException {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            throw new MalformedException("policy", 0, parts.length + " parts", "a JWT of three parts");
        }
        // What is served is joined by commas, and a database need not take every character.
        if (!PARTS.matcher(jwt).matches()) {
            throw new MalformedException("policy", 0, "other characters", "base64url in the three parts of a JWT");
        }
        JsonObject claims = JsonObject.parse("policy, payload", decoded(parts[1]));
        JsonObject payload = JsonObject.parse("policy_payload", Bytes.ofUtf8(claims.string("policy_payload")));
        for (JsonObject policy : payload.objects("policy_array")) {
            String id = policy.object("environment").string("class_id").toLowerCase(Locale.ROOT);
            Optional<PolicyTable.Type> type = Optional.ofNullable(TYPES.get(id));
            if (type.isPresent()) {
                return type.get();
            }
            if (!id.equals(TD_QE)) {
                throw new MalformedException(
                        "policy_array, class_id", 0, "\"" + id + "\"", "the id of SGX, TDX 1.0 or TDX 1.5");
            }
        }
        throw new MalformedException("policy_array", 0, "no policy for an enclave or a TD", "one at least");
    }

    private static Bytes decoded(String base64) throws MalformedException {
        try {
            return Bytes.of(Base64.getUrlDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedException("policy, payload", 0, "something else", "base64url");
        }
    }

    private static String id(String jwt) {
        try {
            MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
            return HexFormat.of().formatHex(sha384.digest(jwt.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-384", e);
        }
    }
}
