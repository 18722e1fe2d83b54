package dev.assay.simulator.pcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Tee;
import dev.assay.simulator.Forge;
import dev.assay.simulator.pcs.PcsClient.Reply;
import dev.assay.verify.DocumentVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StandInPcsTest {

    private static final Instant NOW = Forge.DEFAULT_INSTANT;
    private static final String FMSPC = "A55A7E570000";

    private PcsCatalog catalog;
    private PcsPlatform single;
    private PcsPlatform client;
    private PcsPlatform multi;
    private StandInPcs pcs;
    private DocumentVerifier verifier;

    @BeforeEach
    void start() throws IOException {
        catalog = PcsCatalog.of(1, NOW);
        single = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        client = catalog.add(PcsPlatform.Kind.CLIENT);
        multi = catalog.add(PcsPlatform.Kind.MULTI_PACKAGE);
        pcs = StandInPcs.start(catalog, InstantSource.fixed(NOW));
        verifier = DocumentVerifier.of(catalog.pki().anchor(), Ecdsa.preferred());
    }

    @AfterEach
    void stop() {
        pcs.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"SGX", "TDX"})
    void tcbInfosAreGenuineAndOfTheSetThatWasAskedFor(Tee tee) throws Exception {
        URI base = tee == Tee.SGX ? pcs.sgxUrl() : pcs.tdxUrl();
        assertThat(tcbInfo(base, "").tcbEvaluationDataNumber()).isEqualTo(20);
        assertThat(tcbInfo(base, "&update=standard").tcbEvaluationDataNumber()).isEqualTo(20);
        assertThat(tcbInfo(base, "&update=early").tcbEvaluationDataNumber()).isEqualTo(21);
        TcbInfo old = tcbInfo(base, "&tcbEvaluationDataNumber=19");
        assertThat(old.tcbEvaluationDataNumber()).isEqualTo(19);
        assertThat(old.tee()).isEqualTo(tee);
        assertThat(old.fmspc()).isEqualTo(single.fmspc());
        assertThat(old.issueDate()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        assertThat(old.nextUpdate()).isEqualTo(NOW.plus(Duration.ofDays(29)));
    }

    @ParameterizedTest
    @CsvSource({
        "fmspc=A55A7E570000&update=early&tcbEvaluationDataNumber=20,400",
        "fmspc=A55A7E570000&update=Early,400",
        "fmspc=A55A7E570000&tcbEvaluationDataNumber=x,400",
        "fmspc=A55A7E57,400",
        "fmspc=zz5A7E570000,400",
        "update=early,400",
        "fmspc=00906EA10000,404",
        "fmspc=A55A7E570000&tcbEvaluationDataNumber=22,404",
        "fmspc=A55A7E570000&tcbEvaluationDataNumber=18,410",
        "fmspc=a55a7e570000,200"
    })
    void requestsForTcbInfosGetIntelsStatuses(String query, int status) throws Exception {
        Reply reply = PcsClient.get(pcs.sgxUrl().resolve("tcb?" + query));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("Request-ID")).matches("[0-9a-f]{32}");
        if (status == 400) {
            assertThat(reply.header("Error-Code")).isEqualTo("InvalidRequestSyntax");
            assertThat(reply.header("Error-Message")).isEqualTo("Request has invalid syntax.");
        }
        if (status != 200) {
            assertThat(reply.body()).isEqualTo(Bytes.EMPTY);
        }
    }

    @ParameterizedTest
    @CsvSource({"QE_IDENTITY,QE", "QVE_IDENTITY,QVE", "QAE_IDENTITY,QAE", "TD_QE_IDENTITY,TD_QE"})
    void identitiesAreGenuineAndOfTheEnclaveThatWasAskedFor(PcsRoute route, EnclaveIdentity.Id id) throws Exception {
        for (String query : List.of("", "?update=early", "?tcbEvaluationDataNumber=19")) {
            Reply reply = PcsClient.get(URI.create(pcs.url(route) + query));
            EnclaveIdentity identity =
                    verifier.enclaveIdentity(reply.body(), reply.chain("SGX-Enclave-Identity-Issuer-Chain"));
            assertThat(identity.id()).isEqualTo(id);
            assertThat(identity.tcbEvaluationDataNumber())
                    .isEqualTo(query.isEmpty() ? 20 : query.endsWith("early") ? 21 : 19);
        }
        assertThat(PcsClient.get(URI.create(pcs.url(route) + "?tcbEvaluationDataNumber=3"))
                        .status())
                .isEqualTo(410);
        assertThat(PcsClient.get(URI.create(pcs.url(route) + "?update=all")).status())
                .isEqualTo(400);
    }

    @Test
    void evaluationNumbersNameTheSetsThatAreServed() throws Exception {
        catalog.serve(new PcsSets(List.of(30, 29, 28, 27), 28, 30));
        for (PcsRoute route : List.of(PcsRoute.SGX_EVALUATION_NUMBERS, PcsRoute.TDX_EVALUATION_NUMBERS)) {
            Reply reply = PcsClient.get(pcs.url(route));
            assertThat(verifier.tcbEvaluationDataNumbers(
                                    reply.body(), reply.chain("TCB-Evaluation-Data-Numbers-Issuer-Chain"))
                            .numbers())
                    .extracting(TcbEvaluationDataNumbers.Entry::tcbEvaluationDataNumber)
                    .containsExactly(30L, 29L, 28L, 27L);
        }
        assertThat(tcbInfo(pcs.sgxUrl(), "").tcbEvaluationDataNumber()).isEqualTo(28);
        assertThat(tcbInfo(pcs.sgxUrl(), "&update=early").tcbEvaluationDataNumber())
                .isEqualTo(30);
    }

    @ParameterizedTest
    @EnumSource
    void crlsAreGenuineInBothEncodings(PckCertificate.Ca ca) throws Exception {
        Reply pem = PcsClient.get(pcs.sgxUrl().resolve("pckcrl?ca=" + ca));
        Reply der = PcsClient.get(pcs.sgxUrl().resolve("pckcrl?encoding=der&ca=" + ca));
        assertThat(pem.body().latin1()).startsWith("-----BEGIN X509 CRL-----\n").endsWith("\n-----END X509 CRL-----\n");
        assertThat(pem.header("Content-Type")).isEqualTo("application/x-pem-file");
        assertThat(der.header("Content-Type")).isEqualTo("application/pkix-crl");
        assertThat(verifier.pckCrl(pem.body(), pem.chain("SGX-PCK-CRL-Issuer-Chain"))
                        .der())
                .isEqualTo(der.body());
        assertThat(PckCertificate.Ca.named(verifier.pckCrl(der.body(), der.chain("SGX-PCK-CRL-Issuer-Chain"))
                        .issuer()))
                .isEqualTo(ca);
    }

    @Test
    void theRootCaCrlIsGenuine() throws Exception {
        Reply reply = PcsClient.get(pcs.rootCaCrlUrl());
        assertThat(reply.header("Content-Type")).isEqualTo("application/pkix-crl");
        assertThat(verifier.rootCaCrl(reply.body()).issuer())
                .isEqualTo(catalog.pki().root().name());
        assertThat(PcsClient.get(pcs.rootCaCrlUrl().resolve("/IntelSGXRootCA.crl"))
                        .body())
                .isEqualTo(reply.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pckcrl", "pckcrl?ca=root", "pckcrl?ca=PROCESSOR", "pckcrl?ca=platform&encoding=hex"})
    void oddRequestsForCrlsAreRefused(String path) throws Exception {
        assertThat(PcsClient.get(pcs.sgxUrl().resolve(path)).status()).isEqualTo(400);
    }

    @Test
    void revocationReachesTheCrlAndItsNumberRises() throws Exception {
        PckCertificate certificate = pckCertificate(single, "ffff".repeat(8), "FFFF");
        Reply before = PcsClient.get(pcs.sgxUrl().resolve("pckcrl?ca=platform"));
        catalog.revoke(single);
        Reply after = PcsClient.get(pcs.sgxUrl().resolve("pckcrl?ca=platform"));
        var old = verifier.pckCrl(before.body(), before.chain("SGX-PCK-CRL-Issuer-Chain"));
        var now = verifier.pckCrl(after.body(), after.chain("SGX-PCK-CRL-Issuer-Chain"));
        assertThat(old.revokes(certificate.x509().getSerialNumber())).isFalse();
        assertThat(now.revokes(certificate.x509().getSerialNumber())).isTrue();
        assertThat(now.number().orElseThrow()).isGreaterThan(old.number().orElseThrow());
    }

    @Test
    void aPlatformHasACertificateForEachLevel() throws Exception {
        for (PcsPlatform platform : List.of(single, client)) {
            Reply reply = PcsClient.get(pckCerts(platform));
            JsonNode list = new JsonMapper().readTree(reply.body().utf8());
            assertThat(list.size()).isEqualTo(platform.levels().size()).isGreaterThan(2);
            Set<Object> serials = new HashSet<>();
            for (int i = 0; i < list.size(); i++) {
                String pem = URLDecoder.decode(list.get(i).get("cert").asString(), StandardCharsets.UTF_8);
                PckCertificate certificate =
                        verifier.pckCertificate(Bytes.ofUtf8(pem), reply.chain("SGX-PCK-Certificate-Issuer-Chain"));
                assertThat(certificate.extension().tcb())
                        .isEqualTo(platform.levels().get(i));
                assertThat(certificate.extension().ppid()).isEqualTo(platform.ppid());
                assertThat(certificate.ca()).isEqualTo(platform.ca());
                serials.add(certificate.x509().getSerialNumber());
            }
            assertThat(serials).hasSize(list.size());
            assertThat(reply.header("SGX-FMSPC")).isEqualTo(PckRoutes.upperHex(platform.fmspc()));
            assertThat(reply.header("SGX-PCK-Certificate-CA-Type"))
                    .isEqualTo(platform.ca().toString());
        }
    }

    @Test
    void theCertificateIsTheHighestThatThePlatformReaches() throws Exception {
        assertThat(pckCertificate(single, "0E0E0303FFFF01000000000000000000", "0D00")
                        .extension()
                        .tcb())
                .isEqualTo(single.levels().get(0));
        assertThat(pckCertificate(single, "0E0E0303FFFF00000000000000000000", "0D00")
                        .extension()
                        .tcb())
                .isEqualTo(single.levels().get(1));
        assertThat(pckCertificate(single, "0E0E0303FFFF01000000000000000000", "0C00")
                        .extension()
                        .tcb())
                .isEqualTo(single.levels().get(2));
        Reply low = PcsClient.get(pckCert(single, "00".repeat(16), "0000"));
        assertThat(low.status()).isEqualTo(404);
        assertThat(PcsClient.get(pckCert(single, "0E0E0303FFFF01000000000000000000", "0D00"))
                        .header("SGX-TCBm"))
                .isEqualTo("0E0E0303FFFF010000000000000000000D00");
    }

    @Test
    void onlyCertificatesOfTheGivenConfigurationAreListed() throws Exception {
        String query =
                "?encrypted_ppid=" + single.encryptedPpid() + "&pceid=0000&cpusvn=0E0E0303FFFF01" + "00".repeat(9);
        Reply reply = PcsClient.get(URI.create(pcs.url(PcsRoute.PCKCERTS_CONFIG) + query));
        JsonNode list = new JsonMapper().readTree(reply.body().utf8());
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.get(0).get("tcb").get("sgxtcbcomp07svn").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?encrypted_ppid=00&pceid=0000",
                "?pceid=0000",
                "?encrypted_ppid=PPID",
                "?encrypted_ppid=PPID&pceid=0"
            })
    void oddRequestsForCertificatesAreRefused(String query) throws Exception {
        String full = query.replace("PPID", single.encryptedPpid().hex());
        assertThat(PcsClient.get(URI.create(pcs.url(PcsRoute.PCKCERTS) + full)).status())
                .isEqualTo(400);
    }

    @Test
    void unknownPlatformsHaveNoCertificates() throws Exception {
        String query = "?pceid=0000&encrypted_ppid=" + "ab".repeat(384);
        assertThat(PcsClient.get(URI.create(pcs.url(PcsRoute.PCKCERTS) + query)).status())
                .isEqualTo(404);
        assertThat(PcsClient.get(URI.create(
                                pcs.url(PcsRoute.PCKCERTS) + "?pceid=0100&encrypted_ppid=" + single.encryptedPpid()))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aSubscriptionKeyCanBeDemanded() throws Exception {
        catalog.demandSubscriptionKey("0123456789abcdef0123456789abcdef");
        assertThat(PcsClient.get(pckCerts(single)).status()).isEqualTo(401);
        assertThat(PcsClient.get(pckCerts(single), "Ocp-Apim-Subscription-Key", "0123456789abcdef0123456789abcdef")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMultiPackagePlatformIsKnownOnceItIsRegistered() throws Exception {
        assertThat(PcsClient.get(pckCerts(multi)).status()).isEqualTo(404);

        Reply registered =
                PcsClient.post(pcs.url(PcsRoute.REGISTER_PLATFORM), "application/octet-stream", multi.manifest());

        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.body().latin1()).isEqualTo(PckRoutes.upperHex(multi.ppid()));
        assertThat(PcsClient.get(pckCerts(multi)).status()).isEqualTo(200);
        assertThat(configurationOf(multi).cachedKeys()).isTrue();
    }

    @Test
    void aManifestGetsCertificatesEachTimeAndRulesOutRegistration() throws Exception {
        Reply list = byManifest(PcsRoute.PCKCERTS, multi.manifest(), "");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.header("SGX-PCK-Certificate-CA-Type")).isEqualTo("platform");
        assertThat(configurationOf(multi).cachedKeys()).isFalse();
        assertThat(byManifest(
                                PcsRoute.PCKCERT,
                                multi.manifest(),
                                ",\"cpusvn\":\"" + "ff".repeat(16) + "\",\"pcesvn\":\"FFFF\"")
                        .status())
                .isEqualTo(200);
        assertThat(byManifest(PcsRoute.PCKCERTS_CONFIG, multi.manifest(), ",\"cpusvn\":\"" + "00".repeat(16) + "\"")
                        .status())
                .isEqualTo(200);
        assertThat(PcsClient.get(pckCerts(multi)).status()).isEqualTo(404);

        Reply refused =
                PcsClient.post(pcs.url(PcsRoute.REGISTER_PLATFORM), "application/octet-stream", multi.manifest());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header("Error-Code")).isEqualTo("CachedKeysPolicyViolation");
    }

    @Test
    void manifestsThatNobodyKnowsAreRefused() throws Exception {
        Bytes unknown = Bytes.of(new byte[9_000]);
        assertThat(byManifest(PcsRoute.PCKCERTS, unknown, "").header("Error-Code"))
                .isEqualTo("InvalidPlatformManifest");
        assertThat(byManifest(PcsRoute.PCKCERTS, Bytes.of(new byte[100]), "").header("Error-Code"))
                .isEqualTo("InvalidRequestSyntax");
        URI register = pcs.url(PcsRoute.REGISTER_PLATFORM);
        assertThat(PcsClient.post(register, "application/octet-stream", unknown).header("Error-Code"))
                .isEqualTo("InvalidPlatformManifest");
        assertThat(PcsClient.post(register, "application/json", multi.manifest())
                        .status())
                .isEqualTo(415);
        assertThat(PcsClient.get(register).status()).isEqualTo(405);
    }

    @Test
    void packagesAreAddedToRegisteredPlatforms() throws Exception {
        URI add = pcs.url(PcsRoute.ADD_PACKAGE);
        String binary = "application/octet-stream";
        String[] key = {"Ocp-Apim-Subscription-Key", "0123456789abcdef0123456789abcdef"};
        assertThat(PcsClient.post(add, binary, multi.addPackageRequest()).status())
                .isEqualTo(401);
        assertThat(PcsClient.post(add, binary, multi.addPackageRequest(), key).header("Error-Code"))
                .isEqualTo("PlatformNotFound");
        PcsClient.post(pcs.url(PcsRoute.REGISTER_PLATFORM), binary, multi.manifest());
        Reply added = PcsClient.post(add, binary, multi.addPackageRequest(), key);
        assertThat(added.status()).isEqualTo(200);
        assertThat(added.header("Certificate-Count")).isEqualTo("1");
        int slot = added.body().length() / 8;
        assertThat(added.body().slice(0, slot).isZero()).isFalse();
        assertThat(added.body().from(slot).isZero()).isTrue();
        assertThat(PcsClient.post(add, binary, Bytes.of(new byte[9]), key).header("Error-Code"))
                .isEqualTo("InvalidAddRequest");
    }

    @Test
    void fmspcsAreListedByKindOfPlatform() throws Exception {
        String all =
                "[{\"fmspc\":\"A55A7E570000\",\"platform\":\"E5\"},{\"fmspc\":\"A55A7EC11E00\",\"platform\":\"client\"}]";
        assertThat(PcsClient.get(pcs.url(PcsRoute.FMSPCS)).body().utf8()).isEqualTo(all);
        assertThat(PcsClient.get(pcs.sgxUrl().resolve("fmspcs?platform=client"))
                        .body()
                        .utf8())
                .isEqualTo("[{\"fmspc\":\"A55A7EC11E00\",\"platform\":\"client\"}]");
        assertThat(PcsClient.get(pcs.sgxUrl().resolve("fmspcs?platform=E9")).status())
                .isEqualTo(400);
    }

    @Test
    void clientsHaveNoTdx() throws Exception {
        assertThat(PcsClient.get(pcs.tdxUrl().resolve("tcb?fmspc=" + client.fmspc()))
                        .status())
                .isEqualTo(404);
        assertThat(PcsClient.get(pcs.sgxUrl().resolve("tcb?fmspc=" + client.fmspc()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void changedStatusesAreSignedToo() throws Exception {
        catalog.changeTcbInfos(draft -> draft.withLevels(draft.content().tcbLevels().stream()
                .map(level -> new TcbLevel(
                        level.sgxComponents(),
                        level.pceSvn(),
                        level.tdxComponents(),
                        level.tcbDate(),
                        TcbStatus.REVOKED,
                        level.advisoryIds()))
                .toList()));
        assertThat(tcbInfo(pcs.sgxUrl(), "").tcbLevels())
                .extracting(TcbLevel::status)
                .containsOnly(TcbStatus.REVOKED);
    }

    @Test
    void documentsCanBeMadeAnew() throws Exception {
        Instant later = NOW.plus(Duration.ofDays(20));
        catalog.reissue(later);
        assertThat(tcbInfo(pcs.sgxUrl(), "").issueDate()).isEqualTo(later.minus(Duration.ofDays(1)));
    }

    @Test
    void theSameSeedServesTheSameBytes() throws Exception {
        PcsCatalog twin = PcsCatalog.of(1, NOW);
        PcsPlatform same = twin.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        try (StandInPcs other = StandInPcs.start(twin, InstantSource.system())) {
            URI certificates =
                    URI.create(other.url(PcsRoute.PCKCERTS) + "?pceid=0000&encrypted_ppid=" + same.encryptedPpid());
            assertThat(PcsClient.get(certificates).body())
                    .isEqualTo(PcsClient.get(pckCerts(single)).body());
            assertThat(PcsClient.get(other.tdxUrl().resolve("tcb?fmspc=" + FMSPC))
                            .body())
                    .isEqualTo(PcsClient.get(pcs.tdxUrl().resolve("tcb?fmspc=" + FMSPC))
                            .body());
        }
    }

    @Test
    void whateverElseIsAskedIsNotFound() throws Exception {
        assertThat(PcsClient.get(pcs.sgxUrl().resolve("rootcacrl")).status()).isEqualTo(404);
        assertThat(PcsClient.get(pcs.sgxUrl().resolve("/sgx/certification/v3/tcb?fmspc=" + FMSPC))
                        .status())
                .isEqualTo(404);
        assertThat(PcsClient.post(pcs.url(PcsRoute.SGX_TCB), "application/json", Bytes.EMPTY)
                        .status())
                .isEqualTo(405);
    }

    @Test
    void tlsIsTrustedByWhoTrustsTheThrowAwayCaAndNobodyElse() throws Exception {
        TestTls tls = TestTls.fresh();
        try (StandInPcs secure = StandInPcs.start(catalog, InstantSource.system(), 0, tls)) {
            URI fmspcs = secure.url(PcsRoute.FMSPCS);
            assertThat(fmspcs.getScheme()).isEqualTo("https");
            HttpClient trusting =
                    HttpClient.newBuilder().sslContext(tls.clientContext()).build();
            assertThat(PcsClient.get(trusting, fmspcs).status()).isEqualTo(200);
            URI byName = URI.create(fmspcs.toString().replace("127.0.0.1", "localhost"));
            assertThat(PcsClient.get(trusting, byName).status()).isEqualTo(200);
            assertThatThrownBy(() -> PcsClient.get(fmspcs)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aThousandPlatformsAreThereInNoTime() throws Exception {
        long start = System.nanoTime();
        List<PcsPlatform> many = new ArrayList<>(catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE, 900));
        many.addAll(catalog.add(PcsPlatform.Kind.MULTI_PACKAGE, 100));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(many).extracting(PcsPlatform::encryptedPpid).doesNotHaveDuplicates();
        assertThat(PcsClient.get(pckCerts(many.get(899))).status()).isEqualTo(200);
        assertThat(byManifest(PcsRoute.PCKCERTS, many.get(999).manifest(), "").status())
                .isEqualTo(200);
    }

    private TcbInfo tcbInfo(URI base, String query) throws Exception {
        Reply reply = PcsClient.get(base.resolve("tcb?fmspc=" + FMSPC + query));
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        return verifier.tcbInfo(reply.body(), reply.chain("TCB-Info-Issuer-Chain"));
    }

    private URI pckCerts(PcsPlatform platform) {
        return URI.create(pcs.url(PcsRoute.PCKCERTS) + "?encrypted_ppid=" + platform.encryptedPpid() + "&pceid="
                + platform.pceId());
    }

    private URI pckCert(PcsPlatform platform, String cpuSvn, String pceSvn) {
        return URI.create(pckCerts(platform).toString().replace("pckcerts", "pckcert") + "&cpusvn=" + cpuSvn
                + "&pcesvn=" + pceSvn);
    }

    private PckCertificate pckCertificate(PcsPlatform platform, String cpuSvn, String pceSvn) throws Exception {
        Reply reply = PcsClient.get(pckCert(platform, cpuSvn, pceSvn));
        assertThat(reply.header("Content-Type")).isEqualTo("application/x-pem-file");
        return verifier.pckCertificate(reply.body(), reply.chain("SGX-PCK-Certificate-Issuer-Chain"));
    }

    private static dev.assay.pck.SgxExtension.PlatformConfiguration configurationOf(PcsPlatform platform)
            throws Exception {
        return PckCertificate.of(platform.certificate(platform.levels().get(0)).x509())
                .extension()
                .configuration()
                .orElseThrow();
    }

    private Reply byManifest(PcsRoute route, Bytes manifest, String more) throws Exception {
        String json = "{\"platformManifest\":\"" + manifest + "\",\"pceid\":\"0000\"" + more + "}";
        return PcsClient.post(pcs.url(route), "application/json", Bytes.ofUtf8(json));
    }
}
