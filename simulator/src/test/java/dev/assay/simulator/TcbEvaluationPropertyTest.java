package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PckCertificate.Ca;
import dev.assay.pck.PckTcb;
import dev.assay.quote.Quote;
import dev.assay.quote.TdReport;
import dev.assay.quote.Tee;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import dev.assay.verify.Verification.Verified;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier finds the levels that an independent reading of Intel's rules finds. */
class TcbEvaluationPropertyTest {

    private static final TestPki PKI = TestPki.of(1);
    private static final QuoteVerifier VERIFIER = QuoteVerifier.of(PKI.anchor(), Ecdsa.preferred());

    /** Platforms with random security versions, which every TCB info is tried on. */
    private static final int QUOTES = 16;

    private record Sample(PckTcb tcb, Quote quote) {}

    /** Minted once for each kind of body. */
    private static final Map<Integer, List<Sample>> SAMPLES = new ConcurrentHashMap<>();

    private record Case(Forge forge, TcbModel model, Collateral collateral) {}

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#hundred")
    void agreesForSgx(long seed) {
        compare(seed, 1);
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#hundred")
    void agreesForTdx10(long seed) {
        compare(seed, 2);
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#hundred")
    void agreesForTdx15(long seed) {
        compare(seed, 3);
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#four")
    void theOrderOfLevelsDoesNotMatter(long seed) {
        for (int bodyType = 1; bodyType <= 3; bodyType++) {
            SplittableRandom random = new SplittableRandom(seed);
            Case drawn = draw(random, bodyType);
            RandomTcb order = new RandomTcb(random);
            Forge shuffled = drawn.forge.collateral(c -> c.tcbInfo(i -> i.withLevels(
                                    order.shuffled(i.content().tcbLevels()))
                            .withTdxModuleIdentities(order.shuffled(i.content().tdxModuleIdentities())))
                    .qeIdentity(i -> i.withLevels(order.shuffled(i.content().tcbLevels()))));
            Collateral otherOrder = drawn.collateral
                    .with(
                            CollateralPiece.TCB_INFO,
                            shuffled.collateral().tcbInfo().sign())
                    .with(
                            CollateralPiece.QE_IDENTITY,
                            shuffled.collateral().qeIdentity().sign());
            for (Sample sample : samples(bodyType)) {
                Verification one = VERIFIER.verify(sample.quote, drawn.collateral, drawn.forge.at());
                Verification other = VERIFIER.verify(sample.quote, otherOrder, drawn.forge.at());
                assertThat(Trial.codes(other)).isEqualTo(Trial.codes(one));
                if (one instanceof Verified a && other instanceof Verified b) {
                    assertThat(b.status()).isEqualTo(a.status());
                    assertThat(b.launch()).isEqualTo(a.launch());
                    assertThat(b.current()).isEqualTo(a.current());
                    assertThat(b.collateral().tcbInfo().tcbLevels())
                            .isEqualTo(a.collateral().tcbInfo().tcbLevels());
                }
            }
        }
    }

    /** A test of this test: it must reach every outcome that there is. */
    @Test
    void drawsEveryOutcome() {
        Map<String, Integer> seen = new TreeMap<>();
        for (int bodyType = 1; bodyType <= 3; bodyType++) {
            for (long seed = 1; seed <= 100; seed++) {
                Case drawn = draw(new SplittableRandom(seed), bodyType);
                for (Sample sample : samples(bodyType)) {
                    TcbModel.Outcome outcome = expected(drawn.model, sample);
                    seen.merge(outcome.failure().map(Enum::name).orElse(outcome.status()), 1, Integer::sum);
                }
            }
        }
        assertThat(seen)
                .as("%s", seen)
                .hasSize(11)
                .allSatisfy((outcome, count) -> assertThat(count).isGreaterThan(5));
    }

    private static void compare(long seed, int bodyType) {
        Case drawn = draw(new SplittableRandom(seed), bodyType);
        for (Sample sample : samples(bodyType)) {
            TcbModel.Outcome expected = expected(drawn.model, sample);
            Verification verification = VERIFIER.verify(sample.quote, drawn.collateral, drawn.forge.at());
            String situation = "seed " + seed + ", PCK " + sample.tcb + ", QE "
                    + sample.quote.signature().qeReport().isvSvn() + ", " + sample.quote.body() + ", "
                    + drawn.forge.collateral().tcbInfo().document().content()
                    + drawn.forge.collateral().qeIdentity().document().content();
            if (expected.failure().isPresent()) {
                assertThat(Trial.codes(verification))
                        .as(situation)
                        .containsExactly(expected.failure().get());
            } else {
                assertThat(verification).as(situation).isInstanceOf(Verified.class);
                Verified verified = (Verified) verification;
                assertThat(verified.status()).as(situation).hasToString(expected.status());
                assertThat(verified.launch().tcbDate()).as(situation).isEqualTo(expected.tcbDate());
                assertThat(verified.launch().advisoryIds())
                        .as(situation)
                        .containsExactlyElementsOf(expected.advisories());
            }
        }
    }

    private static TcbModel.Outcome expected(TcbModel model, Sample sample) {
        int qeIsvSvn = sample.quote.signature().qeReport().isvSvn();
        if (!(sample.quote.body() instanceof TdReport report)) {
            return model.sgx(sample.tcb, qeIsvSvn);
        }
        return report.teeTcbSvn2().isEmpty()
                ? model.tdx10(sample.tcb, report.teeTcbSvn(), qeIsvSvn)
                : model.tdx15(
                        sample.tcb, report.teeTcbSvn(), report.teeTcbSvn2().get(), qeIsvSvn);
    }

    private static Case draw(SplittableRandom random, int bodyType) {
        RandomTcb tcb = new RandomTcb(random);
        Forge forge = Base.of(bodyType).collateral(c -> c.tcbInfo(tcb::levels).qeIdentity(tcb::levels));
        Collateral collateral = Base.collateral(bodyType)
                .with(CollateralPiece.TCB_INFO, forge.collateral().tcbInfo().sign())
                .with(
                        CollateralPiece.QE_IDENTITY,
                        forge.collateral().qeIdentity().sign());
        return new Case(
                forge,
                new TcbModel(
                        forge.collateral().tcbInfo().content(),
                        forge.collateral().qeIdentity().content()),
                collateral);
    }

    private static List<Sample> samples(int bodyType) {
        return SAMPLES.computeIfAbsent(bodyType, type -> {
            SplittableRandom random = new SplittableRandom(type);
            RandomTcb tcb = new RandomTcb(random);
            return IntStream.range(0, QUOTES)
                    .mapToObj(i -> sample(type, tcb, i))
                    .toList();
        });
    }

    private static Sample sample(int bodyType, RandomTcb tcb, int index) {
        TestPlatform platform = TestPlatform.of(Seed.of(1000L * bodyType + index))
                .withCa(Ca.PLATFORM)
                .withComponents(tcb.components(true))
                .withPceSvn(tcb.pceSvn(true))
                .withCpuSvn(Patch.zeros(16));
        Forge forge = Forge.of(PKI, platform, bodyType == 2 ? 4 : bodyType == 3 ? 5 : 3, bodyType, Base.AT)
                .draft(q -> q.withQe(SgxReportField.ISV_SVN, tcb.isvSvn()));
        if (bodyType >= 2) {
            Bytes launch = tcb.teeTcbSvn();
            forge = forge.draft(q -> q.with(TdReportField.TEE_TCB_SVN, launch));
            if (bodyType == 3) {
                Bytes current = index % 4 == 0 ? tcb.teeTcbSvn() : tcb.updated(launch);
                forge = forge.draft(q -> q.with(TdReportField.TEE_TCB_SVN_2, current));
            }
        }
        return new Sample(platform.extension().tcb(), forge.quote());
    }

    /** What all cases have in common is signed once. */
    private record Base(Forge forge, Collateral signed) {

        static final Instant AT = Forge.DEFAULT_INSTANT;
        static final Map<Tee, Base> OF = Map.of(Tee.SGX, draw(3, 1), Tee.TDX, draw(4, 2));

        static Base draw(int version, int bodyType) {
            Forge forge = Forge.of(PKI, TestPlatform.of(Seed.of(1)), version, bodyType, AT);
            return new Base(forge, forge.signedCollateral());
        }

        static Forge of(int bodyType) {
            return OF.get(bodyType == 1 ? Tee.SGX : Tee.TDX).forge;
        }

        static Collateral collateral(int bodyType) {
            return OF.get(bodyType == 1 ? Tee.SGX : Tee.TDX).signed;
        }
    }
}
