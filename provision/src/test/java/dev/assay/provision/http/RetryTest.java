package dev.assay.provision.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.Golden;
import dev.assay.provision.http.FakeServer.Reply;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

    private static final DocumentKey QE = DocumentKey.parse("sgx/qe/identity/standard");
    private static final DocumentKey ROOT = new DocumentKey.RootCaCrlKey();

    private final TestTime time = new TestTime(Instant.parse("2026-11-22T12:00:00Z"));
    private final FakeServer server = new FakeServer();
    private final Reply good = Reply.of(
            200,
            Golden.body("identity-qe-standard.json"),
            "SGX-Enclave-Identity-Issuer-Chain",
            Golden.chain("tcb-signing"));

    @AfterEach
    void stop() {
        server.close();
    }

    private IntelPcs pcs(HttpOptions options) {
        return IntelPcs.at(server.uri("/sgx/certification/v4/"), ProvisioningHttp.of(options.withTime(time)))
                .withRootCaCrl(server.uri("/sgx/certification/v4/"));
    }

    private FetchException failure(IntelPcs pcs) {
        return catchThrowableOfType(FetchException.class, () -> pcs.fetch(QE));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aShortRetryAfterIsWaitedFor(int status) throws Exception {
        server.then(Reply.of(status, "Retry-After", "1"), good);
        assertThat(pcs(HttpOptions.standard()).fetch(QE).key()).isEqualTo(QE);
        assertThat(time.slept).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aRetryAfterMayBeADate() throws Exception {
        server.then(
                Reply.of(503, "Retry-After", "Sun, 22 Nov 2026 12:00:02 GMT"),
                Reply.of(503, "Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT"),
                good);
        assertThat(pcs(HttpOptions.standard()).fetch(QE).key()).isEqualTo(QE);
        assertThat(time.slept).containsExactly(Duration.ofSeconds(2), Duration.ZERO);
    }

    @Test
    void patienceIsForAllPausesTogether() {
        server.then(
                Reply.of(503, "Retry-After", "1"),
                Reply.of(429, "Retry-After", "1"),
                Reply.of(503, "Retry-After", "1"));
        FetchException failure = failure(pcs(HttpOptions.standard()));
        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(time.slept).hasSize(2);
        assertThat(server.calls()).isEqualTo(3);
    }

    @Test
    void aServerThatAlwaysSaysNowIsLeftAfterFourAttempts() {
        server.otherwise(asked -> Reply.of(503, "Retry-After", "0"));
        assertThat(failure(pcs(HttpOptions.standard())).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(server.calls()).isEqualTo(4);
    }

    @Test
    void aLongRetryAfterIsPassedOnAndKeptToForThatDocument() throws Exception {
        IntelPcs pcs = pcs(HttpOptions.standard());
        server.then(Reply.of(429, "Retry-After", "60"));
        assertThat(failure(pcs).retryAfter()).contains(Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(59));
        FetchException second = failure(pcs);
        assertThat(second.reason()).isEqualTo(Reason.THROTTLED);
        assertThat(second.status()).hasValue(429);
        assertThat(second.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(second).hasMessageContaining("not asked");
        assertThat(server.calls()).isEqualTo(1);
        assertThat(time.slept).isEmpty();

        server.then(Reply.of(200, Golden.body("rootca-crl.der")));
        assertThat(pcs.fetch(ROOT).key())
                .as("another document may be asked for")
                .isEqualTo(ROOT);

        time.advance(Duration.ofSeconds(1));
        server.then(good);
        assertThat(pcs.fetch(QE).key()).isEqualTo(QE);
        assertThat(server.calls()).isEqualTo(3);
    }

    @Test
    void refusalsAreForgottenWhereTheCallerKeepsAccount() throws Exception {
        IntelPcs pcs = pcs(HttpOptions.standard().withRefusalMemory(Duration.ZERO));
        server.then(Reply.of(503, "Retry-After", "99999999999999"), good);
        assertThat(failure(pcs).retryAfter()).contains(Duration.ofDays(366));
        assertThat(pcs.fetch(QE).key()).isEqualTo(QE);
    }

    @Test
    void aPauseThatDoesNotFitIntoTheDeadlineIsNotBegun() {
        server.then(Reply.of(503, "Retry-After", "2"));
        IntelPcs pcs = pcs(HttpOptions.standard().withDeadline(Duration.ofMillis(1500)));
        assertThat(failure(pcs).retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(time.slept).isEmpty();
    }

    @Test
    void withoutRetryAfterA503IsTriedOnceMoreAndA429IsNot() {
        server.otherwise(asked -> Reply.of(503));
        assertThat(failure(pcs(HttpOptions.standard())).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(server.calls()).isEqualTo(2);
        server.otherwise(asked -> Reply.of(429, "Retry-After", "soon"));
        FetchException throttled = failure(pcs(HttpOptions.standard()));
        assertThat(throttled.reason()).isEqualTo(Reason.THROTTLED);
        assertThat(throttled.retryAfter()).isEmpty();
        assertThat(server.calls()).isEqualTo(3);
        assertThat(time.slept).hasSize(1).allMatch(pause -> pause.toMillis() >= 100 && pause.toMillis() < 200);
    }
}
