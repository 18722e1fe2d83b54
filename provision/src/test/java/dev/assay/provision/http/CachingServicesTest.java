package dev.assay.provision.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.Golden;
import dev.assay.provision.http.FakeServer.Reply;
import dev.assay.simulator.Forge;
import dev.assay.simulator.TestCertificate;
import dev.assay.verify.DocumentVerifier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CachingServicesTest {

    private final FakeServer server = new FakeServer();
    private final ProvisioningHttp http = ProvisioningHttp.of(HttpOptions.standard());

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] hex(String body) {
        return Bytes.of(Golden.body(body)).hex().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aPccsOfVersion3IsAskedForWhatItHas() throws Exception {
        Pccs pccs = Pccs.at(server.uri("/sgx/certification/v3"), http);
        server.then(Reply.of(200, hex("rootca-crl.der")));
        assertThat(pccs.fetch(new DocumentKey.RootCaCrlKey()).body())
                .isEqualTo(Bytes.of(Golden.body("rootca-crl.der")));
        assertThat(server.last().target()).isEqualTo("/sgx/certification/v3/rootcacrl");
        server.then(
                Reply.of(200, hex("pckcrl-processor.der"), "SGX-PCK-CRL-Issuer-Chain", Golden.chain("pck-processor")));
        Document crl = pccs.fetch(DocumentKey.parse("sgx/pckcrl/processor"));
        assertThat(server.last().target()).isEqualTo("/sgx/certification/v3/pckcrl?ca=processor&encoding=der");
        GenuineDocument.prove(crl, DocumentVerifier.intel());
        for (String key : new String[] {
            "tdx/tcb/00a06d080000/standard", "tdx/qe/identity/standard", "sgx/qae/identity/standard",
            "sgx/qe/identity/17", "sgx/tcb/00906ea10000/17", "sgx/tcbevaluationdatanumbers",
        }) {
            assertThatThrownBy(() -> pccs.fetch(DocumentKey.parse(key)))
                    .hasMessageContaining("version 3 has no such thing");
        }
        assertThat(server.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://h/", "https://h/pccs", "https://u:p@h/", "https://h/sgx/certification/v5/", "h:8081"})
    void otherAddressesAreRefused(String address) {
        assertThatThrownBy(() -> Pccs.at(java.net.URI.create(address), http))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("u:p");
    }

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "3,false", "3,true"})
    void aPckCertificateIsFetchedAsPemOrAsAzuresJson(int type, boolean json) throws Exception {
        Forge forge = Forge.sgx(8);
        String leaf =
                TestCertificate.pem(java.util.List.of(forge.pckCertificate())).utf8();
        String issuers = TestCertificate.pem(forge.pki().issuers(forge.ca())).utf8();
        String encoded = URLEncoder.encode(issuers, StandardCharsets.UTF_8).replace("+", "%20");
        server.otherwise(asked -> json
                ? Reply.of(
                        200,
                        ("{\"pckCert\":\"" + leaf.replace("\n", "\\n") + "\",\"sgx-Pck-Certificate-Issuer-Chain\":\""
                                        + encoded + "\",\"version\":\"1.0\"}")
                                .getBytes(StandardCharsets.UTF_8))
                : Reply.of(200, leaf.getBytes(StandardCharsets.UTF_8), "SGX-PCK-Certificate-Issuer-Chain", encoded));
        var platform = forge.platform().reference(type);
        Bytes qeId = forge.platform().qeId();
        Bytes chain = json
                ? AzureInstanceMetadata.at(server.uri("/metadata/THIM/sgx/certification/v4/"), http)
                        .pckChain(platform, qeId)
                : Pccs.at(server.uri("/"), http).pckChain(platform, qeId);
        assertThat(dev.assay.pck.Certificates.parsePem(chain)).hasSize(3);
        String ppid = type == 3 ? "&encrypted_ppid=" + platform.ppid().hex() : "";
        String query = "qeid=" + qeId.hex() + "&cpusvn=" + platform.cpuSvn().hex() + "&pcesvn=0d00&pceid=0000" + ppid;
        if (json) {
            assertThat(server.last().target())
                    .isEqualTo("/metadata/THIM/sgx/certification/v4/pckcert?" + query
                            + "&clientid=production_client&api-version=2021-07-22-preview");
            assertThat(server.last().headers().get("metadata")).containsExactly("true");
        } else {
            assertThat(server.last().target()).isEqualToIgnoringCase("/sgx/certification/v4/pckcert?" + query);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true|sgx/rootcacrl|/sgx/certification/v4/pckcrl?uri=https%253a%252f%252fcertificates.trustedservices.intel.com%252fintelsgxrootca.crl&clientid=production_client&api-version=2020-02-12-preview",
                "true|sgx/pckcrl/processor|/sgx/certification/v4/pckcrl?uri=https%253a%252f%252fcertificates.trustedservices.intel.com%252fintelsgxpckprocessor.crl&clientid=production_client&api-version=2020-02-12-preview",
                "true|sgx/pckcrl/platform|/sgx/certification/v4/pckcrl?uri=https%253a%252f%252fapi.trustedservices.intel.com%252fsgx%252fcertification%252fv3%252fpckcrl%253fca%253dplatform%2526encoding%253dpem&clientid=production_client&api-version=2020-02-12-preview",
                "true|sgx/tcb/00906ea10000/standard|/sgx/certification/v4/tcb?fmspc=00906ea10000&clientid=production_client&api-version=2018-10-01-preview",
                "true|sgx/qe/identity/standard|/sgx/certification/v4/qe/identity?clientid=production_client&api-version=2018-10-01-preview",
                "true|sgx/qve/identity/standard|/sgx/certification/v4/qve/identity?clientid=production_client&api-version=2018-10-01-preview",
                "false|sgx/pckcrl/platform|/sgx/certification/v4/pckcrl?ca=platform&clientid=production_client",
                "false|sgx/rootcacrl|/sgx/certification/v4/rootcacrl?clientid=production_client",
                "false|tdx/qe/identity/standard|/tdx/certification/v4/qe/identity?clientid=production_client&api-version=2018-10-01-preview",
                "false|tdx/tcb/00a06d080000/standard|/tdx/certification/v4/tcb?fmspc=00a06d080000&clientid=production_client&api-version=2018-10-01-preview",
            })
    void azureIsAskedAsItsOwnClientAsks(boolean publicCache, String key, String target) {
        AzureThim thim = publicCache
                ? AzureThim.publicCacheAt(server.uri("/sgx/certification/v4/"), http)
                : AzureThim.regionAt(server.uri("/sgx/certification/v4/"), http);
        assertThatThrownBy(() -> thim.fetch(DocumentKey.parse(key))).isInstanceOf(FetchException.class);
        assertThat(server.last().target()).isEqualTo(target);
    }

    @Test
    void aPlatformIsRegisteredOnceAndItsPpidRead() throws Exception {
        RegistrationService service = RegistrationService.at(server.uri("/sgx/registration/v1/"), http);
        server.then(Reply.of(201, "00112233445566778899AABBCCDDEEFF".getBytes(StandardCharsets.US_ASCII)));
        assertThat(service.register(Bytes.ofUtf8("manifest")).hex()).isEqualTo("00112233445566778899aabbccddeeff");
        assertThat(server.last().target()).isEqualTo("/sgx/registration/v1/platform");
        assertThat(server.last().body()).isEqualTo(Bytes.ofUtf8("manifest"));
        server.then(Reply.of(400, "Error-Code", "InvalidPlatformManifest"));
        assertThatThrownBy(() -> service.register(Bytes.ofUtf8("manifest")))
                .hasMessageContaining("InvalidPlatformManifest");
        server.then(Reply.of(200, new byte[64], "Certificate-Count", "2"));
        assertThat(service.addPackage(Bytes.ofUtf8("request"), SubscriptionKey.of("k"))
                        .count())
                .isEqualTo(2);
        assertThat(server.last().headers().get(SubscriptionKey.HEADER)).containsExactly("k");
    }

    @Test
    void aSubscriptionKeyIsTrimmedAndAnEmptyOneIsNone(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "  abc\n");
        assertThat(SubscriptionKey.read(file).key().orElseThrow().text()).isEqualTo("abc");
        Files.writeString(file, "two words");
        assertThatThrownBy(() -> SubscriptionKey.read(file)).hasMessageContaining(file.toString());
        Files.writeString(file, "\n");
        assertThat(SubscriptionKey.read(file).key()).isEmpty();
        assertThat(SubscriptionKey.of("abc")).asString().doesNotContain("abc");
    }
}
