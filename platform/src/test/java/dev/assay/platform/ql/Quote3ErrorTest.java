package dev.assay.platform.ql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of the library's errors. */
final class Quote3ErrorTest {

    @ParameterizedTest
    @CsvSource({
        "0xe001, SGX_QL_ERROR_UNEXPECTED",
        "0xe00e, SGX_QL_PLATFORM_LIB_UNAVAILABLE",
        "0xe00f, SGX_QL_ATT_KEY_NOT_INITIALIZED",
        "0xe011, SGX_QL_NO_PLATFORM_CERT_DATA",
        "0xe016, SGX_QL_ENCLAVE_LOAD_ERROR",
        "0xe019, SGX_QL_NETWORK_ERROR",
        "0xe022, SGX_QL_PCK_CERT_CHAIN_ERROR",
        "0xe035, SGX_QL_ERROR_INVALID_PRIVILEGE",
        "0xe03e, SGX_QL_UNSUPPORTED_MODE",
        "0xe047, SGX_QL_PLATFORM_UNKNOWN",
        "0xe067, SGX_QL_CONFIG_INVALID_JSON",
        "0xe073, SGX_QL_REPORT_DATA_MISMATCH"
    })
    void hasIntelsNumbersAndNames(String number, String name) {
        assertThat(Quote3Error.of(Integer.decode(number)))
                .hasValueSatisfying(error -> assertThat(error.intelName()).isEqualTo(name));
    }

    @ParameterizedTest
    @EnumSource
    void saysOfEachWhatItMeansWhatItComesFromAndWhatToDo(Quote3Error error) {
        assertThat(error.meaning()).isNotBlank().doesNotEndWith(".");
        assertThat(error.cause()).isNotBlank().doesNotEndWith(".");
        assertThat(error.fix()).isNotBlank();
        assertThat(error.number()).isBetween(0xe001, 0xe0fe);
    }

    @Test
    void hasNothingForNumbersThatIntelDidNotAssign() {
        assertThat(Quote3Error.of(0)).isEmpty();
        assertThat(Quote3Error.of(0xe036)).isEmpty();
        assertThat(Quote3Error.of(42)).isEmpty();
    }
}
