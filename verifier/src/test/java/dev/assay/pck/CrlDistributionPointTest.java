package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.verify.TrustAnchor;
import java.net.URI;
import org.junit.jupiter.api.Test;

class CrlDistributionPointTest {

    @Test
    void intelsRootNamesIntelsAddress() throws Exception {
        assertThat(CrlDistributionPoint.of(TrustAnchor.intel().root()))
                .contains(URI.create("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"));
    }
}
