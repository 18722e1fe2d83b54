package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict depends on quote, collateral, instant and anchor, and on nothing else. */
class SameVerdictPropertyTest {

    private static final TestPki PKI = TestPki.of(1);

    /** One question to a verifier. */
    private record Question(Bytes quote, Collateral collateral, Instant at, Duration grace) {

        Verification askedOf(QuoteVerifier verifier) {
            return verifier.acceptingExpiredCollateral(grace).verify(quote, collateral, at);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#four")
    void doesNotDependOnWhatTheVerifierHasSeenBefore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Question> questions = questions(random);
        List<Verification> fresh = questions.stream()
                .map(question -> question.askedOf(verifier(Ecdsa.preferred())))
                .toList();
        QuoteVerifier used = verifier(Ecdsa.preferred());
        for (int i = 0; i < 5 * questions.size(); i++) {
            int chosen = random.nextInt(questions.size());
            assertThat(questions.get(chosen).askedOf(used))
                    .as("question %d, asked as number %d", chosen, i)
                    .isEqualTo(fresh.get(chosen));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#two")
    void doesNotDependOnWhoAsksAtTheSameTime(long seed) {
        List<Question> questions = questions(new SplittableRandom(seed));
        List<Verification> fresh = questions.stream()
                .map(question -> question.askedOf(verifier(Ecdsa.preferred())))
                .toList();
        QuoteVerifier shared = verifier(Ecdsa.preferred());
        List<Verification> answers = IntStream.range(0, 5 * questions.size())
                .parallel()
                .mapToObj(i -> questions.get(i % questions.size()).askedOf(shared))
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).isEqualTo(fresh.get(i % fresh.size()));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.Seeds#four")
    void doesNotDependOnTheProvider(long seed) {
        QuoteVerifier jdk = verifier(Ecdsa.jdk());
        QuoteVerifier conscrypt = verifier(Ecdsa.by(Conscrypt.newProvider()));
        QuoteVerifier bouncyCastle = verifier(Ecdsa.by(new BouncyCastleProvider()));
        for (Question question : questions(new SplittableRandom(seed))) {
            Verification answer = question.askedOf(jdk);
            assertThat(question.askedOf(conscrypt)).isEqualTo(answer);
            assertThat(question.askedOf(bouncyCastle)).isEqualTo(answer);
        }
    }

    /** A test of this test: questions that all get the same answer would prove nothing. */
    @Test
    void asksQuestionsOfManyAnswers() {
        assertThat(Seeds.four()
                        .mapToObj(seed -> questions(new SplittableRandom(seed)))
                        .flatMap(List::stream)
                        .map(question -> Trial.codes(question.askedOf(verifier(Ecdsa.preferred()))))
                        .distinct())
                .hasSizeGreaterThan(15)
                .contains(Set.of());
    }

    /** Quotes of some platforms, each with its own collateral or another's, most of them spoiled. */
    private static List<Question> questions(SplittableRandom random) {
        List<Forge> forges = IntStream.range(0, 6)
                .mapToObj(i -> RandomForge.valid(PKI, random))
                .toList();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Forge ofQuote = forges.get(random.nextInt(forges.size()));
            Forge ofCollateral = random.nextInt(4) == 0 ? forges.get(random.nextInt(forges.size())) : ofQuote;
            Forge mixed = RandomForge.spoiled(ofQuote.collateral(c -> ofCollateral.collateral()), random);
            questions.add(new Question(
                    mixed.quote().encode(),
                    mixed.signedCollateral(),
                    mixed.at().plus(Duration.ofDays(random.nextInt(5) == 0 ? 60 : 0)),
                    Duration.ofDays(random.nextInt(3) == 0 ? 90 : 0)));
        }
        return questions;
    }

    private static QuoteVerifier verifier(Ecdsa ecdsa) {
        return QuoteVerifier.of(PKI.anchor(), ecdsa);
    }
}
