package dev.assay.simulator.aesm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

class WireReaderFuzzTest {

    @FuzzTest
    void readsMessagesOrRefusesThem(byte[] data) {
        try {
            WireReader reader = WireReader.over(Bytes.of(data));
            for (int number : reader.numbers()) {
                assertThat(reader.number(number).isPresent())
                        .isNotEqualTo(reader.bytes(number).isPresent());
            }
        } catch (MalformedException e) {
            assertThat(e.offset()).isBetween(0L, (long) data.length);
        }
    }
}
