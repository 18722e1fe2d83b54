package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemHeaderTest {

    @Test
    void decodesPercentSignsAndKeepsPlusSigns() throws MalformedException {
        assertThat(PemHeader.decode("a%20b%0A+%2B%2b").latin1()).isEqualTo("a b\n+++");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%2", "%zz", "%-1", "%+1", "\u00e9", "%\uff11\uff11"})
    void refusesWhatIsNotEncoded(String header) {
        assertThatThrownBy(() -> PemHeader.decode(header)).isInstanceOf(MalformedException.class);
    }
}
