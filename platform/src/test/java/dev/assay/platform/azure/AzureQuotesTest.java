package dev.assay.platform.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.platform.Detected;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.Seed;
import dev.assay.simulator.azure.StandInVtpm;
import dev.assay.simulator.azure.VtpmFault;
import dev.assay.simulator.files.PosixError;
import dev.assay.simulator.files.PseudoFile;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.qgs.TestDomain;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** From the firmware's tables to a verified quote. */
class AzureQuotesTest {

    static final ReportData WANTED = new ReportData(Seed.of(4).bytes("wanted", 64));

    @Test
    void quoteOfTdxVerifiesUnderTheTestRootAndBindsTheReportData() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx();
                QuoteSource source = usable(machine.detect()).opening().open()) {
            RawEvidence evidence = source.quote(WANTED);

            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.QUOTE);
            Quote quote = Quote.parse(evidence.bytes());
            assertThat(quote.trailing()).isEqualTo(Bytes.EMPTY);
            Forge collateral = AzureMachine.PLATFORM.forge(4, 2, AzureMachine.NOW);
            Verification verification = QuoteVerifier.of(collateral.pki().anchor(), Ecdsa.preferred())
                    .verify(evidence.bytes(), collateral.signedCollateral(), AzureMachine.NOW);
            assertThat(verification).isInstanceOf(Verification.Verified.class);
            assertThat(evidence.binding().binds(quote.body().reportData(), WANTED))
                    .isTrue();
            assertThat(evidence.binding().binds(quote.body().reportData(), ReportData.padded(Bytes.EMPTY)))
                    .isFalse();
            assertThat(quote.body().reportData()).isNotEqualTo(WANTED.bytes());
        }
    }

    @Test
    void reportOfSnpComesAsItIsAndBindsTheReportData() throws Exception {
        try (AzureMachine machine = AzureMachine.snp();
                QuoteSource source = usable(machine.detect()).opening().open()) {
            RawEvidence evidence = source.quote(WANTED);

            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.SNP_REPORT);
            assertThat(evidence.bytes().length()).isEqualTo(1184);
            assertThat(evidence.binding().binds(evidence.bytes().slice(0x50, 64), WANTED))
                    .isTrue();
            assertThat(machine.imds.requests()).isEmpty();
        }
    }

    @Test
    void everyHashOfTheClaimsIsTaken() throws Exception {
        for (int hash = 1; hash <= 3; hash++) {
            try (AzureMachine machine = AzureMachine.of(StandInVtpm.tdx(TestDomain.on(AzureMachine.PLATFORM))
                            .hashing(hash));
                    QuoteSource source = machine.open()) {
                RawEvidence evidence = source.quote(WANTED);
                Bytes reportData = Quote.parse(evidence.bytes()).body().reportData();
                assertThat(evidence.binding().binds(reportData, WANTED)).isTrue();
            }
        }
    }

    @Test
    void saysWhatItFoundAndDoesNotMakeTheParavisorRenewItsReport() {
        try (AzureMachine machine = AzureMachine.tdx()) {
            long before = machine.tpm.renewals();

            assertThat(usable(machine.detect()).detail()).isEqualTo("Intel TDX behind Azure's paravisor");

            assertThat(machine.tpm.renewals()).isEqualTo(before);
            assertThat(machine.tpm.commands()).doesNotContain(StandInVtpm.NV_WRITE, StandInVtpm.NV_DEFINE_SPACE);
            assertThat(machine.imds.requests()).isEmpty();
            assertThat(machine.files.openFiles()).isZero();
        }
        try (AzureMachine machine = AzureMachine.snp()) {
            assertThat(usable(machine.detect()).detail()).isEqualTo("AMD SEV-SNP behind Azure's paravisor");
        }
    }

    @Test
    void readsOneFileOnMachinesThatAreNotAzures() {
        PseudoFiles files = new PseudoFiles();
        List<String> opened = new ArrayList<>();
        files.folder("/sys/class/dmi/id")
                .with("sys_vendor", PseudoFile.reading(caller -> {
                    opened.add("sys_vendor");
                    return Bytes.ofUtf8("Dell Inc.\n");
                }))
                .with("chassis_asset_tag", PseudoFile.reading(caller -> {
                    opened.add("chassis_asset_tag");
                    return Bytes.EMPTY;
                }));
        files.folder("/dev").with("tpmrm0", PseudoFile.refusing(PosixError.EBUSY));

        Detected found = AzureQuotes.detect(AzureMachine.host(files), AzureMachine.PATIENCE);

        assertThat(absent(found).getMessage())
                .contains("no virtual machine of Azure's", "/sys/class/dmi/id/sys_vendor");
        assertThat(opened).containsExactly("sys_vendor");
    }

    @Test
    void hyperVElsewhereIsNotAzure() {
        PseudoFiles files = new PseudoFiles();
        files.folder("/sys/class/dmi/id")
                .with("sys_vendor", PseudoFile.reading(caller -> Bytes.ofUtf8("Microsoft Corporation\n")))
                .with("chassis_asset_tag", PseudoFile.reading(caller -> Bytes.ofUtf8("1234\n")));
        assertThat(absent(AzureQuotes.detect(AzureMachine.host(files), AzureMachine.PATIENCE)))
                .hasMessageContaining("Hyper-V");
        assertThat(absent(AzureQuotes.detect(AzureMachine.host(new PseudoFiles()), AzureMachine.PATIENCE))
                        .reason())
                .isEqualTo(Reason.ABSENT);
    }

    @Test
    void ordinaryVirtualMachineIsNotConfidential() {
        try (AzureMachine machine = AzureMachine.of(StandInVtpm.withoutReport())) {
            QuoteException problem = absent(machine.detect());
            assertThat(problem).hasMessageContaining("not a confidential virtual machine");
            assertThat(problem.code()).contains("0x18b");
        }
    }

    @Test
    void machineWithoutTpmIsToldHowContainersGetOne() {
        PseudoFiles files = new PseudoFiles();
        files.folder("/sys/class/dmi/id")
                .with("sys_vendor", PseudoFile.reading(caller -> Bytes.ofUtf8("Microsoft Corporation\n")))
                .with(
                        "chassis_asset_tag",
                        PseudoFile.reading(caller -> Bytes.ofUtf8("7783-7084-3265-9085-8269-3286-77\n")));
        files.folder("/dev");
        QuoteException problem = absent(AzureQuotes.detect(AzureMachine.host(files), AzureMachine.PATIENCE));
        assertThat(problem).hasMessageContaining("there is no /dev/tpmrm0");
        assertThat(problem.advice()).contains("docker run --device /dev/tpmrm0");
    }

    @Test
    void tpmOfOthersIsBrokenAndNamesTheGroup() {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.files.folder("/dev").with("tpmrm0", PseudoFile.refusing(PosixError.EACCES));
            assertThat(machine.detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
                assertThat(broken.problem().reason()).isEqualTo(Reason.DENIED);
                assertThat(broken.problem().advice()).contains("usermod -aG tss");
            });
        }
    }

    @Test
    void detectionGivesUpOnTpmThatHangsAndLeavesNothingBehind() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.tpm.inject(StandInVtpm.NV_READ_PUBLIC, new VtpmFault.Silence(), 1);
            long start = System.nanoTime();
            assertThat(machine.detect(Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(
                            Detected.Broken.class,
                            broken -> assertThat(broken.problem().reason()).isEqualTo(Reason.TIMEOUT));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
            FaultsTest.awaitNothingOpen(machine);
        }
    }

    @Test
    void requestsAtTheSameTimeAreServedOneAfterAnotherEachWithItsOwnData() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx();
                QuoteSource source = machine.open(Duration.ofSeconds(30));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> requests = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                ReportData own = new ReportData(Seed.of(i).bytes("own", 64));
                requests.add(() -> {
                    RawEvidence evidence = source.quote(own);
                    Bytes reportData = Quote.parse(evidence.bytes()).body().reportData();
                    return evidence.binding().binds(reportData, own);
                });
            }
            for (Future<Boolean> done : threads.invokeAll(requests)) {
                assertThat(done.get()).isTrue();
            }
            List<Integer> commands = machine.tpm.commands();
            assertThat(commands)
                    .filteredOn(code -> code == StandInVtpm.NV_WRITE)
                    .hasSize(64);
        }
    }

    private static Detected.Usable usable(Detected found) {
        assertThat(found).isInstanceOf(Detected.Usable.class);
        return (Detected.Usable) found;
    }

    private static QuoteException absent(Detected found) {
        assertThat(found).isInstanceOf(Detected.Absent.class);
        return ((Detected.Absent) found).problem();
    }
}
