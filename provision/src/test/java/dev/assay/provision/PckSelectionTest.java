package dev.assay.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.PckTcb;
import dev.assay.pck.SgxExtension;
import dev.assay.provision.PckSelectionException.Code;
import dev.assay.quote.Tee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PckSelectionTest {

    private static final Path VECTORS = Path.of("..", "vectors", "pck-selection");
    private static final List<PckCertificate> CERTIFICATES =
            IntStream.rangeClosed(0, 10).mapToObj(PckSelectionTest::certificate).toList();
    private static final TcbInfo TCB_INFO = tcbInfo();
    private static final Bytes HIGHEST = Bytes.literal("ff".repeat(16));

    @Test
    void choosesWhatBothOfIntelsImplementationsChoose() throws Exception {
        List<String> rows = Files.readAllLines(VECTORS.resolve("expected.csv"));
        assertThat(rows).hasSize(2_001).first().isEqualTo("cpuSvn,pceSvn,certificate");
        for (String row : rows.subList(1, rows.size())) {
            String[] columns = row.split(",", -1);
            OptionalInt chosen =
                    PckSelection.select(CERTIFICATES, TCB_INFO, Bytes.ofHex(columns[0]), Integer.parseInt(columns[1]));
            assertThat(chosen.isPresent() ? "c" + chosen.getAsInt() + ".pem" : "")
                    .as(row)
                    .isEqualTo(columns[2]);
        }
    }

    @Test
    void choosesTheHighestForAPlatformThatReachesEverything() throws Exception {
        OptionalInt chosen = PckSelection.select(CERTIFICATES, TCB_INFO, HIGHEST, 65_535);

        PckTcb best = CERTIFICATES.get(chosen.orElseThrow()).extension().tcb();
        assertThat(reaches(best, level(TCB_INFO.tcbLevels().get(0)))).isTrue();
    }

    @Test
    void choosesNothingForAPlatformBelowEveryCertificate() throws Exception {
        assertThat(PckSelection.select(CERTIFICATES, TCB_INFO, Bytes.of(new byte[16]), 0))
                .isEmpty();
    }

    @Test
    void neverChoosesWhatThePlatformDoesNotReach() throws Exception {
        Random random = new Random(1);
        for (int trial = 0; trial < 5_000; trial++) {
            Family family = Family.random(random);
            PckTcb raw = randomTcb(random);
            OptionalInt chosen =
                    PckSelection.select(family.certificates(), family.tcbInfo(), raw.components(), raw.pceSvn());
            assertThat(chosen.isPresent())
                    .isEqualTo(family.certificates().stream()
                            .anyMatch(one -> reaches(raw, one.extension().tcb())));
            if (chosen.isPresent()) {
                assertThat(reaches(
                                raw,
                                family.certificates()
                                        .get(chosen.getAsInt())
                                        .extension()
                                        .tcb()))
                        .isTrue();
            }
        }
    }

    @Test
    void leavesNoBetterCertificateBehind() throws Exception {
        Random random = new Random(2);
        for (int trial = 0; trial < 5_000; trial++) {
            Family family = Family.random(random);
            PckTcb raw = randomTcb(random);
            OptionalInt chosen =
                    PckSelection.select(family.certificates(), family.tcbInfo(), raw.components(), raw.pceSvn());
            if (chosen.isPresent()) {
                PckTcb tcb =
                        family.certificates().get(chosen.getAsInt()).extension().tcb();
                assertThat(family.certificates())
                        .noneMatch(other -> reaches(raw, other.extension().tcb())
                                && reaches(other.extension().tcb(), tcb)
                                && !other.extension().tcb().equals(tcb)
                                && bucket(family, other.extension().tcb()) < bucket(family, tcb));
            }
        }
    }

    @Test
    void doesNotDependOnTheOrderOfCertificatesThatCanBeCompared() throws Exception {
        Random random = new Random(3);
        for (int trial = 0; trial < 2_000; trial++) {
            Family family = Family.chain(random);
            List<PckCertificate> shuffled = new ArrayList<>(family.certificates());
            Collections.shuffle(shuffled, random);
            PckTcb raw = randomTcb(random);
            OptionalInt one =
                    PckSelection.select(family.certificates(), family.tcbInfo(), raw.components(), raw.pceSvn());
            OptionalInt other = PckSelection.select(shuffled, family.tcbInfo(), raw.components(), raw.pceSvn());
            assertThat(one.stream()
                            .mapToObj(i ->
                                    family.certificates().get(i).extension().tcb())
                            .toList())
                    .isEqualTo(other.stream()
                            .mapToObj(i -> shuffled.get(i).extension().tcb())
                            .toList());
        }
    }

    @Test
    void ordersCertificatesBelowAllLevelsToo() throws Exception {
        TcbInfo high = withLevels(List.of(level(tcb("f", 40))));
        List<PckCertificate> ascending = List.of(withTcb(tcb("1", 1)), withTcb(tcb("2", 2)), withTcb(tcb("3", 3)));

        assertThat(PckSelection.select(ascending, high, HIGHEST, 9)).hasValue(2);
    }

    @Test
    void ordersLevelsThatCannotBeComparedByTheirNumbersWhateverTheirOrderInTheDocument() throws Exception {
        PckTcb firstHigher = new PckTcb(Bytes.literal("0201" + "00".repeat(14)), 1, Bytes.EMPTY);
        PckTcb secondHigher = new PckTcb(Bytes.literal("0102" + "00".repeat(14)), 1, Bytes.EMPTY);
        List<PckCertificate> certificates = List.of(withTcb(secondHigher), withTcb(firstHigher));

        assertThat(PckSelection.select(certificates, listing(secondHigher, firstHigher), HIGHEST, 1))
                .hasValue(1);
        assertThat(PckSelection.select(certificates, listing(firstHigher, secondHigher), HIGHEST, 1))
                .hasValue(1);
    }

    @Test
    void insertsNextToACertificateThatCannotBeComparedAsIntelsLibraryDoes() throws Exception {
        PckTcb incomparable = new PckTcb(Bytes.literal("0900" + "00".repeat(14)), 1, Bytes.EMPTY);
        PckTcb low = new PckTcb(Bytes.literal("0001" + "00".repeat(14)), 1, Bytes.EMPTY);
        PckTcb higher = new PckTcb(Bytes.literal("0002" + "00".repeat(14)), 1, Bytes.EMPTY);
        List<PckCertificate> certificates = List.of(withTcb(incomparable), withTcb(low), withTcb(higher));

        // JavaScript would put the last one first.
        assertThat(PckSelection.select(certificates, withLevels(List.of(level(tcb("0", 0)))), HIGHEST, 1))
                .hasValue(0);
    }

    /** So on real documents Intel's two ways to order levels make the same buckets. */
    @Test
    void realTcbInfosListTheirLevelsInTheOrderOfTheirNumbers() throws Exception {
        Pattern svns = Pattern.compile("\"(?:pce)?svn\":([0-9]+)");
        int documents = 0;
        try (var files = Files.list(Path.of("..", "vectors", "collateral", "tcb-info"))) {
            for (Path file : files.filter(file -> file.getFileName().toString().matches("sgx-.*-v3-.*\\.json"))
                    .toList()) {
                String text = Files.readString(file);
                List<Integer> listed = svns.matcher(text)
                        .results()
                        .map(found -> Integer.valueOf(found.group(1)))
                        .toList();
                List<Integer> ordered = Signed.tcbInfo(Bytes.ofUtf8(text)).readWithoutVerifying().tcbLevels().stream()
                        .flatMap(level -> Stream.concat(
                                level.sgxComponents().stream().map(TcbComponent::svn), Stream.of(level.pceSvn())))
                        .toList();
                assertThat(ordered).as(file.toString()).isEqualTo(listed);
                documents++;
            }
        }
        assertThat(documents).isGreaterThan(10);
    }

    @Test
    void refusesATcbInfoForTdx() {
        TcbInfo tdx = new TcbInfo(
                3,
                Tee.TDX,
                TCB_INFO.issueDate(),
                TCB_INFO.nextUpdate(),
                TCB_INFO.fmspc(),
                TCB_INFO.pceId(),
                1,
                Optional.empty(),
                List.of(),
                TCB_INFO.tcbLevels());
        assertRefused(CERTIFICATES, tdx, Code.INVALID_TCB, "for TDX");
    }

    @Test
    void refusesATcbInfoWithoutLevels() {
        assertRefused(CERTIFICATES, withLevels(List.of()), Code.INVALID_TCB, "no levels");
    }

    @Test
    void refusesATcbInfoOfAnotherFamily() {
        TcbInfo other = with(TCB_INFO, Bytes.literal("00906ea10000"), TCB_INFO.pceId());
        assertRefused(CERTIFICATES, other, Code.INVALID_FMSPC, "expected 00906ea10000");
    }

    @Test
    void refusesATcbInfoOfAnotherPce() {
        TcbInfo other = with(TCB_INFO, TCB_INFO.fmspc(), Optional.of(Bytes.literal("0001")));
        assertRefused(CERTIFICATES, other, Code.INVALID_PCK_PCEID, "PCE-ID 0000, expected 0001");
        TcbInfo none = with(TCB_INFO, TCB_INFO.fmspc(), Optional.empty());
        assertRefused(CERTIFICATES, none, Code.INVALID_TCB_PCEID, "no pceId");
    }

    @Test
    void refusesCertificatesOfTwoPlatforms() {
        PckCertificate first = CERTIFICATES.get(0);
        PckCertificate stranger =
                with(first, Bytes.literal("ab".repeat(16)), first.extension().tcb());
        assertRefused(List.of(first, stranger), TCB_INFO, Code.INVALID_PPID, "PCK certificate 1 has PPID abab");
    }

    @Test
    void refusesACertificateWhoseCpuSvnIsNotItsComponents() {
        PckCertificate odd = with(
                CERTIFICATES.get(0),
                CERTIFICATES.get(0).extension().ppid(),
                new PckTcb(Bytes.of(new byte[16]), 1, HIGHEST));
        assertRefused(List.of(odd), TCB_INFO, Code.INVALID_CERT_CPUSVN, "CPUSVN ffff");
    }

    @Test
    void refusesNoneAndFarTooMany() {
        assertRefused(List.of(), TCB_INFO, Code.INVALID_ARG, "0 PCK certificates");
        assertRefused(
                Collections.nCopies(1_001, CERTIFICATES.get(0)), TCB_INFO, Code.INVALID_ARG, "1001 PCK certificates");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PckSelection.select(CERTIFICATES, TCB_INFO, Bytes.EMPTY, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PckSelection.select(CERTIFICATES, TCB_INFO, HIGHEST, 65_536));
    }

    private static void assertRefused(List<PckCertificate> certificates, TcbInfo tcbInfo, Code code, String message) {
        assertThatThrownBy(() -> PckSelection.select(certificates, tcbInfo, HIGHEST, 1))
                .hasMessageContaining(message)
                .asInstanceOf(type(PckSelectionException.class))
                .returns(code, PckSelectionException::code);
    }

    /** Certificates of one platform with made-up TCBs, and made-up levels. */
    private record Family(List<PckCertificate> certificates, TcbInfo tcbInfo) {

        static Family random(Random random) {
            return of(
                    random.ints(1 + random.nextInt(8))
                            .mapToObj(i -> randomTcb(random))
                            .toList(),
                    random.ints(1 + random.nextInt(5))
                            .mapToObj(i -> randomTcb(random))
                            .toList());
        }

        /** Every TCB reaches the one before it. */
        static Family chain(Random random) {
            List<PckTcb> chain = new ArrayList<>();
            byte[] components = new byte[16];
            int pceSvn = 0;
            for (int i = 0; i < 8; i++) {
                components[random.nextInt(3)]++;
                pceSvn += random.nextInt(2);
                chain.add(new PckTcb(Bytes.of(components), pceSvn, Bytes.EMPTY));
            }
            return of(chain, List.of(chain.get(6), chain.get(4), chain.get(1)));
        }

        private static Family of(List<PckTcb> tcbs, List<PckTcb> levels) {
            return new Family(
                    tcbs.stream().map(PckSelectionTest::withTcb).toList(),
                    withLevels(levels.stream().map(PckSelectionTest::level).toList()));
        }
    }

    private static int bucket(Family family, PckTcb tcb) {
        int bucket = 0;
        for (TcbLevel level : family.tcbInfo().tcbLevels()) {
            if (reaches(tcb, level(level))) {
                break;
            }
            bucket++;
        }
        return bucket;
    }

    private static PckTcb randomTcb(Random random) {
        byte[] components = new byte[16];
        for (int i = 0; i < 3; i++) {
            components[i] = (byte) random.nextInt(4);
        }
        return new PckTcb(Bytes.of(components), random.nextInt(4), Bytes.EMPTY);
    }

    private static boolean reaches(PckTcb one, PckTcb other) {
        return one.pceSvn() >= other.pceSvn()
                && IntStream.range(0, 16)
                        .allMatch(i ->
                                one.components().at(i) >= other.components().at(i));
    }

    private static PckTcb tcb(String digit, int pceSvn) {
        return new PckTcb(Bytes.literal(("0" + digit).repeat(16)), pceSvn, Bytes.EMPTY);
    }

    private static PckTcb level(TcbLevel level) {
        byte[] components = new byte[16];
        for (int i = 0; i < 16; i++) {
            components[i] = (byte) level.sgxComponents().get(i).svn();
        }
        return new PckTcb(Bytes.of(components), level.pceSvn(), Bytes.EMPTY);
    }

    private static TcbLevel level(PckTcb tcb) {
        return new TcbLevel(
                IntStream.range(0, 16)
                        .mapToObj(i -> new TcbComponent(tcb.components().at(i), "", ""))
                        .toList(),
                tcb.pceSvn(),
                List.of(),
                TCB_INFO.issueDate(),
                TcbStatus.UP_TO_DATE,
                List.of());
    }

    private static PckCertificate withTcb(PckTcb tcb) {
        PckCertificate first = CERTIFICATES.get(0);
        return with(first, first.extension().ppid(), new PckTcb(tcb.components(), tcb.pceSvn(), tcb.components()));
    }

    private static PckCertificate with(PckCertificate certificate, Bytes ppid, PckTcb tcb) {
        SgxExtension old = certificate.extension();
        return new PckCertificate(
                certificate.x509(),
                certificate.key(),
                new SgxExtension(
                        ppid,
                        tcb,
                        old.pceId(),
                        old.fmspc(),
                        old.sgxType(),
                        old.platformInstanceId(),
                        old.configuration()));
    }

    private static TcbInfo withLevels(List<TcbLevel> levels) {
        return new TcbInfo(
                3,
                Tee.SGX,
                TCB_INFO.issueDate(),
                TCB_INFO.nextUpdate(),
                TCB_INFO.fmspc(),
                TCB_INFO.pceId(),
                1,
                Optional.empty(),
                List.of(),
                levels);
    }

    private static TcbInfo with(TcbInfo tcbInfo, Bytes fmspc, Optional<Bytes> pceId) {
        return new TcbInfo(
                3,
                Tee.SGX,
                tcbInfo.issueDate(),
                tcbInfo.nextUpdate(),
                fmspc,
                pceId,
                1,
                Optional.empty(),
                List.of(),
                tcbInfo.tcbLevels());
    }

    /** A document with these levels, in this order. */
    private static TcbInfo listing(PckTcb... levels) throws MalformedException {
        String listed = Stream.of(levels)
                .map(tcb -> "{\"tcb\":{\"sgxtcbcomponents\":["
                        + IntStream.range(0, 16)
                                .mapToObj(i -> "{\"svn\":" + tcb.components().at(i) + "}")
                                .collect(Collectors.joining(","))
                        + "],\"pcesvn\":" + tcb.pceSvn()
                        + "},\"tcbDate\":\"2024-01-01T00:00:00Z\",\"tcbStatus\":\"UpToDate\"}")
                .collect(Collectors.joining(","));
        return Signed.tcbInfo(
                        Bytes.ofUtf8("{\"id\":\"SGX\",\"version\":3,\"issueDate\":\"2025-07-23T14:35:49Z\","
                                + "\"nextUpdate\":\"2027-07-30T14:35:49Z\",\"fmspc\":\"" + TCB_INFO.fmspc()
                                + "\",\"pceId\":\"0000\",\"tcbType\":0,\"tcbEvaluationDataNumber\":1,\"tcbLevels\":["
                                + listed + "]}"),
                        Bytes.of(new byte[64]))
                .readWithoutVerifying();
    }

    private static PckCertificate certificate(int number) {
        try {
            return PckCertificate.of(Certificates.parse(read("c" + number + ".pem")));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static TcbInfo tcbInfo() {
        try {
            return Signed.tcbInfo(read("ti.json")).readWithoutVerifying();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static Bytes read(String name) {
        try {
            return Bytes.of(Files.readAllBytes(VECTORS.resolve(name)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
