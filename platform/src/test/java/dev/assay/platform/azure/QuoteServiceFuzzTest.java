package dev.assay.platform.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.quote.QuoteException;
import org.junit.jupiter.api.AfterAll;

class QuoteServiceFuzzTest {

    private static final QuoteService SERVICE = new QuoteService(QuoteService.ADDRESS);

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    private static final int[] STATUSES = {200, 302, 400, 404, 405, 410, 418, 429, 500, 503};

    /** The first byte chooses the status. */
    @FuzzTest
    void readsAnAnswerOrSaysWhyNot(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int status = STATUSES[(data[0] & 0xff) % STATUSES.length];
        byte[] body = new byte[data.length - 1];
        System.arraycopy(data, 1, body, 0, body.length);
        try {
            assertThat(SERVICE.read(status, body).length()).isLessThan(body.length);
            assertThat(status).isEqualTo(200);
        } catch (QuoteException e) {
            assertThat(e.getMessage())
                    .contains("http://169.254.169.254/acc/tdquote")
                    .hasSizeLessThan(600);
            assertThat(e.advice()).isNotBlank();
        }
    }
}
