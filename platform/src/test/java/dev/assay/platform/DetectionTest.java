package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from what was found. */
final class DetectionTest {

    @Test
    void takesTheFirstThatIsUsable() {
        Detection detection = new Detection(
                List.of(absent(Kind.TSM), broken(Kind.AESM), usable(Kind.QL), usable(Kind.SNP)), List.of());
        assertThat(detection.best())
                .hasValueSatisfying(best -> assertThat(best.kind()).isEqualTo(Kind.QL));
        assertThat(detection.usable()).extracting(Detected::kind).containsExactly(Kind.QL, Kind.SNP);
        assertThat(detection.of(Kind.AESM)).containsInstanceOf(Detected.Broken.class);
        assertThat(detection.of(Kind.SIMULATED)).isEmpty();
    }

    @Test
    void takesAMachineForATeeWhenAnInterfaceIsThereEvenBroken() {
        assertThat(new Detection(List.of(absent(Kind.TSM), broken(Kind.AESM)), List.of()).isTee())
                .isTrue();
        assertThat(new Detection(List.of(usable(Kind.TSM)), List.of()).isTee()).isTrue();
        assertThat(new Detection(List.of(absent(Kind.TSM)), List.of("/dev/sgx_enclave")).isTee())
                .isFalse();
    }

    private static Detected usable(Kind kind) {
        return new Detected.Usable(kind, "place", "detail", () -> {
            throw problem();
        });
    }

    private static Detected broken(Kind kind) {
        return new Detected.Broken(kind, "place", problem());
    }

    private static Detected absent(Kind kind) {
        return new Detected.Absent(kind, "place", problem());
    }

    private static QuoteException problem() {
        return new QuoteException(Reason.DENIED, "problem", "advice");
    }
}
