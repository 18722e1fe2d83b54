package dev.assay.provision.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.Golden;
import dev.assay.provision.TcbSet;
import dev.assay.provision.http.FakeServer;
import dev.assay.provision.http.HttpOptions;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.StandInPcs;
import dev.assay.simulator.pcs.TestTls;
import dev.assay.verify.DocumentVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceConfigurationTest {

    private static final Path HERE = Path.of("/etc/assay");

    @Test
    void everyMemberIsReadAndCommentsAreNot() throws Exception {
        SourceConfiguration read = SourceConfiguration.parse(Bytes.ofUtf8("""
                // who has it
                {"sources": [ /* first */ {"kind": "pccs", "url": "https://h:1/sgx/certification/v4/", "trust": "ca.pem"},
                  {"kind": "azure-region", "region": "westeurope"}, {"kind": "folder", "path": "/x//y"}], // "set": "early",
                 "set": "17", "cache": "c", "refreshHours": 6, "deadlineSeconds": 5, "subscriptionKeyFile": "/k"}
                """), HERE);
        assertThat(read.sources())
                .extracting(SourceSetting::kind)
                .containsExactly(SourceSetting.Kind.PCCS, SourceSetting.Kind.AZURE_REGION, SourceSetting.Kind.FOLDER);
        assertThat(read.sources().get(0).trust()).contains(HERE.resolve("ca.pem"));
        assertThat(read.sources().get(2).path()).contains(Path.of("/x/y"));
        assertThat(read.set()).isEqualTo(new TcbSet.Numbered(17));
        assertThat(read.cache()).contains(HERE.resolve("c"));
        assertThat(read.refreshAge()).isEqualTo(Duration.ofHours(6));
        assertThat(read.deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read.subscriptionKeyFile()).contains(Path.of("/k"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sources': []}|at least one source",
                "{'sources': [{'kind': 'pcss'}]}|one of [pcs, pccs",
                "{'sources': [{'kind': 'pccs'}]}|sources[0].url",
                "{'sources': [{'kind': 'pcs', 'region': 'x'}]}|unknown member",
                "{'sources': [{'kind': 'pcs'}], 'set': 'late'}|standard",
                "{'sources': [{'kind': 'pcs'}], 'refreshHours': 0}|from 1 to 720",
                "{'sources': [{'kind': 'pcs'}] /* }|a comment without end",
                "{'sources': [{'kind': 'pcs'}], 'sources': []}|uplicate",
            })
    void whatIsWrongIsNamed(String text, String message) {
        assertThatThrownBy(() -> SourceConfiguration.parse(Bytes.ofUtf8(text.replace('\'', '"')), HERE))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theSourcesArePutTogether(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("key"), " \n");
        List<String> remarks = new ArrayList<>();
        try (FakeServer server = new FakeServer()) {
            server.otherwise(asked -> FakeServer.Reply.of(
                    200,
                    Golden.body("identity-qe-standard.json"),
                    "SGX-Enclave-Identity-Issuer-Chain",
                    Golden.chain("tcb-signing")));
            SourceConfiguration configuration = SourceConfiguration.of(List.of(SourceSetting.pccs(server.uri("/"))))
                    .withCache(folder.resolve("cache"))
                    .withSubscriptionKeyFile(folder.resolve("key"));
            ConfiguredSources sources = ConfiguredSources.open(
                    configuration, HttpOptions.standard(), DocumentVerifier.intel(), remarks::add);
            sources.cache().fetch(DocumentKey.parse("sgx/qe/identity/standard"));
            assertThat(server.last().target()).isEqualTo("/sgx/certification/v4/qe/identity?update=standard");
        }
        assertThat(remarks).singleElement().asString().endsWith("key is empty: no subscription key is sent");
    }

    @Test
    void aServerIsTrustedByTheFileThatNamesItAndNotWithout(@TempDir Path folder) throws Exception {
        Instant now = Instant.now();
        PcsCatalog catalog = PcsCatalog.of(3, now);
        TestTls tls = TestTls.fresh();
        DocumentVerifier verifier = DocumentVerifier.of(catalog.pki().anchor(), Ecdsa.jdk());
        DocumentKey key = DocumentKey.parse("sgx/qe/identity/standard");
        Path pem = Files.writeString(folder.resolve("ca.pem"), tls.anchorPem().latin1());
        try (StandInPcs pcs = StandInPcs.start(catalog, () -> now, 0, tls)) {
            SourceSetting plain = SourceSetting.pccs(pcs.sgxUrl());
            SourceSetting trusting =
                    new SourceSetting(plain.kind(), plain.url(), plain.region(), plain.path(), Optional.of(pem));
            assertThat(open(trusting, verifier).cache().fetch(key).body().isEmpty())
                    .isFalse();
            assertThatThrownBy(() -> open(plain, verifier).cache().fetch(key))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("certification path");
        }
        Files.writeString(pem, "nothing of the kind");
        assertThatThrownBy(() -> open(
                        new SourceSetting(
                                SourceSetting.Kind.PCS,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(pem)),
                        verifier))
                .isInstanceOf(MalformedException.class);
    }

    private static ConfiguredSources open(SourceSetting setting, DocumentVerifier verifier) throws Exception {
        return ConfiguredSources.open(
                SourceConfiguration.of(List.of(setting)), HttpOptions.standard(), verifier, remark -> {});
    }
}
