package dev.assay.platform.aesm;

import static dev.assay.simulator.aesm.AesmRoute.GET_KEY_ID_COUNT;
import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_EX;
import static dev.assay.simulator.aesm.AesmRoute.INIT_QUOTE_EX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRoute;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AesmFaultTest {

    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    private AesmBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new AesmBench();
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    @Test
    void saysWhatToInstallWhenThereIsNoSocket() throws Exception {
        bench.aesm.close();
        QuoteException told = failure(bench.source());

        assertThat(told.reason()).isEqualTo(Reason.ABSENT);
        assertThat(told.getMessage()).contains("there is no AESM at " + bench.aesm.socket());
        assertThat(told.advice()).contains("apt install sgx-aesm-service");
    }

    @Test
    void saysThatTheServiceIsNotRunningWhenNobodyListens() throws Exception {
        bench.aesm.kill();
        QuoteException told = failure(bench.source());

        assertThat(told.reason()).isEqualTo(Reason.ABSENT);
        assertThat(told.getMessage()).contains("the service is not running");
        assertThat(told.advice()).contains("systemctl restart aesmd");
    }

    @Test
    void saysWhatTheRightsMustBeWhenPermissionIsDenied() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root is bound by no file permissions");
        Files.setPosixFilePermissions(bench.aesm.socket(), PosixFilePermissions.fromString("r--r--r--"));

        deniedIsTold(failure(bench.source()));
    }

    @Test
    void saysTheSameOfAStandInForDeniedPermission() throws Exception {
        AesmClient denied = AesmClient.over(new AesmExchange("AESM at /x", deadline -> {
            throw new AccessDeniedException("/x");
        }));
        deniedIsTold(failure(AesmQuotes.over(denied, bench.reporter(), SHORT)));
    }

    private static void deniedIsTold(QuoteException told) {
        assertThat(told.reason()).isEqualTo(Reason.DENIED);
        assertThat(told.getMessage()).contains("permission denied");
        assertThat(told.advice()).contains("ls -ld /var/run/aesmd").contains("0777");
    }

    @Test
    void holdsItsDeadlineWhenTheServiceNeverAnswers() throws Exception {
        bench.with(new AesmFault.Silent(), GET_QUOTE_EX);
        long start = System.nanoTime();
        QuoteException told = failure(bench.source(SHORT));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.plus(TOLERANCE));
        assertThat(told.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(told.getMessage()).contains("asked for GetQuoteEx (17)").contains("0 of 4 bytes received");
    }

    @Test
    void holdsItsDeadlineWhenTheAnswerTrickles() throws Exception {
        bench.with(new AesmFault.Dripping(Duration.ofMillis(20)), GET_QUOTE_EX);
        long start = System.nanoTime();
        QuoteException told = failure(bench.source(SHORT));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.plus(TOLERANCE));
        assertThat(told.reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void takesAnAnswerThatTricklesInTime() throws Exception {
        bench.with(new AesmFault.Dripping(Duration.ofMillis(1)), GET_KEY_ID_COUNT);
        assertThat(bench.client().keyIdCount()).isEqualTo(1);
    }

    @Test
    void saysHowManyBytesCameBeforeTheConnectionEnded() throws Exception {
        QuoteException told = broken(new AesmFault.BrokenOff(), GET_QUOTE_EX);
        assertThat(told.getMessage()).containsPattern("after \\d+ of \\d+ bytes");
        assertThat(told.advice()).contains("journalctl -u aesmd");
    }

    @Test
    void saysThatTheServiceHungUp() throws Exception {
        assertThat(broken(new AesmFault.HungUp(), INIT_QUOTE_EX).getMessage())
                .contains("asked for InitQuoteEx (15)")
                .contains("without an answer");
    }

    @Test
    void readsNoAnswerOfFourGibibytes() throws Exception {
        assertThat(broken(new AesmFault.Length(0xFFFF_FFFFL), GET_QUOTE_EX).getMessage())
                .contains("announced an answer of 4294967295 bytes; 1 to 1048576 were expected");
    }

    @Test
    void readsNoAnswerAboveItsBound() throws Exception {
        assertThat(broken(new AesmFault.Length((1 << 20) + 1), GET_QUOTE_EX).getMessage())
                .contains("announced an answer of 1048577 bytes");
    }

    @Test
    void namesBothTypesWhenTheAnswerIsToAnotherRequest() throws Exception {
        assertThat(broken(new AesmFault.OtherType(AesmRoute.INIT_QUOTE), GET_QUOTE_EX)
                        .getMessage())
                .contains("sent the answer to InitQuote (1) instead of the answer to GetQuoteEx (17)");
    }

    @Test
    void saysWhichFieldASuccessLeftOut() throws Exception {
        assertThat(broken(new AesmFault.BareSuccess(), GET_QUOTE_EX).getMessage())
                .contains("answered with success but left out the quote");
    }

    @Test
    void takesGarbageForBroken() throws Exception {
        assertThat(broken(new AesmFault.Garbage(Bytes.literal("ffffffffff")), GET_QUOTE_EX)
                        .getMessage())
                .contains("5 bytes that are no message");
    }

    @Test
    void takesAnAnswerWithoutCodeForTheUnexpectedError() throws Exception {
        bench.with(new AesmFault.WithoutCode(), GET_QUOTE_EX);
        assertThat(failure(bench.source()).code()).contains("AESM 1");
    }

    @Test
    void takesAnswersWithFieldsOfTheFuture() throws Exception {
        bench.aesm.faults().injectEverywhere(new AesmFault.UnknownFields(), 100);
        try (QuoteSource source = bench.source()) {
            assertThat(source.quote(AesmBench.data(1)).bytes().length()).isPositive();
        }
    }

    @Test
    void saysThatAnOldServiceDoesNotKnowTheRequest() throws Exception {
        bench.with(new AesmFault.Unsupported(30), GET_QUOTE_EX);
        QuoteException told = failure(bench.source());

        assertThat(told.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(told.code()).contains("AESM 30");
        assertThat(told.getMessage()).contains("does not know that request");
    }

    @Test
    void quotesWithIntelsKeyWhenAnOldServiceListsNone() throws Exception {
        bench.with(new AesmFault.Unsupported(30), GET_KEY_ID_COUNT);
        try (QuoteSource source = bench.source()) {
            assertThat(source.quote(AesmBench.data(1)).bytes().length()).isPositive();
        }
    }

    @Test
    void leavesNeitherThreadsNorDescriptorsBehind() throws Exception {
        bench.aesm.faults().injectEverywhere(new AesmFault.HungUp(), 1);
        attempt(bench.client());
        int threads = Thread.activeCount();
        long descriptors = descriptors();
        bench.aesm.faults().inject(new AesmFault.BrokenOff(), 250, GET_KEY_ID_COUNT);
        bench.aesm.faults().inject(new AesmFault.HungUp(), 250, GET_KEY_ID_COUNT);
        bench.aesm.faults().inject(new AesmFault.Length(0xFFFF_FFFFL), 240, GET_KEY_ID_COUNT);
        bench.aesm.faults().inject(new AesmFault.Silent(), 10, GET_KEY_ID_COUNT);
        AesmClient hurried = bench.client().withPatience(Duration.ofMillis(30));
        for (int i = 0; i < 740; i++) {
            attempt(bench.client());
        }
        for (int i = 0; i < 10; i++) {
            attempt(hurried);
        }
        bench.aesm.kill();
        for (int i = 0; i < 250; i++) {
            attempt(bench.client());
        }
        // The stand-in's own threads go a minute after their last use, its descriptors a moment after ours.
        for (int i = 0; i < 100 && descriptors() > descriptors; i++) {
            Thread.sleep(20);
        }
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 12);
    }

    private static void attempt(AesmClient client) {
        assertThat(catchThrowableOfType(QuoteException.class, client::keyIdCount))
                .isNotNull();
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private QuoteException broken(AesmFault fault, AesmRoute route) throws Exception {
        QuoteException told = failure(bench.with(fault, route).source());
        assertThat(told.reason()).isEqualTo(Reason.BROKEN);
        return told;
    }

    private static QuoteException failure(QuoteSource source) {
        try (source) {
            QuoteException told = catchThrowableOfType(QuoteException.class, () -> source.quote(AesmBench.data(1)));
            assertThat(told).isNotNull();
            return told;
        }
    }
}
