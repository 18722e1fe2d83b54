package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.platform.Refusal;

class VdsoFuzzTest {

    private static final long ADDRESS = 0x7ffe_3a9f_2000L;

    @FuzzTest
    void findsTheFunctionInsideOrRefusesTheImage(byte[] data) {
        Refusal.orValue(Bytes.of(data), image -> new Vdso(ADDRESS, image).function(VdsoEntry.FUNCTION))
                .ifPresent(found ->
                        found.ifPresent(address -> assertThat(address).isBetween(ADDRESS, ADDRESS + data.length - 1)));
    }
}
