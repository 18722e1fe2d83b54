package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class PoliciesTest {

    private static final String SGX = "3123ec35-8d38-4ea5-87a5-d6c48b567570";
    private static final String TDX = "f708b97f-0fb2-4e6b-8b03-8a5bcd1221d3";
    private static final String TD_QE = "3769258c-75e6-4bc7-8d72-d2b0e224cad2";
    private static final String FMSPC = "00906EA10000";

    @TempDir
    private Path folder;

    private World world;
    private Store store;
    private Cache cache;

    @BeforeEach
    void open() throws IOException {
        world = new World();
        store = Store.sqlite(folder.resolve("pccs.db"));
        cache = world.cache(store, Mode.OFFLINE);
    }

    @AfterEach
    void close() {
        world.close();
        store.close();
    }

    @Test
    void aNewDefaultEndsTheOlderOneOfItsKindOnly() throws Exception {
        cache.putPolicy(body(FMSPC, jwt("1", SGX), true));
        cache.putPolicy(body(FMSPC, jwt("2", TD_QE, TDX), true));
        cache.putPolicy(body(FMSPC, jwt("3", SGX), false));
        cache.putPolicy(body("00906ea10001", jwt("4", SGX), true));
        assertThat(cache.policies(FMSPC).split(",")).containsExactlyInAnyOrder(jwt("1", SGX), jwt("2", TD_QE, TDX));

        cache.putPolicy(body(FMSPC, jwt("5", SGX), true));

        assertThat(cache.policies(FMSPC).split(",")).containsExactlyInAnyOrder(jwt("5", SGX), jwt("2", TD_QE, TDX));
        assertThat(cache.policies("00906EA10001")).isEqualTo(jwt("4", SGX));
    }

    @Test
    void withoutADefaultThereIsNothingToServe() throws Exception {
        cache.putPolicy(body(FMSPC, jwt("1", SGX), false));

        Refusal refusal = DocumentsTest.catchRefusal(() -> cache.policies(FMSPC));

        assertThat(refusal.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(refusal).hasMessageContaining(FMSPC);
    }

    @Test
    void theIdIsTheHashOfTheText() throws Exception {
        assertThat(cache.putPolicy(body(FMSPC, jwt("1", SGX), true)))
                .hasSize(96)
                .isEqualTo(cache.putPolicy(body(FMSPC, jwt("1", SGX), false)));
        assertThat(DocumentsTest.catchRefusal(() -> cache.policies(FMSPC)).status())
                .isEqualTo(Status.NOT_FOUND);
    }

    static List<Bytes> hostile() {
        String good = jwt("1", SGX);
        return List.of(
                Bytes.EMPTY,
                Bytes.ofUtf8("null"),
                body("00906EA1000", good, true),
                body(FMSPC, "", true),
                body(FMSPC, "a.b", true),
                body(FMSPC, "...", true),
                body(FMSPC, good + ".x", true),
                body(FMSPC, good + ",x", true),
                body(FMSPC, good + "\r\nSet-Cookie: x", true),
                body(FMSPC, good + "\u0000", true),
                body(FMSPC, good + "\ud800", true),
                body(FMSPC, "e30.!!!.e30", true),
                body(FMSPC, "e30." + base64("[]") + ".e30", true),
                body(FMSPC, "e30." + base64("[".repeat(100_000)) + ".e30", true),
                body(FMSPC, "e30." + base64("{\"policy_payload\":{}}") + ".e30", true),
                body(FMSPC, "e30." + base64("{\"policy_payload\":\"[]\"}") + ".e30", true),
                body(FMSPC, jwt("1"), true),
                body(FMSPC, jwt("1", TD_QE), true),
                body(FMSPC, jwt("1", "00000000-0000-0000-0000-000000000000"), true));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsNoPolicyIsABadRequestAndNotKept(Bytes json) {
        assertThat(DocumentsTest.catchRefusal(() -> cache.putPolicy(json)).status())
                .isEqualTo(Status.BAD_REQUEST);
        assertThat(DocumentsTest.catchRefusal(() -> cache.policies(FMSPC)).status())
                .isEqualTo(Status.NOT_FOUND);
    }

    private static Bytes body(String fmspc, String jwt, boolean isDefault) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("is_default", isDefault);
        json.put("fmspc", fmspc);
        json.put("policy", jwt);
        return Bytes.ofUtf8(JsonMapper.shared().writeValueAsString(json));
    }

    static String jwt(String mark, String... classIds) {
        List<Object> policies = new java.util.ArrayList<>();
        for (String id : classIds) {
            policies.add(Map.of("environment", Map.of("class_id", id), "mark", mark));
        }
        String payload = JsonMapper.shared().writeValueAsString(Map.of("policy_array", policies));
        return "e30." + base64(JsonMapper.shared().writeValueAsString(Map.of("policy_payload", payload))) + ".e30";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
