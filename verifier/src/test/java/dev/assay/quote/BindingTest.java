package dev.assay.quote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.quote.RawEvidence.Binding;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class BindingTest {

    private static final ReportData REQUESTED = ReportData.padded(Bytes.ofUtf8("requested"));
    private static final String CLAIMS = "{\"keys\":[],\"vm-configuration\":{\"secure-boot\":true},\"user-data\":\""
            + REQUESTED.bytes().hex() + "\"}";

    @Test
    void directIsEquality() {
        assertThat(new Binding.Direct().binds(REQUESTED.bytes(), REQUESTED)).isTrue();
        assertThat(new Binding.Direct().binds(ReportData.padded(Bytes.EMPTY).bytes(), REQUESTED))
                .isFalse();
    }

    @Test
    void paravisorsClaimsBindUnderEveryHash() throws Exception {
        assertThat(binds(CLAIMS, "SHA-256")).isTrue();
        assertThat(binds(CLAIMS, "SHA-384")).isTrue();
        assertThat(binds(CLAIMS, "SHA-512")).isTrue();
        assertThat(binds(CLAIMS, "SHA-1")).isFalse();
    }

    @Test
    void userDataMayBeInCapitals() throws Exception {
        String hex = REQUESTED.bytes().hex();
        assertThat(binds(CLAIMS.replace(hex, hex.toUpperCase(java.util.Locale.ROOT)), "SHA-256"))
                .isTrue();
    }

    @Test
    void zerosMustStandBehindTheHash() throws Exception {
        byte[] quoted = hash(CLAIMS, "SHA-256").toArray();
        quoted[63] = 1;
        assertThat(paravisor(CLAIMS).binds(Bytes.of(quoted), REQUESTED)).isFalse();
    }

    @Test
    void anotherHashDoesNotBind() {
        assertThat(paravisor(CLAIMS).binds(Bytes.of(new byte[64]), REQUESTED)).isFalse();
        assertThat(paravisor(CLAIMS).binds(REQUESTED.bytes(), REQUESTED)).isFalse();
        assertThat(paravisor(CLAIMS).binds(Bytes.EMPTY, REQUESTED)).isFalse();
    }

    @Test
    void otherUserDataDoesNotBind() throws Exception {
        assertThat(paravisor(CLAIMS).binds(hash(CLAIMS, "SHA-256"), ReportData.padded(Bytes.ofUtf8("other"))))
                .isFalse();
    }

    @Test
    void claimsThatNobodyCanReadDoNotBind() throws Exception {
        String hex = REQUESTED.bytes().hex();
        assertThat(binds(CLAIMS + " trailing", "SHA-256")).isFalse();
        assertThat(binds(CLAIMS.replace("{\"keys\"", "{\"user-data\":\"" + hex + "\",\"keys\""), "SHA-256"))
                .as("twice")
                .isFalse();
        assertThat(binds("{\"inner\":" + CLAIMS + "}", "SHA-256")).as("deeper").isFalse();
        assertThat(binds(CLAIMS.replace(hex, hex.substring(2)), "SHA-256")).isFalse();
        assertThat(binds(CLAIMS.replace(hex, hex.replace('0', 'g')), "SHA-256")).isFalse();
        assertThat(binds(CLAIMS.replace("\"" + hex + "\"", "64"), "SHA-256")).isFalse();
        assertThat(binds(CLAIMS.replace("user-data", "User-Data"), "SHA-256")).isFalse();
        assertThat(binds("[" + CLAIMS + "]", "SHA-256")).isFalse();
        assertThat(binds("", "SHA-256")).isFalse();
        assertThat(binds("[".repeat(60_000), "SHA-256")).isFalse();
    }

    @Test
    void claimsWithoutEndDoNotBind() throws Exception {
        assertThat(binds(CLAIMS + " ".repeat(1 << 16), "SHA-256")).isFalse();
        assertThat(binds(CLAIMS + " ".repeat(1 << 10), "SHA-256")).isTrue();
    }

    private static boolean binds(String claims, String algorithm) throws Exception {
        return paravisor(claims).binds(hash(claims, algorithm), REQUESTED);
    }

    private static Binding paravisor(String claims) {
        return new Binding.Paravisor(Bytes.ofUtf8(claims));
    }

    private static Bytes hash(String claims, String algorithm) throws Exception {
        byte[] hash =
                MessageDigest.getInstance(algorithm).digest(Bytes.ofUtf8(claims).toArray());
        return ReportData.padded(Bytes.of(hash)).bytes();
    }
}
