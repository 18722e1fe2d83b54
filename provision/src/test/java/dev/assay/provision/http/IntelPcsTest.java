package dev.assay.provision.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate.Ca;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.Golden;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckPlatform;
import dev.assay.provision.http.FakeServer.Reply;
import dev.assay.verify.DocumentVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntelPcsTest {

    private static final DocumentVerifier INTEL = DocumentVerifier.intel();

    private final FakeServer server = new FakeServer();
    private final IntelPcs pcs = IntelPcs.at(
                    server.uri("/sgx/certification/v4/"), ProvisioningHttp.of(HttpOptions.standard()))
            .withRootCaCrl(server.uri("/IntelSGXRootCA.der"));

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sgx/tcb/00906ea10000/standard|/sgx/certification/v4/tcb?fmspc=00906EA10000&update=standard|TCB-Info-Issuer-Chain|tcb-signing|tcb-sgx-00906ea10000-standard.json",
                "sgx/tcb/00906ea10000/early|/sgx/certification/v4/tcb?fmspc=00906EA10000&update=early|SGX-TCB-Info-Issuer-Chain|tcb-signing|tcb-sgx-00906ea10000-early.json",
                "sgx/tcb/00906ea10000/16|/sgx/certification/v4/tcb?fmspc=00906EA10000&tcbEvaluationDataNumber=16|TCB-Info-Issuer-Chain|tcb-signing|tcb-sgx-00906ea10000-early.json",
                "tdx/tcb/00a06d080000/standard|/tdx/certification/v4/tcb?fmspc=00A06D080000&update=standard|tcb-info-issuer-chain|tcb-signing|tcb-tdx-00a06d080000-standard.json",
                "sgx/qe/identity/standard|/sgx/certification/v4/qe/identity?update=standard|SGX-Enclave-Identity-Issuer-Chain|tcb-signing|identity-qe-standard.json",
                "tdx/qe/identity/early|/tdx/certification/v4/qe/identity?update=early|SGX-Enclave-Identity-Issuer-Chain|tcb-signing|identity-tdqe-early.json",
                "sgx/qve/identity/standard|/sgx/certification/v4/qve/identity?update=standard|SGX-Enclave-Identity-Issuer-Chain|tcb-signing|identity-qve-standard.json",
                "sgx/qae/identity/standard|/sgx/certification/v4/qae/identity?update=standard|SGX-Enclave-Identity-Issuer-Chain|tcb-signing|identity-qae-standard.json",
                "sgx/pckcrl/processor|/sgx/certification/v4/pckcrl?ca=processor&encoding=der|SGX-PCK-CRL-Issuer-Chain|pck-processor|pckcrl-processor.der",
                "sgx/pckcrl/platform|/sgx/certification/v4/pckcrl?ca=platform&encoding=der|SGX-PCK-CRL-Issuer-Chain|pck-platform|pckcrl-platform.pem",
                "sgx/tcbevaluationdatanumbers|/sgx/certification/v4/tcbevaluationdatanumbers|TCB-Evaluation-Data-Numbers-Issuer-Chain|tcb-signing|evalnumbers-sgx.json",
                "tdx/tcbevaluationdatanumbers|/tdx/certification/v4/tcbevaluationdatanumbers|TCB-Evaluation-Data-Numbers-Issuer-Chain|tcb-signing|evalnumbers-tdx.json",
            })
    void documentsAreAskedForAsIntelSays(String key, String target, String header, String chain, String body)
            throws Exception {
        server.then(Reply.of(200, Golden.body(body), header, Golden.chain(chain)));
        Document document = pcs.fetch(DocumentKey.parse(key));
        assertThat(server.last().target()).isEqualTo(target);
        assertThat(server.last().headers()).doesNotContainKey(SubscriptionKey.HEADER);
        assertThat(GenuineDocument.prove(document, INTEL).key()).isEqualTo(DocumentKey.parse(key));
    }

    @Test
    void theRootCaCrlComesFromItsDistributionPoint() throws Exception {
        byte[] der = Golden.body("rootca-crl.der");
        byte[] hex = Bytes.of(der).hex().getBytes(StandardCharsets.US_ASCII);
        server.then(Reply.of(200, der), Reply.of(200, hex));
        for (int i = 0; i < 2; i++) {
            Document crl = pcs.fetch(new DocumentKey.RootCaCrlKey());
            assertThat(crl).isEqualTo(new Document(new DocumentKey.RootCaCrlKey(), Bytes.of(der), Optional.empty()));
        }
        assertThat(server.last().target()).isEqualTo("/IntelSGXRootCA.der");
    }

    @Test
    void pckCertificatesAreReadWithTheirLevels() throws Exception {
        server.otherwise(asked -> Reply.of(
                200,
                Golden.body("pckcerts-16a5b41ebb076d263a1e39e64e7175e7.json"),
                "SGX-PCK-Certificate-Issuer-Chain",
                Golden.chain("pck-processor"),
                "SGX-FMSPC",
                "00906EA10000",
                "SGX-PCK-Certificate-CA-Type",
                "processor"));
        PckPlatform known = new PckPlatform.ByEncryptedPpid(Bytes.of(new byte[384]), Bytes.of(new byte[] {13, 0}));
        PckCertificateList list =
                pcs.withSubscriptionKey(SubscriptionKey.of("abc")).pckCertificates(known);
        assertThat(server.last().target())
                .isEqualTo("/sgx/certification/v4/pckcerts?encrypted_ppid=" + "0".repeat(768) + "&pceid=0D00");
        assertThat(server.last().headers().get(SubscriptionKey.HEADER)).containsExactly("abc");
        assertThat(list.ca()).isEqualTo(Ca.PROCESSOR);
        assertThat(list.fmspc().hex()).isEqualTo("00906ea10000");
        assertThat(list.entries()).isNotEmpty();
        for (PckCertificateList.Entry entry : list.entries()) {
            assertThat(entry.tcbm().length()).isEqualTo(18);
            if (entry.certificate().isPresent()) {
                INTEL.pckCertificate(entry.certificate().get(), list.issuerChain());
            }
        }
        assertThat(list.entries()).anyMatch(entry -> entry.certificate().isPresent());

        PckCertificateList again =
                pcs.pckCertificates(new PckPlatform.ByManifest(Bytes.of(new byte[] {1, 2}), Bytes.of(new byte[2])));
        assertThat(again).isEqualTo(list);
        assertThat(server.last().method()).isEqualTo("POST");
        assertThat(server.last().body().utf8()).isEqualTo("{\"platformManifest\":\"0102\",\"pceid\":\"0000\"}");
        assertThat(server.last().headers()).doesNotContainKey(SubscriptionKey.HEADER);
    }

    @Test
    void fmspcsMustBeJson() throws Exception {
        server.then(
                Reply.of(200, Golden.body("fmspcs.json")), Reply.of(200, "<html>".getBytes(StandardCharsets.UTF_8)));
        assertThat(pcs.fmspcs(Optional.of("all"))).isEqualTo(Bytes.of(Golden.body("fmspcs.json")));
        assertThat(server.last().target()).isEqualTo("/sgx/certification/v4/fmspcs?platform=all");
        assertThatThrownBy(() -> pcs.fmspcs(Optional.empty())).hasMessageContaining("web page");
    }

    @ParameterizedTest
    @CsvSource({
        "400,BAD_REQUEST",
        "401,UNAUTHORIZED",
        "403,UNAUTHORIZED",
        "404,NOT_FOUND",
        "410,GONE",
        "418,BAD_REQUEST",
        "461,NOT_FOUND",
        "500,UNAVAILABLE",
        "502,UNAVAILABLE",
        "302,UNUSABLE_ANSWER",
        "204,UNUSABLE_ANSWER",
    })
    void everyStatusHasItsReason(int status, Reason reason) {
        server.then(
                Reply.of(status, "Error-Code", "SomeCode", "Location", "http://elsewhere/", "Error-Message", "why"));
        FetchException failure = catchThrowableOfType(
                FetchException.class, () -> pcs.fetch(DocumentKey.parse("sgx/qe/identity/standard")));
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.status()).hasValue(status);
        assertThat(failure.source())
                .isEqualTo(server.uri("/sgx/certification/v4/").toString());
        assertThat(failure).hasMessageContaining("sgx/qe/identity/standard").hasMessageContaining("SomeCode: why");
        assertThat(server.calls()).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutItsChainOrOfAnotherKindIsNone() {
        byte[] identity = Golden.body("identity-qe-standard.json");
        byte[] cut = java.util.Arrays.copyOf(identity, identity.length - 10);
        String[] chain = {"SGX-Enclave-Identity-Issuer-Chain", Golden.chain("tcb-signing")};
        String[] badEscape = {chain[0], chain[1].substring(0, 100) + "%zz"};
        Reply[] unusable = {
            Reply.of(200, identity),
            Reply.of(200, identity, badEscape),
            Reply.of(200, identity, chain[0], "nonsense"),
            Reply.of(200, cut, chain),
            Reply.of(200, Golden.body("bad-page.html"), chain),
            Reply.of(200, chain),
        };
        for (Reply reply : unusable) {
            server.then(reply);
            FetchException failure = catchThrowableOfType(
                    FetchException.class, () -> pcs.fetch(DocumentKey.parse("sgx/qe/identity/standard")));
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.UNUSABLE_ANSWER);
        }
    }
}
