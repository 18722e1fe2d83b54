package dev.assay.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.http.TestTime;
import dev.assay.simulator.TestPki;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private static final Document GOOD = Minted.identity(Minted.START, 20);

    private final TestTime time = new TestTime(Minted.START);
    private final Minted first = new Minted();
    private final Minted second = new Minted();
    private final Endpoints endpoints = Endpoints.of(
            List.of(VerifyingSource.of(first, Minted.VERIFIER), VerifyingSource.of(second, Minted.VERIFIER)),
            List.of(),
            time::now);

    @Test
    void theNextIsAskedWhenOneFailsAndTheFailedOneIsAskedLastForAWhile() throws Exception {
        first.thenFail(Reason.UNREACHABLE).then(GOOD);
        second.then(GOOD).then(GOOD);
        assertThat(endpoints.fetch(Minted.QE)).isEqualTo(GOOD);
        time.advance(Duration.ofSeconds(29));
        assertThat(endpoints.fetch(Minted.QE)).isEqualTo(GOOD);
        assertThat(first.calls).hasValue(1);
        assertThat(second.calls).hasValue(2);
        time.advance(Duration.ofSeconds(1));
        assertThat(endpoints.fetch(Minted.QE)).isEqualTo(GOOD);
        assertThat(first.calls).hasValue(2);
    }

    @Test
    void whoMerelyDoesNotHaveItKeepsHisPlace() throws Exception {
        first.thenFail(Reason.NOT_FOUND).then(GOOD);
        second.then(GOOD);
        endpoints.fetch(Minted.QE);
        endpoints.fetch(Minted.QE);
        assertThat(first.calls).hasValue(2);
        assertThat(second.calls).hasValue(1);
    }

    @Test
    void aForgedDocumentDoesNotEndTheSearch() throws Exception {
        first.then(Minted.identity(TestPki.of(4), Minted.START, 20));
        second.then(GOOD);
        assertThat(endpoints.fetch(Minted.QE)).isEqualTo(GOOD);
    }

    @Test
    void inTheEndEachOneIsQuoted() {
        first.thenFail(Reason.UNREACHABLE);
        second.thenFail(Reason.NOT_FOUND);
        FetchException failure = catchThrowableOfType(FetchException.class, () -> endpoints.fetch(Minted.QE));
        assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(failure.attempts())
                .extracting(FetchException::reason)
                .containsExactly(Reason.UNREACHABLE, Reason.NOT_FOUND);
        assertThat(failure)
                .hasMessageContaining("sgx/qe/identity/standard: none of 2 sources has it")
                .hasMessageContaining("test says UNREACHABLE")
                .hasMessageContaining("test says NOT_FOUND");
    }

    @Test
    void anInterruptEndsTheSearch() {
        first.thenFail(Reason.INTERRUPTED);
        FetchException failure = catchThrowableOfType(FetchException.class, () -> endpoints.fetch(Minted.QE));
        assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
        assertThat(second.calls).hasValue(0);
    }

    @Test
    void aSourceThatIgnoresTheNumberIsFoundOut() {
        VerifyingSource source =
                VerifyingSource.of(key -> new Document(key, GOOD.body(), GOOD.issuerChain()), Minted.VERIFIER);
        FetchException failure =
                catchThrowableOfType(FetchException.class, () -> source.fetch(DocumentKey.parse("sgx/qe/identity/17")));
        assertThat(failure.reason()).isEqualTo(Reason.NOT_GENUINE);
        assertThat(failure)
                .hasMessageContaining("TCB evaluation data number 20, expected 17")
                .hasMessageContaining("as Intel's PCCS does, ignores the number");
    }

    @Test
    void withoutSourcesItSaysSo() {
        Endpoints nobody = Endpoints.of(List.of(), List.of(), time::now);
        FetchException failure = catchThrowableOfType(FetchException.class, () -> nobody.fetch(Minted.QE));
        assertThat(failure).hasMessageContaining("no source is configured");
        assertThat(failure.retryAfter()).isEqualTo(Optional.empty());
    }
}
