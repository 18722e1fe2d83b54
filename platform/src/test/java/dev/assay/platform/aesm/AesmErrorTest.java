package dev.assay.platform.aesm;

import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_EX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.aesm.AesmFault;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesmErrorTest {

    private static AesmBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new AesmBench();
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    static IntStream codes() {
        return IntStream.rangeClosed(1, 51);
    }

    @ParameterizedTest
    @MethodSource("codes")
    void reachesTheCallerAsASentenceWithAFix(int code) throws Exception {
        AesmError error = AesmError.of(code).orElseThrow();
        QuoteException told = failure(code);

        assertThat(error.number()).isEqualTo(code);
        assertThat(told.code()).contains("AESM " + code);
        assertThat(told.getMessage())
                .contains(bench.aesm.socket().toString())
                .contains("GetQuoteEx (17)")
                .contains(code + " (" + error.intelName() + ")")
                .contains(error.meaning())
                .contains(error.cause())
                .doesNotEndWith(".");
        assertThat(told.advice()).isEqualTo(error.fix()).doesNotEndWith(".");
        assertThat(error.meaning().split(" ").length)
                .as("words of %s", error.meaning())
                .isGreaterThan(2);
        assertThat(error.fix().split(" ").length).as("words of %s", error.fix()).isGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {52, 255, 0xE011, 4294967295L})
    void saysOfOtherCodesThatTheyAreUnknown(long code) throws Exception {
        QuoteException told = failure(code);

        assertThat(told.code()).contains("AESM " + code);
        assertThat(told.reason()).isEqualTo(Reason.REFUSED);
        assertThat(told.getMessage()).contains("answered " + code + ", a code that Assay does not know");
        assertThat(told.advice()).contains("qpl log level = info");
    }

    @Test
    void hasIntelsNames() {
        assertThat(Stream.of(AesmError.values()).map(AesmError::intelName))
                .contains(
                        "AESM_SUCCESS",
                        "AESM_BUSY",
                        "AESM_SERVICE_UNAVAILABLE",
                        "AESM_ATT_KEY_NOT_INITIALIZED",
                        "AESM_CONFIG_UNSUPPORTED")
                .hasSize(52)
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsWhatToRepeatFromWhatToRepair() {
        assertThat(Stream.of(AesmError.values())
                        .filter(error -> AesmError.refusal(error.number(), "").reason() == Reason.BUSY))
                .containsExactly(
                        AesmError.NETWORK_BUSY_ERROR,
                        AesmError.SERVICE_STOPPED,
                        AesmError.BUSY_ERROR,
                        AesmError.BACKEND_SERVER_BUSY,
                        AesmError.ENCLAVE_LOST);
        assertThat(AesmError.refusal(16, "").advice()).contains("migrate to DCAP");
    }

    private static QuoteException failure(long code) {
        bench.aesm.faults().clear();
        bench.aesm.faults().inject(new AesmFault.Refusal(code), PlannedFaults.ALWAYS, GET_QUOTE_EX);
        try (QuoteSource source = bench.source()) {
            QuoteException[] told = new QuoteException[1];
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(QuoteException.class, e -> told[0] = e);
            return told[0];
        }
    }
}
