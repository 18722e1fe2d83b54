package dev.assay.platform.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.tdx.LocalTdReport;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A report that was read on a machine of Azure's; see SOURCE.md beside it. */
class HclReportTest {

    private static final Bytes REAL = read("hcl-report-tdx.bin");

    /** SHA-512 of nothing: what the client of the report's publisher writes when nobody gives it data. */
    private static final String USER_DATA = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
            + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

    @Test
    void readsReportFromHardware() throws Exception {
        HclReport report = HclReport.parse(REAL);

        assertThat(report.hardware()).isEqualTo(HclReport.Hardware.TDX);
        assertThat(report.hash()).isEqualTo(HclReport.Hash.SHA_256);
        assertThat(report.claims().length()).isEqualTo(1200);
        assertThat(report.claims().utf8())
                .startsWith("{\"keys\":[{\"kid\":\"HCLAkPub\"")
                .endsWith("\"}");
        assertThat(report.userData()).hasToString(USER_DATA);
        assertThat(report.reportData().hex())
                .isEqualTo("18bc34a0c5ac43cb8251644a79690f703323cd270100c2b7085000b843899961" + "00".repeat(32));
        assertThat(new RawEvidence.Binding.Paravisor(report.claims()).binds(report.reportData(), report.userData()))
                .isTrue();
    }

    @Test
    void reportFromHardwareIsTdReportWhoseHashesFit() throws Exception {
        LocalTdReport report = LocalTdReport.parse(HclReport.parse(REAL).report());

        Bytes bytes = report.encoded();
        assertThat(sha384(bytes.slice(256, 239))).isEqualTo(bytes.slice(32, 48));
        assertThat(sha384(bytes.slice(512, 512))).isEqualTo(bytes.slice(80, 48));
        // As the publisher's quote about it has them.
        assertThat(report.mrTd().hex()).startsWith("bb379f8e734a75583250");
        assertThat(report.body().mrSeam().hex()).startsWith("9790d89a10210ec6968a");
        assertThat(report.body().reportData()).isEqualTo(report.reportData());
    }

    @Test
    void everyChangedByteThatTheHashCoversIsSeen() {
        int claims = 1236;
        for (int i = claims; i < claims + 1200; i += 7) {
            Bytes changed = replaced(i, Bytes.of(new byte[] {(byte) (REAL.at(i) ^ 1)}));
            assertThrows(Exception.class, () -> HclReport.parse(changed), "byte " + i);
        }
        for (int i = 32 + 128; i < 32 + 192; i++) {
            Bytes changed = replaced(i, Bytes.of(new byte[] {(byte) (REAL.at(i) ^ 1)}));
            assertThrows(TornReportException.class, () -> HclReport.parse(changed), "byte " + i);
        }
    }

    @Test
    void claimsOfAnotherReportAreTornAndNotMalformed() throws Exception {
        int at = new String(REAL.toArray(), java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("CF83E135");
        TornReportException torn =
                assertThrows(TornReportException.class, () -> HclReport.parse(replaced(at, Bytes.ofUtf8("CF83E136"))));
        assertThat(torn).hasMessageContaining("is not SHA-256 of the runtime claims");
    }

    @Test
    void cutAnywhereItIsMalformed() {
        for (int length = 0; length < 2436; length += 11) {
            Bytes cut = REAL.slice(0, length);
            assertThrows(MalformedException.class, () -> HclReport.parse(cut), length + " bytes");
        }
    }

    @Test
    void withoutPaddingItIsWhole() throws Exception {
        assertThat(HclReport.parse(REAL.slice(0, 2436))).isEqualTo(HclReport.parse(REAL));
    }

    @Test
    void sizeOfTheHardwaresReportInTheHeaderIsTakenTooAsMicrosoftsPageHasIt() throws Exception {
        assertThat(HclReport.parse(replaced(8, Bytes.literal("00040000")))).isEqualTo(HclReport.parse(REAL));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0    | 49474d41 | signature at offset 0: found 49474d41, expected 48434c41, HCLA",
                "4    | 03000000 | version at offset 4: found 3, expected 2",
                "8    | 85090000 | report size at offset 8: found 2437 bytes, expected 1024 or 2436",
                "12   | 01000000 | request type at offset 12: found 1, expected 2",
                "1056 | 01       | padding of the hardware report at offset 1056",
                "1216 | ffffffff | runtime data size at offset 1216: found 4294967295 bytes",
                "1220 | 02000000 | runtime data version at offset 1220: found 2, expected 1",
                "1224 | 01000000 | report type at offset 1224: found 1, expected 2 for SEV-SNP or 4 for TDX",
                "1228 | 00000000 | hash type at offset 1228: found 0, expected 1 for SHA-256",
                "1228 | 04000000 | hash type at offset 1228: found 4, expected 1 for SHA-256",
                "1232 | ffffffff | runtime data size at offset 1216: found 1220 bytes",
            })
    void namesFieldAndOffset(int offset, String bytes, String message) {
        MalformedException refused =
                assertThrows(MalformedException.class, () -> HclReport.parse(replaced(offset, Bytes.literal(bytes))));
        assertThat(refused).hasMessageContaining("HCL report, " + message);
    }

    @Test
    void claimsWithoutUserDataAreMalformedWhereTheyStand() {
        int at = new String(REAL.toArray(), java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("user-data");
        MalformedException refused =
                assertThrows(MalformedException.class, () -> HclReport.parse(replaced(at, Bytes.ofUtf8("user_data"))));
        assertThat(refused).hasMessageContaining("runtime claims, user-data").hasMessageContaining("offset 1236");
    }

    @Test
    void indexThatIsTooLargeIsNotLookedAt() {
        Bytes large = Bytes.concat(REAL, Bytes.of(new byte[HclReport.MAX_SIZE]));
        assertThrows(MalformedException.class, () -> HclReport.parse(large));
    }

    @Test
    void reportDataOfHashesHasZerosBehind() {
        for (HclReport.Hash hash : HclReport.Hash.values()) {
            assertThat(hash.reportData(Bytes.EMPTY).length()).isEqualTo(ReportData.SIZE);
        }
        assertThat(HclReport.Hash.SHA_384.reportData(Bytes.EMPTY).from(48).isZero())
                .isTrue();
        assertThat(HclReport.Hash.SHA_512.reportData(Bytes.EMPTY)).hasToString(USER_DATA);
    }

    private static Bytes replaced(int offset, Bytes value) {
        return Bytes.concat(REAL.slice(0, offset), value, REAL.from(offset + value.length()));
    }

    private static Bytes sha384(Bytes of) throws Exception {
        return Bytes.of(MessageDigest.getInstance("SHA-384").digest(of.toArray()));
    }

    private static Bytes read(String name) {
        try (InputStream in = Objects.requireNonNull(HclReportTest.class.getResourceAsStream(name))) {
            return Bytes.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
