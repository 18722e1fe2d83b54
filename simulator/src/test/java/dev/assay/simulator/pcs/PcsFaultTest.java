package dev.assay.simulator.pcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbInfo;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PckCertificate;
import dev.assay.simulator.Forge;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.pcs.PcsClient.Reply;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PcsFaultTest {

    private static final Instant NOW = Forge.DEFAULT_INSTANT;

    private PcsCatalog catalog;
    private StandInPcs pcs;
    private DocumentVerifier verifier;
    private URI tcb;

    @BeforeEach
    void start() throws IOException {
        catalog = PcsCatalog.of(2, NOW);
        PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        pcs = StandInPcs.start(catalog, InstantSource.fixed(NOW));
        verifier = DocumentVerifier.of(catalog.pki().anchor(), Ecdsa.preferred());
        tcb = URI.create(pcs.url(PcsRoute.SGX_TCB) + "?fmspc=" + platform.fmspc());
    }

    @AfterEach
    void stop() {
        pcs.close();
    }

    @Test
    void throttlesAsOftenAsToldAndThenAnswers() throws Exception {
        pcs.faults().inject(PcsFault.throttled(), 1, PcsRoute.SGX_TCB);
        pcs.faults().inject(PcsFault.throttled(Duration.ofSeconds(2)), 2, PcsRoute.SGX_TCB);
        assertThat(PcsClient.get(tcb).headers().firstValue("Retry-After")).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(pcs.faults().isEmpty()).isFalse();
            Reply reply = PcsClient.get(tcb);
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.header("Retry-After")).isEqualTo("2");
        }
        assertThat(pcs.faults().isEmpty()).isTrue();
        assertThat(PcsClient.get(tcb).status()).isEqualTo(200);
        assertThat(pcs.requests().count(PcsRoute.SGX_TCB)).isEqualTo(4);
    }

    @Test
    void saysAsADateWhenToComeBack() throws Exception {
        pcs.faults().inject(PcsFault.unavailableUntil(NOW.plusSeconds(90)), 1, PcsRoute.SGX_TCB);
        pcs.faults().inject(PcsFault.throttledUntil(NOW.plusSeconds(90)), 1, PcsRoute.SGX_TCB);
        pcs.faults().inject(PcsFault.unavailable(Duration.ofSeconds(7)), 1, PcsRoute.SGX_TCB);
        pcs.faults().inject(PcsFault.unavailable(), 1, PcsRoute.SGX_TCB);
        Reply unavailable = PcsClient.get(tcb);
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.header("Retry-After")).isEqualTo("Mon, 01 Jun 2026 12:01:30 GMT");
        Reply throttled = PcsClient.get(tcb);
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.header("Retry-After")).isEqualTo("Mon, 01 Jun 2026 12:01:30 GMT");
        assertThat(PcsClient.get(tcb).header("Retry-After")).isEqualTo("7");
        assertThat(PcsClient.get(tcb).headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void failsOnlyTheRouteItIsToldToUntilItIsCleared() throws Exception {
        pcs.faults().inject(PcsFault.status(500), PlannedFaults.ALWAYS, PcsRoute.SGX_TCB);
        for (int i = 0; i < 5; i++) {
            assertThat(PcsClient.get(tcb).status()).isEqualTo(500);
        }
        assertThat(PcsClient.get(pcs.url(PcsRoute.QE_IDENTITY)).status()).isEqualTo(200);
        pcs.faults().clear();
        assertThat(PcsClient.get(tcb).status()).isEqualTo(200);
        pcs.faults().injectEverywhere(PcsFault.status(401), 1);
        assertThat(PcsClient.get(pcs.url(PcsRoute.QE_IDENTITY)).status()).isEqualTo(401);
        assertThat(PcsClient.get(pcs.rootCaCrlUrl()).status()).isEqualTo(401);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pcs.faults().inject(PcsFault.throttled(), 0, PcsRoute.SGX_TCB));
    }

    @Test
    void answersLate() throws Exception {
        pcs.faults().inject(new PcsFault.Late(Duration.ofMillis(300)), 1, PcsRoute.SGX_TCB);
        long start = System.nanoTime();
        assertThat(PcsClient.get(tcb).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void letsTheBodyDrip() throws Exception {
        int length = PcsClient.get(tcb).body().length();
        pcs.faults().inject(new PcsFault.Dripping(length / 4, Duration.ofMillis(60)), 1, PcsRoute.SGX_TCB);
        long start = System.nanoTime();
        verify(PcsClient.get(tcb));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(240));
    }

    @Test
    void breaksOffInTheMiddleOfTheBody() {
        pcs.faults().inject(new PcsFault.BrokenOff(), 1, PcsRoute.SGX_TCB);
        assertThatThrownBy(() -> PcsClient.get(tcb)).isInstanceOf(IOException.class);
    }

    @Test
    void hangsUpWithoutAWord() throws Exception {
        pcs.faults().inject(new PcsFault.HungUp(), 1, PcsRoute.SGX_TCB);
        String request = "GET " + tcb.getRawPath() + "?" + tcb.getRawQuery() + " HTTP/1.1\r\nHost: a\r\n\r\n";
        assertThat(raw(request)).isEmpty();
    }

    @Test
    void cutsTheBodyShort() throws Exception {
        Bytes whole = PcsClient.get(tcb).body();
        pcs.faults().inject(new PcsFault.CutShort(), 1, PcsRoute.SGX_TCB);
        assertThat(PcsClient.get(tcb).body()).isEqualTo(whole.slice(0, whole.length() / 2));
    }

    @Test
    void sendsTooMuch() throws Exception {
        pcs.faults().inject(new PcsFault.Oversized(3_000_000), 1, PcsRoute.SGX_TCB);
        Reply reply = PcsClient.get(tcb);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().length()).isEqualTo(3_000_000);
    }

    @Test
    void sendsAWebPage() throws Exception {
        pcs.faults().inject(new PcsFault.WebPage(), 1, PcsRoute.SGX_TCB);
        Reply reply = PcsClient.get(tcb);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/html");
        assertThat(reply.body().latin1()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void leavesTheChainOut() throws Exception {
        pcs.faults().inject(new PcsFault.WithoutChain(), 1, PcsRoute.SGX_TCB);
        Reply reply = PcsClient.get(tcb);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().firstValue("TCB-Info-Issuer-Chain")).isEmpty();
    }

    @Test
    void sendsAForeignChain() throws Exception {
        pcs.faults().inject(new PcsFault.ForeignChain(), 1, PcsRoute.SGX_TCB);
        Reply reply = PcsClient.get(tcb);
        assertThat(reply.header("TCB-Info-Issuer-Chain")).startsWith("-----BEGIN%20CERTIFICATE-----%0A");
        assertThatThrownBy(() -> verify(reply)).isInstanceOf(NotGenuineException.class);
    }

    @Test
    void writesHeadersInSmallLetters() throws Exception {
        String request = "GET " + tcb.getRawPath() + "?" + tcb.getRawQuery()
                + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assertThat(raw(request)).contains("\r\nTCB-Info-Issuer-Chain: ").contains("\r\nRequest-ID: ");
        pcs.faults().inject(new PcsFault.LowerCaseHeaders(), 1, PcsRoute.SGX_TCB);
        assertThat(raw(request))
                .contains("\r\ntcb-info-issuer-chain: ")
                .contains("\r\nrequest-id: ")
                .contains("\r\ncontent-length: ");
    }

    @Test
    void sendsAGenuineDocumentOfEarlierDays() throws Exception {
        pcs.faults().inject(new PcsFault.Old(Duration.ofDays(60)), 1, PcsRoute.SGX_TCB, PcsRoute.PCKCRL);
        TcbInfo old = verify(PcsClient.get(tcb));
        assertThat(old.nextUpdate()).isEqualTo(NOW.minus(Duration.ofDays(31)));
        URI crl = pcs.sgxUrl().resolve("pckcrl?ca=platform");
        Reply oldCrl = PcsClient.get(crl);
        Reply newCrl = PcsClient.get(crl);
        assertThat(verifier.pckCrl(oldCrl.body(), oldCrl.chain("SGX-PCK-CRL-Issuer-Chain"))
                        .thisUpdate())
                .isEqualTo(verifier.pckCrl(newCrl.body(), newCrl.chain("SGX-PCK-CRL-Issuer-Chain"))
                        .thisUpdate()
                        .minus(Duration.ofDays(60)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SGX_TCB", "QE_IDENTITY", "SGX_EVALUATION_NUMBERS", "PCKCRL", "ROOT_CA_CRL"})
    void letsAStrangerSign(PcsRoute route) throws Exception {
        pcs.faults().inject(new PcsFault.WrongSigner(), 1, route);
        URI uri = switch (route) {
            case SGX_TCB -> tcb;
            case PCKCRL -> pcs.sgxUrl().resolve("pckcrl?ca=platform");
            default -> pcs.url(route);
        };
        prove(route, uri, false);
        prove(route, uri, true);
    }

    private void prove(PcsRoute route, URI uri, boolean genuine) throws Exception {
        Reply reply = PcsClient.get(uri);
        assertThat(reply.status()).isEqualTo(200);
        ThrowingCallable proof = () -> {
            switch (route) {
                case SGX_TCB -> verify(reply);
                case QE_IDENTITY ->
                    verifier.enclaveIdentity(reply.body(), reply.chain("SGX-Enclave-Identity-Issuer-Chain"));
                case SGX_EVALUATION_NUMBERS ->
                    verifier.tcbEvaluationDataNumbers(
                            reply.body(), reply.chain("TCB-Evaluation-Data-Numbers-Issuer-Chain"));
                case PCKCRL -> verifier.pckCrl(reply.body(), reply.chain("SGX-PCK-CRL-Issuer-Chain"));
                default -> verifier.rootCaCrl(reply.body());
            }
        };
        if (genuine) {
            assertThatCode(proof).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(proof).isInstanceOf(NotGenuineException.class);
        }
    }

    @Test
    void sendsAnotherDocumentThanTheOneAskedFor() throws Exception {
        pcs.faults().inject(new PcsFault.Misfiled(), 1, PcsRoute.SGX_TCB, PcsRoute.PCKCRL, PcsRoute.PCKCERTS);
        assertThat(verify(PcsClient.get(tcb)).fmspc()).isEqualTo(Bytes.literal("0badf00d0000"));
        Reply crl = PcsClient.get(pcs.sgxUrl().resolve("pckcrl?ca=platform"));
        assertThat(PckCertificate.Ca.named(verifier.pckCrl(crl.body(), crl.chain("SGX-PCK-CRL-Issuer-Chain"))
                        .issuer()))
                .isEqualTo(PckCertificate.Ca.PROCESSOR);
        PcsPlatform asked = catalog.platforms().get(0);
        catalog.add(PcsPlatform.Kind.CLIENT);
        assertThat(PcsClient.get(URI.create(
                                pcs.url(PcsRoute.PCKCERTS) + "?pceid=0000&encrypted_ppid=" + asked.encryptedPpid()))
                        .header("SGX-PCK-Certificate-CA-Type"))
                .isEqualTo("processor");
    }

    @Test
    void logsEveryRequestAsItArrives() throws Exception {
        assertThat(pcs.requests().await(PcsRoute.SGX_TCB, 1, Duration.ofMillis(20)))
                .isFalse();
        pcs.faults().inject(new PcsFault.Late(Duration.ofSeconds(30)), 1, PcsRoute.SGX_TCB);
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> {
            try {
                PcsClient.get(URI.create(tcb + "&update=early"), "X-Test", "a b");
            } catch (IOException | InterruptedException closedMeanwhile) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(pcs.requests().await(PcsRoute.SGX_TCB, 1, Duration.ofSeconds(10)))
                .isTrue();
        PcsRequest request = pcs.requests().all().get(0);
        assertThat(request.at()).isEqualTo(NOW);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/sgx/certification/v4/tcb");
        assertThat(request.parameter("update")).contains("early");
        assertThat(request.header("x-test")).contains("a b");
        pcs.requests().clear();
        assertThat(pcs.requests().all()).isEmpty();
        pcs.close();
        slow.join();
    }

    @Test
    void manyClientsAtOnceGetExactlyTheFaultsThatWereAskedFor() {
        pcs.faults().inject(PcsFault.throttled(), 40, PcsRoute.SGX_TCB);
        List<CompletableFuture<Integer>> replies = IntStream.range(0, 120)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return PcsClient.get(tcb).status();
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        assertThat(replies.stream().map(CompletableFuture::join).filter(status -> status == 429))
                .hasSize(40);
        assertThat(replies.stream().map(CompletableFuture::join).filter(status -> status == 200))
                .hasSize(80);
    }

    private TcbInfo verify(Reply reply) throws NotGenuineException {
        return verifier.tcbInfo(reply.body(), reply.chain("TCB-Info-Issuer-Chain"));
    }

    /** What comes over the wire until the server hangs up. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", pcs.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
