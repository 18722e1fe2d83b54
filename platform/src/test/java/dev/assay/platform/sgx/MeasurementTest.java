package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The identity that the processor will compute. */
class MeasurementTest {

    /** Computed by measure.py beside this test's resources, which shares no code and no bytes with us. */
    private static final Bytes MR_ENCLAVE =
            Bytes.literal("56ffd370e047dbce3b038a6035f24dbd5fbda62ffcf8bc168af832fc31840ea7");

    private static final EnclaveImage IMAGE = ReportEnclaveImage.build();

    @Test
    void isWhatASecondComputationSays() {
        assertThat(Measurement.of(IMAGE)).isEqualTo(MR_ENCLAVE);
    }

    @Test
    void changesWithEverythingThatIsMeasured() {
        EnclavePage code = IMAGE.pages().get(2);
        assertThat(Stream.of(
                                new EnclaveImage(0x8000, 1, IMAGE.pages()),
                                new EnclaveImage(0x4000, 2, IMAGE.pages()),
                                new EnclaveImage(0x4000, 1, IMAGE.pages().reversed()),
                                new EnclaveImage(0x4000, 1, IMAGE.pages().subList(0, 3)),
                                with(new EnclavePage(code.offset(), SecInfo.DATA, true, code.content())),
                                with(new EnclavePage(code.offset(), SecInfo.CODE, false, code.content())),
                                with(new EnclavePage(
                                        code.offset(),
                                        SecInfo.CODE,
                                        true,
                                        SigStructTest.changed(code.content(), 4095))))
                        .map(Measurement::of))
                .doesNotHaveDuplicates()
                .doesNotContain(MR_ENCLAVE);
    }

    @Test
    void ignoresTheContentOfPagesThatAreNotMeasured() {
        EnclavePage code = IMAGE.pages().get(2);
        assertThat(Measurement.of(with(new EnclavePage(code.offset(), SecInfo.CODE, false, code.content()))))
                .isEqualTo(Measurement.of(with(new EnclavePage(
                        code.offset(), SecInfo.CODE, false, SigStructTest.changed(code.content(), 0)))));
    }

    private static EnclaveImage with(EnclavePage code) {
        List<EnclavePage> pages = new ArrayList<>(IMAGE.pages());
        pages.set(2, code);
        return new EnclaveImage(IMAGE.size(), IMAGE.ssaFrameSize(), pages);
    }

    @Test
    void imagesThatNoProcessorTakesCannotBeMade() {
        List<EnclavePage> pages = IMAGE.pages();
        assertThatThrownBy(() -> new EnclaveImage(0x3000, 1, pages)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> new EnclaveImage(1L << 37, 1, pages)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> new EnclaveImage(4096, 1, List.of())).hasMessageContaining("power of two");
        assertThatThrownBy(() -> new EnclaveImage(0x2000, 1, pages)).hasMessageContaining("0x2000");
        assertThatThrownBy(() -> new EnclaveImage(0x4000, 1, List.of(pages.get(1), pages.get(1))))
                .hasMessageContaining("two pages");
        assertThatThrownBy(() ->
                        new EnclavePage(8, SecInfo.DATA, true, pages.get(1).content()))
                .hasMessageContaining("multiple");
        assertThatThrownBy(() -> new EnclavePage(0, SecInfo.DATA, true, Bytes.EMPTY))
                .hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> new SecInfo(PageType.TCS, true, true, false)).hasMessageContaining("TCS");
        assertThatThrownBy(() -> new SecInfo(PageType.REG, false, true, false)).hasMessageContaining("readable");
        assertThatThrownBy(() -> new Tcs(0x800, 1, 0)).hasMessageContaining("0x800");
        assertThatThrownBy(() -> new Tcs(0x1000, 0, 0)).hasMessageContaining("frame");
        assertThatThrownBy(() -> new Secs(0x4000, 0x2000, 1, LaunchOptions.production()))
                .hasMessageContaining("0x2000");
        assertThatThrownBy(() -> new Secs(0x4000, 0x4000, 0, LaunchOptions.production()))
                .hasMessageContaining("page");
    }
}
