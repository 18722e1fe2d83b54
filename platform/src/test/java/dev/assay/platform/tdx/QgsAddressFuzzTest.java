package dev.assay.platform.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.quote.QuoteException;
import java.nio.charset.StandardCharsets;

class QgsAddressFuzzTest {

    @FuzzTest
    void readsTheGuestsConfigurationOrSaysWhyNot(byte[] data) {
        try {
            QgsAddress.Configuration.port(new String(data, StandardCharsets.UTF_8))
                    .ifPresent(port -> assertThat(port).isBetween(1L, 0xffff_ffffL));
        } catch (QuoteException e) {
            assertThat(e.getMessage()).contains("/etc/tdx-attest.conf, line ").hasSizeLessThan(300);
            assertThat(e.getMessage().chars().noneMatch(Character::isISOControl))
                    .as("no control characters for a terminal")
                    .isTrue();
        }
    }
}
