package dev.assay.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;
import java.util.Optional;

class SignedFuzzTest {

    @FuzzTest
    void readsTcbInfosOrRefusesThem(byte[] data) {
        Bytes input = Bytes.of(data);
        read(input, Signed::tcbInfo).ifPresent(info -> {
            assertThat(info.version()).isBetween(1, 3);
            assertThat(info.tcbLevels()).isNotEmpty().isSortedAccordingTo(TcbLevel::highestFirst);
            assertThat(info.tcbLevels())
                    .allSatisfy(level -> assertThat(level.sgxComponents()).hasSize(16));
        });
    }

    @FuzzTest
    void readsEnclaveIdentitiesOrRefusesThem(byte[] data) {
        read(Bytes.of(data), Signed::enclaveIdentity).ifPresent(identity -> {
            assertThat(identity.version()).isEqualTo(2);
            assertThat(identity.tcbLevels()).isNotEmpty().isSortedAccordingTo(IsvTcbLevel::highestFirst);
        });
    }

    @FuzzTest
    void readsTcbEvaluationDataNumbersOrRefusesThem(byte[] data) {
        read(Bytes.of(data), Signed::tcbEvaluationDataNumbers)
                .ifPresent(numbers -> assertThat(numbers.numbers()).isNotNull());
    }

    private static <T> Optional<T> read(Bytes input, Refusal.Parser<Signed<T>> parser) {
        Optional<Signed<T>> signed = Refusal.orValue(input, parser);
        if (signed.isEmpty()) {
            return Optional.empty();
        }
        Bytes covered = signed.get().signedBytes();
        assertThat(input.latin1()).contains(covered.latin1());
        assertThat(covered.at(0)).isEqualTo('{');
        assertThat(covered.at(covered.length() - 1)).isEqualTo('}');
        return Refusal.orValue(input, ignored -> signed.get().readWithoutVerifying());
    }
}
