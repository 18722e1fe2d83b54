package dev.assay.platform.sgx;

import static dev.assay.platform.sgx.Processor.RAX;
import static dev.assay.platform.sgx.Processor.RBP;
import static dev.assay.platform.sgx.Processor.RBX;
import static dev.assay.platform.sgx.Processor.RCX;
import static dev.assay.platform.sgx.Processor.RDI;
import static dev.assay.platform.sgx.Processor.RDX;
import static dev.assay.platform.sgx.Processor.RSI;
import static dev.assay.platform.sgx.Processor.RSP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine code of the report enclave, run by an interpreter that decodes its bytes. */
class ReportEnclaveImageTest {

    private static final long BASE = 0x7e12_3450_0000L;
    private static final long TARGET = 0x1_0000_0001L;
    private static final long DATA = 0x2_0000_0003L;
    private static final long REPORT = 0x3_0000_0005L;
    private static final long AEP = 0x7fff_0000_1234L;

    private final byte[] target = random(512);
    private final byte[] data = random(64);
    private final byte[] report = new byte[432];
    private final byte[] reportInside = random(432);
    private final byte[] dataPage = new byte[4096];
    private final Processor processor = processor();
    private final List<Long> leaves = new ArrayList<>();
    private boolean reported;

    private Processor processor() {
        Processor made = new Processor()
                .with(region("TARGETINFO", TARGET, target, false, false))
                .with(region("REPORTDATA", DATA, data, false, false))
                .with(region("REPORT", REPORT, report, true, false));
        for (EnclavePage page : ReportEnclaveImage.build().pages()) {
            byte[] content = page.offset() == ReportEnclaveImage.DATA
                    ? dataPage
                    : page.content().toArray();
            SecInfo rights = page.secInfo();
            if (rights.read()) {
                made.with(region(
                        "page " + page.offset(), BASE + page.offset(), content, rights.write(), rights.execute()));
            }
        }
        for (int i = 0; i < made.registers.length; i++) {
            made.registers[i] = 0x1111_1111_1111_1111L * i;
        }
        made.registers[RAX] = 0;
        made.registers[RBX] = BASE;
        made.registers[RCX] = AEP;
        made.registers[RDI] = TARGET;
        made.registers[RSI] = DATA;
        made.registers[RDX] = REPORT;
        return made;
    }

    private static Processor.Region region(String name, long start, byte[] content, boolean write, boolean execute) {
        return new Processor.Region(name, start, MemorySegment.ofArray(content), write, execute);
    }

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private void run() {
        processor.run(BASE + ReportEnclaveImage.CODE, this::enclu);
    }

    private boolean enclu(long[] registers) {
        leaves.add(registers[RAX]);
        if (registers[RAX] != 0) {
            return false;
        }
        reported = true;
        assertThat(registers[RBX]).as("TARGETINFO").isEqualTo(BASE + 0x3000).satisfies(this::is512Aligned);
        assertThat(registers[RCX]).as("REPORTDATA").isEqualTo(BASE + 0x3200);
        assertThat(registers[RCX] % 128).isZero();
        assertThat(registers[RDX]).as("REPORT").isEqualTo(BASE + 0x3400).satisfies(this::is512Aligned);
        assertThat(Arrays.copyOf(dataPage, 512)).isEqualTo(target);
        assertThat(Arrays.copyOfRange(dataPage, 512, 576)).isEqualTo(data);
        assertThat(Arrays.copyOfRange(dataPage, 576, 4096)).containsOnly(0);
        System.arraycopy(reportInside, 0, dataPage, 0x400, 432);
        return true;
    }

    private void is512Aligned(long address) {
        assertThat(address % 512).isZero();
    }

    private void leftClean() {
        assertThat(leaves.getLast()).as("EEXIT").isEqualTo(4);
        assertThat(processor.registers[RBX]).as("where EEXIT goes").isEqualTo(AEP);
        assertThat(new long[] {
                    processor.registers[RDX],
                    processor.registers[RSI],
                    processor.registers[RDI],
                    processor.registers[8],
                    processor.registers[9],
                    processor.registers[10],
                    processor.registers[11]
                })
                .containsOnly(0);
        assertThat(processor.backwards).isFalse();
        for (int kept : new int[] {RSP, RBP, 12, 13, 14, 15}) {
            assertThat(processor.registers[kept]).as("register %d", kept).isEqualTo(0x1111_1111_1111_1111L * kept);
        }
    }

    @Test
    void asksForAReportAndCopiesItOut() {
        run();
        leftClean();
        assertThat(leaves).containsExactly(0L, 4L);
        assertThat(report).isEqualTo(reportInside);
        assertThat(processor.registers[RCX]).isZero();
    }

    @Test
    void isNotLedAstrayByTheCallersDirectionFlag() {
        processor.backwards = true;
        run();
        leftClean();
        assertThat(report).isEqualTo(reportInside);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 0xffff_ffffL})
    void leavesAtOnceWhenEnteredOverAnInterruptedCall(long cssa) {
        processor.registers[RAX] = cssa;
        run();
        leftClean();
        assertThat(reported).isFalse();
        assertThat(report).containsOnly(0);
        assertThat(dataPage).containsOnly(0);
    }

    /** Registers 7, 6 and 2 are RDI, RSI and RDX; offsets are from the enclave's beginning. */
    @ParameterizedTest
    @CsvSource({
        "7, 0",
        "7, 0x1000",
        "7, 0x3fff",
        "7, -511",
        "7, -1",
        "6, 0",
        "6, 0x2000",
        "6, 0x3fff",
        "6, -63",
        "6, -1",
        "2, 0",
        "2, 0x1000",
        "2, 0x3400",
        "2, 0x3fff",
        "2, -431",
        "2, -1"
    })
    void leavesAtOnceWhenAnAddressLiesWithinItself(int register, String offset) {
        processor.registers[register] = BASE + Long.decode(offset);
        run();
        leftClean();
        assertThat(reported).isFalse();
        assertThat(dataPage).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"7, -512", "7, 0x4000", "6, -64", "6, 0x4000", "2, -432", "2, 0x4000"})
    void takesAddressesNextToItself(int register, String offset) {
        int length = register == RDI ? 512 : register == RSI ? 64 : 432;
        byte[] content = register == RDI ? target : register == RSI ? data : report;
        long address = BASE + Long.decode(offset);
        processor.with(region("neighbour", address, Arrays.copyOf(content, length), register == RDX, false));
        processor.registers[register] = address;
        run();
        leftClean();
        assertThat(reported).isTrue();
    }

    @Test
    void pagesLieAsTheirDescriptionSays() {
        EnclaveImage image = ReportEnclaveImage.build();
        assertThat(image.size()).isEqualTo(0x4000);
        assertThat(image.pages()).allMatch(EnclavePage::measured);
        assertThat(image.pages().stream()
                        .map(page -> page.offset() + " " + page.secInfo().flags()))
                .containsExactly("0 256", "4096 515", "8192 517", "12288 515");
        Bytes thread = image.pages().getFirst().content();
        assertThat(thread.bits64(16)).as("OSSA").isEqualTo(0x1000);
        assertThat(thread.uint32(24)).as("CSSA").isZero();
        assertThat(thread.uint32(28)).as("NSSA").isEqualTo(1);
        assertThat(thread.bits64(32)).as("OENTRY").isEqualTo(0x2000);
    }

    @Test
    void aDisassemblerReadsTheSameInstructions(@TempDir Path folder) throws IOException, InterruptedException {
        assertThat(mnemonics(folder, ReportEnclaveImage.INSTRUCTIONS))
                .isEqualTo("mov cld test jne mov mov lea mov shr " + "mov shr cmp je lea shr cmp je ".repeat(3)
                        + "mov mov mov rep mov mov rep mov lea lea xor enclu mov mov mov rep mov xor xor xor xor xor"
                        + " xor xor mov enclu ud2");
    }

    static String mnemonics(Path folder, Bytes code) throws IOException, InterruptedException {
        Path objdump = Path.of("/usr/bin/objdump");
        assumeThat(objdump).as("objdump (binutils), to disassemble with").isExecutable();
        Path file = Files.write(folder.resolve("code"), code.toArray());
        Process process = new ProcessBuilder(
                        objdump.toString(), "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", file.toString())
                .redirectErrorStream(true)
                .start();
        String listing = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(listing).isZero();
        return String.join(
                " ",
                listing.lines()
                        .map(line -> line.split("\t", 4))
                        .filter(columns -> columns.length == 3)
                        .map(columns -> columns[2].replaceFirst(" .*", ""))
                        .toList());
    }

    @Test
    void theInterpreterRefusesWhatItDoesNotKnow() {
        byte[] code = HexFormat.of().parseHex("50");
        Processor other = new Processor().with(region("code", 0, code, false, true));
        assertThatThrownBy(() -> other.run(0, registers -> false)).hasMessageContaining("unknown instruction 50");
    }
}
