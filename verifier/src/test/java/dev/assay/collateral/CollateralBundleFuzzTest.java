package dev.assay.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;

class CollateralBundleFuzzTest {

    @FuzzTest
    void whatIsReadIsWrittenAndReadAgain(byte[] data) {
        Bytes input = Bytes.of(data);
        Collateral collateral = Refusal.orValue(input, CollateralBundle::parse).orElse(null);
        if (collateral == null) {
            return;
        }
        // What stands in the place of a document is looked at when it is written.
        Bytes written = Refusal.orValue(longest(collateral), ignored -> CollateralBundle.write(collateral))
                .orElse(null);
        if (written != null) {
            Collateral again = Refusal.orValue(written, CollateralBundle::parse).orElseThrow();
            Bytes rewritten = Refusal.orValue(written, ignored -> CollateralBundle.write(again))
                    .orElseThrow();
            assertThat(rewritten).isEqualTo(written);
            assertThat(again.pieces().keySet()).isEqualTo(collateral.pieces().keySet());
        }
    }

    private static Bytes longest(Collateral collateral) {
        return collateral.pieces().values().stream()
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElse(Bytes.EMPTY);
    }
}
