package dev.assay.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.VectorCase;
import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who asks, in which order, with which provider and beside whom: the answer is the same. */
class SameAnswerTest {

    private static final List<VectorCase> CASES = VectorCase.all();

    /** What a verifier answers that was made for this one question. */
    private static final List<Verification> COLD =
            CASES.stream().map(VectorCase::verify).toList();

    private static List<QuoteVerifier> verifiers(Ecdsa ecdsa) {
        QuoteVerifier intel = QuoteVerifier.of(TrustAnchor.intel(), ecdsa);
        QuoteVerifier test = QuoteVerifier.of(VectorCase.testRoot(), ecdsa);
        return CASES.stream()
                .map(vector -> vector.anchor() == TrustAnchor.intel() ? intel : test)
                .toList();
    }

    private static void assertSame(int index, Verification answer) {
        assertThat(answer).as(CASES.get(index).name()).isEqualTo(COLD.get(index));
    }

    @Test
    void aVerifierThatHasSeenEverythingAnswersLikeANewOne() {
        long seed = System.nanoTime();
        List<QuoteVerifier> verifiers = verifiers(Ecdsa.preferred());
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, CASES.size()).boxed().toList());
        for (int round = 0; round < 2; round++) {
            Collections.shuffle(order, new Random(seed + round));
            for (int index : order) {
                Verification answer = CASES.get(index).verifyBy(verifiers.get(index));
                assertThat(answer)
                        .as("%s, seed %d, round %d", CASES.get(index), seed, round)
                        .isEqualTo(COLD.get(index));
            }
        }
    }

    /** More platforms and sets than are remembered: what was forgotten is proven again. */
    @Test
    void forgettingChangesNoAnswer() {
        VectorCase base = VectorCase.named("synthetic-test-pki", "tdx4-uptodate");
        QuoteVerifier verifier = QuoteVerifier.of(base.anchor(), Ecdsa.preferred());
        Verification expected = base.verify();
        for (int i = 0; i < 200; i++) {
            Bytes padded = Bytes.concat(base.piece(CollateralPiece.TCB_INFO_ISSUER_CHAIN), Bytes.of(new byte[i]));
            VectorCase other = base.with(CollateralPiece.TCB_INFO_ISSUER_CHAIN, padded);
            assertThat(other.verifyBy(verifier)).isEqualTo(expected);
        }
        assertThat(base.verifyBy(verifier)).isEqualTo(expected);
    }

    static Stream<Provider> providers() {
        return Stream.of(Ecdsa.jdk().provider(), Conscrypt.newProvider(), new BouncyCastleProvider());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyProviderLeadsToTheSameAnswer(Provider provider) {
        List<QuoteVerifier> verifiers = verifiers(Ecdsa.by(provider));
        for (int i = 0; i < CASES.size(); i++) {
            assertSame(i, CASES.get(i).verifyBy(verifiers.get(i)));
        }
    }

    @Test
    void eightThreadsAtOneVerifierGetTheSameAnswers() throws Exception {
        List<QuoteVerifier> verifiers = verifiers(Ecdsa.preferred());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int start = thread * CASES.size() / 8;
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < CASES.size(); i++) {
                        int index = (start + i) % CASES.size();
                        assertSame(index, CASES.get(index).verifyBy(verifiers.get(index)));
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
