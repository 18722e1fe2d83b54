package dev.assay.platform.aesm;

import static dev.assay.simulator.aesm.AesmRoute.GET_KEY_IDS;
import static dev.assay.simulator.aesm.AesmRoute.GET_KEY_ID_COUNT;
import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_EX;
import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_SIZE_EX;
import static dev.assay.simulator.aesm.AesmRoute.INIT_QUOTE_EX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Kernel;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.StandInAesm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AesmDetectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    void findsAServiceByAskingItAndOpensASourceOfIt() throws Exception {
        Detected detected = detect();

        assertThat(detected)
                .isInstanceOfSatisfying(
                        Detected.Usable.class,
                        usable -> assertThat(usable.detail())
                                .isEqualTo("ECDSA P-256 of enclave product 1, key id of 32 bytes"));
        assertThat(bench.aesm.asked()).containsExactly(GET_KEY_ID_COUNT, GET_KEY_IDS, INIT_QUOTE_EX);
        try (QuoteSource source = ((Detected.Usable) detected).opening().open()) {
            assertThat(Quote.parse(source.quote(AesmBench.data(1)).bytes())
                            .body()
                            .reportData())
                    .isEqualTo(AesmBench.data(1).bytes());
        }
        assertThat(bench.aesm.asked()).endsWith(GET_QUOTE_SIZE_EX, GET_QUOTE_EX);
        assertThat(bench.closings).hasValue(1);
    }

    @Test
    void isAbsentWhereThereIsNeitherSocketNorInstallation() throws Exception {
        bench.aesm.close();
        assertThat(detect()).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.place()).isEqualTo("/var/run/aesmd/aesm.socket");
            assertThat(absent.problem().getMessage()).contains("sgx_aesm_socket_base");
            assertThat(absent.problem().advice()).contains("apt install sgx-aesm-service");
        });
    }

    @Test
    void isBrokenWhereItIsInstalledAndNotRunning() throws Exception {
        bench.aesm.close();
        Path program = bench.root().resolve("opt/intel/sgx-aesm-service/aesm/aesm_service");
        Files.createDirectories(program.getParent());
        Files.createFile(program);
        try {
            assertThat(detect())
                    .isInstanceOfSatisfying(
                            Detected.Broken.class,
                            broken -> assertThat(broken.problem().advice()).contains("systemctl start aesmd"));
        } finally {
            for (Path path = program; !path.equals(bench.root()); path = path.getParent()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void isBrokenWhereNobodyListens() throws Exception {
        bench.aesm.kill();
        assertBroken(Reason.ABSENT, "the service is not running");
    }

    @Test
    void isBrokenWithinTwoSecondsWhereNothingIsAnswered() {
        bench.with(new AesmFault.Silent(), GET_KEY_ID_COUNT);
        long start = System.nanoTime();
        assertBroken(Reason.TIMEOUT, "did not answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(6));
    }

    @Test
    void isUsableWhereTheFirstInitialisationTakesLonger() {
        bench.with(new AesmFault.Silent(), INIT_QUOTE_EX);
        assertThat(detect())
                .isInstanceOfSatisfying(
                        Detected.Usable.class,
                        usable -> assertThat(usable.detail()).contains("still loading its quoting enclave"));
    }

    @Test
    void isBrokenWithoutPlugins() {
        bench.aesm.offer(List.of());
        assertBroken(Reason.REFUSED, "no kind of attestation key");
        bench.with(new AesmFault.Refusal(30), GET_KEY_ID_COUNT);
        assertBroken(Reason.REFUSED, "AESM_SERVICE_UNAVAILABLE");
    }

    @Test
    void isBrokenWhereTheQuotingEnclaveCannotBeLoadedAlthoughItsKeyIsListed() {
        bench.with(new AesmFault.Refusal(48), INIT_QUOTE_EX);
        assertBroken(Reason.REFUSED, "AESM_ENCLAVE_LOAD_ERROR");
    }

    @Test
    void explainsWhereOnlyEpidIsLeftThatItHasEnded() {
        bench.aesm.offer(List.of(StandInAesm.keyId(0), StandInAesm.keyId(1)));
        assertThat(detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(Reason.UNSUPPORTED);
            assertThat(broken.problem().getMessage()).contains("EPID has ended").contains("2025");
            assertThat(broken.problem().advice())
                    .contains("sgx_lc")
                    .contains("libsgx-aesm-ecdsa-plugin")
                    .contains("has to be replaced");
        });
    }

    @Test
    void namesTheKeysThatAreNoneForQuotes() {
        bench.aesm.offer(List.of(StandInAesm.keyId(0), StandInAesm.keyId(3)));
        assertBroken(Reason.UNSUPPORTED, "EPID, unlinkable of enclave product 1; ECDSA P-384 of enclave product 1");
    }

    @Test
    void looksAtTheOldNameOnlyWhereTheKernelListsIt() throws Exception {
        bench.aesm.close();
        Path list = bench.root().resolve("proc/net/unix");
        Files.createDirectories(list.getParent());
        Files.writeString(list, "Num RefCount\n0000: 00000002 00000000 00010000 0001 01 1 @sgx_aesm_socket_base@@@\n");
        try {
            // Listed by the stand-in file system, and not there in the kernel that is asked then.
            assertThat(detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
                assertThat(broken.place()).isEqualTo("AESM at @sgx_aesm_socket_base");
                assertThat(broken.problem().getMessage()).contains("nobody listens");
            });
        } finally {
            for (Path path = list; !path.equals(bench.root()); path = path.getParent()) {
                Files.delete(path);
            }
        }
    }

    private Detected detect() {
        Host host = new Host(bench.root(), Map.of("SGX_AESM_ADDR", "1"), Kernel.linux());
        return AesmQuotes.detect(host, PATIENCE, anywhere -> bench.reporter());
    }

    private void assertBroken(Reason reason, String text) {
        assertThat(detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.kind()).isEqualTo(QuoteSource.Kind.AESM);
            assertThat(broken.problem().reason()).isEqualTo(reason);
            assertThat(broken.problem().getMessage()).contains(text);
            assertThat(broken.problem().advice()).isNotBlank();
        });
    }
}
