package dev.assay.provision.qcnl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QcnlTemplateTest {

    static Stream<QcnlTemplate> templates() {
        return Stream.of(
                QcnlTemplate.intelPcs(),
                QcnlTemplate.pccs("https://pccs.example.net:8081/sgx/certification/v4", true),
                QcnlTemplate.alibaba("cn-hangzhou"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void bothFormsAreReadBackAlikeAndWithoutDefect(QcnlTemplate template) throws MalformedException {
        QcnlReading json = QcnlReading.of(Bytes.ofUtf8(template.json()));
        QcnlReading lines = QcnlReading.of(Bytes.ofUtf8(template.keyValue()));
        assertThat(json.parsedAs()).isEqualTo(ParsedAs.JSON);
        assertThat(lines.parsedAs()).isEqualTo(ParsedAs.KEY_VALUE);
        assertThat(lines.settings()).isEqualTo(json.settings());
        assertThat(json.settings().retryTimes()).isEqualTo(6);
        assertThat(json.verdict()).isNotIn(Verdict.BROKEN, Verdict.OUTDATED);
        assertThat(lines.warnings()).isEqualTo(json.warnings());
    }

    @Test
    void azureIsAsIntelsOwnSample() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8(QcnlTemplate.azure().json()));
        assertThat(reading.verdict()).isEqualTo(Verdict.OK_ON_AZURE_ONLY);
        assertThat(reading.warnings()).containsExactly("imds-reachable-only-from-the-guest-itself");
        assertThat(reading.settings().requestHeaders()).containsEntry("metadata", "true");
        assertThatThrownBy(QcnlTemplate.azure()::keyValue).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void insecurePccsIsSwitchedOffInBothForms() throws MalformedException {
        QcnlTemplate template = QcnlTemplate.pccs("https://10.0.0.1:8081/sgx/certification/v4/", false);
        assertThat(QcnlReading.of(Bytes.ofUtf8(template.json())).warnings()).containsExactly("tls-verification-off");
        assertThat(QcnlReading.of(Bytes.ofUtf8(template.keyValue())).settings().useSecureCert())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a/sgx/certification/v4/\",\"use_secure_cert\":false,\"x\":\"",
                "https://a/sgx/certification/v4/\nUSE_SECURE_CERT=FALSE\n",
                "file:///sgx/certification/v4/",
                "https://localhost:8081/",
                "https:///sgx/certification/v4/"
            })
    void refusesUrlsThatWouldBecomeSomethingElse(String url) {
        assertThatThrownBy(() -> QcnlTemplate.pccs(url, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it looks like");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evil.example.net/", "cn-hangzhou\n", "CN", "a--b"})
    void refusesWhatIsNoRegion(String region) {
        assertThatThrownBy(() -> QcnlTemplate.alibaba(region)).isInstanceOf(IllegalArgumentException.class);
    }
}
