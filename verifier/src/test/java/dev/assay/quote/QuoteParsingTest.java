package dev.assay.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.Edits;
import dev.assay.Refusal;
import dev.assay.VectorCase;
import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no quote is refused at the place where it goes wrong. */
class QuoteParsingTest {

    private static final Bytes SGX3 =
            VectorCase.named("synthetic-test-pki", "sgx3-uptodate").quote();
    private static final Bytes TDX4 =
            VectorCase.named("synthetic-test-pki", "tdx4-uptodate").quote();
    private static final Bytes TDX5 =
            VectorCase.named("synthetic-test-pki", "tdx5-service-td").quote();
    private static final Bytes SGX5 =
            VectorCase.named("synthetic-test-pki", "sgx5-uptodate").quote();

    /** Where the signature data length stands. */
    private static final int SGX3_LENGTH = 48 + 384;

    private static final int TDX4_LENGTH = 48 + 584;
    private static final int TDX5_LENGTH = 48 + 6 + 648;

    static Stream<Bytes> quotes() {
        return Stream.of(SGX3, TDX4, TDX5, SGX5, Vectors.read(Vectors.path("quotes", "v3-sgx-nofmspc-72a05bf6.bin")));
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void refusesAQuoteCutOffAnywhere(Bytes quote) throws MalformedException {
        assertThat(Quote.parse(quote).trailing()).isEqualTo(Bytes.EMPTY);
        for (int length = 0; length < quote.length(); length++) {
            Refusal.of(quote.slice(0, length), Quote::parse);
        }
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void changesOfAByteAreEitherRefusedOrWrittenBack(Bytes quote) {
        for (int at = 0; at < quote.length(); at++) {
            for (int mask : new int[] {0x01, 0x80, 0xff}) {
                Bytes changed = Edits.xor(quote, at, mask);
                Refusal.orValue(changed, Quote::parse)
                        .ifPresent(read -> assertThat(read.encode()).isEqualTo(changed));
            }
        }
    }

    /** quote, place of a length field, its size in bytes, name of the field that the error must have. */
    static Stream<Arguments> lengthFields() {
        int sgx3Auth = SGX3_LENGTH + 4 + 64 + 64 + 384 + 64;
        int tdx4Wrapper = TDX4_LENGTH + 4 + 64 + 64 + 2;
        int tdx4Auth = tdx4Wrapper + 4 + 384 + 64;
        int tdx5Auth = tdx4Auth + TDX5_LENGTH - TDX4_LENGTH;
        return Stream.of(
                Arguments.of("v3 signature data", SGX3, SGX3_LENGTH, 4, "signature data length"),
                Arguments.of("v3 authentication data", SGX3, sgx3Auth, 2, "data"),
                Arguments.of("v3 certification data", SGX3, sgx3Auth + 2 + 32 + 2, 4, "certification data"),
                Arguments.of("v4 signature data", TDX4, TDX4_LENGTH, 4, "signature data length"),
                Arguments.of("v4 wrapper", TDX4, tdx4Wrapper, 4, "outer certification data size"),
                Arguments.of("v4 authentication data", TDX4, tdx4Auth, 2, "data"),
                Arguments.of("v4 certification data", TDX4, tdx4Auth + 2 + 32 + 2, 4, "certification data"),
                Arguments.of("v5 body", TDX5, 48 + 2, 4, "body size"),
                Arguments.of("v5 signature data", TDX5, TDX5_LENGTH, 4, "signature data length"),
                Arguments.of("v5 certification data", TDX5, tdx5Auth + 2 + 32 + 2, 4, "certification data"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lengthFields")
    void refusesALengthThatReachesBeyondItsContainer(String name, Bytes quote, int at, int size, String field) {
        long genuine = size == 2 ? quote.uint16(at) : quote.uint32(at);
        long largest = size == 2 ? 0xffff : 0xffff_ffffL;
        for (long length : new long[] {genuine + 1, genuine + 1000, 0x7fff, largest / 2, largest / 2 + 1, largest}) {
            if (length > genuine) {
                MalformedException refusal = Refusal.of(Edits.littleEndian(quote, at, size, length), Quote::parse);
                assertThat(refusal.field()).as("%s", length).startsWith("quote").contains(field);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lengthFields")
    void refusesALengthThatLeavesBytesUnread(String name, Bytes quote, int at, int size, String field) {
        long genuine = size == 2 ? quote.uint16(at) : quote.uint32(at);
        for (long length : new long[] {genuine - 1, genuine / 2, 1, 0}) {
            Refusal.of(Edits.littleEndian(quote, at, size, length), Quote::parse);
        }
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of(SGX3, 0, 2, 2, "version"),
                Arguments.of(SGX3, 0, 2, 6, "version"),
                Arguments.of(SGX3, 0, 2, 0x0103, "version"),
                Arguments.of(SGX3, 2, 2, 3, "attestation key type"),
                Arguments.of(SGX3, 2, 2, 0x0102, "attestation key type"),
                Arguments.of(SGX3, 4, 4, 0x81, "TEE type"),
                Arguments.of(TDX4, 4, 4, 0x80, "TEE type"),
                Arguments.of(TDX4, 4, 4, 0x8100_0081L, "TEE type"),
                Arguments.of(SGX3, 12, 1, 0x92, "QE vendor id"),
                Arguments.of(SGX3, 27, 1, 0x08, "QE vendor id"),
                Arguments.of(TDX5, 48, 2, 0, "body type"),
                Arguments.of(TDX5, 48, 2, 1, "body type"),
                Arguments.of(SGX5, 48, 2, 2, "body type"),
                Arguments.of(TDX5, 48, 2, 5, "body type"),
                Arguments.of(TDX5, 48, 2, 2, "body size"),
                Arguments.of(TDX5, 48, 2, 4, "body size"),
                Arguments.of(TDX4, TDX4_LENGTH + 4 + 128, 2, 5, "outer certification data type"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesAFieldWithAValueThatNobodyMakes(Bytes quote, int at, int size, long value, String field) {
        MalformedException refusal = Refusal.of(Edits.littleEndian(quote, at, size, value), Quote::parse);
        assertThat(refusal.field()).endsWith(field);
        assertThat(refusal.offset()).isBetween(at - 15L, at + 2L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 7, 8, 0xffff})
    void refusesCertificationDataOfOtherTypesThanOneToFive(int type) {
        int at = TDX4_LENGTH + 4 + 128 + 6 + 384 + 64 + 2 + 32;
        MalformedException refusal = Refusal.of(Edits.littleEndian(TDX4, at, 2, type), Quote::parse);
        assertThat(refusal.field()).endsWith("certification data type");
        assertThat(refusal.offset()).isEqualTo(at);
    }

    /** No quote of this kind was seen; the layout is checked by a body whose every byte says where it stands. */
    @Test
    void readsTheExtendedReportOfTdx15() throws MalformedException {
        byte[] body = new byte[885];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 7 + (i >>> 8));
        }
        Bytes quote =
                Bytes.concat(TDX5.slice(0, 48), Bytes.literal("040075030000"), Bytes.of(body), TDX5.from(TDX5_LENGTH));
        Quote read = Quote.parse(quote);
        assertThat(read.encode()).isEqualTo(quote);
        TdReport15Extended report = (TdReport15Extended) read.body();
        Bytes all = Bytes.of(body);
        assertThat(report.teeTcbSvn2()).contains(all.slice(584, 16));
        assertThat(report.mrServiceTd()).contains(all.slice(600, 48));
        assertThat(report.vmId()).isEqualTo(all.at(648));
        assertThat(report.tdId()).isEqualTo(all.slice(649, 32));
        assertThat(report.devInfo()).isEqualTo(all.slice(681, 48));
        assertThat(report.initServiceTdHash()).isEqualTo(all.slice(729, 48));
        assertThat(report.initServiceTdAttributes()).isEqualTo(all.slice(777, 8));
        assertThat(report.initCpuSvn()).isEqualTo(all.slice(785, 16));
        assertThat(report.initTeeTcbSvn()).isEqualTo(all.slice(801, 16));
        assertThat(report.initTeeFmspc()).isEqualTo(all.slice(817, 12));
        assertThat(report.currentServiceTdHash()).isEqualTo(all.slice(829, 48));
        assertThat(report.currentServiceTdAttributes()).isEqualTo(all.slice(877, 8));
    }

    @Test
    void structuresOfTheWrongSizeCannotBeMade() {
        assertThatThrownBy(() -> new SgxReport(Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TdReport10(SGX3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TdReport15(SGX3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TdReport15Extended(SGX3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QuoteHeader(SGX3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CertificationData.PlatformReference(1, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CertificationData.PlatformReference(4, SGX3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5, 7, 28, 29, 30, 31, 63})
    void attributeBitsAreTheirFlagsAndNoOthers(int bit) {
        Bytes encoded = Edits.littleEndian(Bytes.of(new byte[16]), bit / 8, 1, 1L << (bit % 8));
        SgxAttributes sgx = new SgxAttributes(encoded);
        assertThat(List.of(
                        sgx.isInitialised(), sgx.isDebug(), sgx.is64Bit(), sgx.hasProvisionKey(), sgx.hasLaunchKey()))
                .isEqualTo(List.of(bit == 0, bit == 1, bit == 2, bit == 4, bit == 5));
        assertThat(sgx.hasKeySeparation()).isEqualTo(bit == 7);
        TdAttributes td = new TdAttributes(encoded.slice(0, 8));
        assertThat(List.of(td.isDebug(), td.disablesSeptVe(), td.isMigratable(), td.usesProtectionKeys()))
                .isEqualTo(List.of(bit == 0, bit == 28, bit == 29, bit == 30));
        assertThat(List.of(td.usesKeyLocker(), td.usesPerfmon())).isEqualTo(List.of(bit == 31, bit == 63));
        boolean named = bit == 0 || bit >= 28;
        assertThat(td.reservedBits()).isEqualTo(named ? 0 : 1L << bit);
    }
}
