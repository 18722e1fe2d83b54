package dev.assay.platform.tsm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.nio.charset.StandardCharsets;

class TsmEvidenceFuzzTest {

    /** Where quotes of version 4 and 5 and reports of SEV-SNP have their report data. */
    private static final int[] REPORT_DATA = {568, 574, 80};

    private static final String WHERE = "/sys/kernel/config/tsm/report/assay/outblob";

    /** The first byte chooses the provider, and where the requested report data stand. */
    @FuzzTest
    void readsOutblobsOrSaysWhyNot(byte[] data) throws MalformedException {
        if (data.length == 0) {
            return;
        }
        int choice = (data[0] & 0xff) % 3;
        Bytes outblob = Bytes.of(data).from(1);
        int at = REPORT_DATA[choice];
        ReportData requested = new ReportData(
                outblob.length() < at + 64 ? Bytes.of(new byte[64]) : outblob.slice(at, ReportData.SIZE));
        TsmProvider provider = choice == 2 ? TsmProvider.SNP : TsmProvider.TDX;
        RawEvidence evidence;
        try {
            evidence = TsmEvidence.of(provider, outblob, requested, WHERE);
        } catch (QuoteException e) {
            assertThat(e.getMessage()).contains(WHERE).hasSizeLessThan(600);
            assertThat(e.advice()).isNotBlank();
            return;
        }
        assertThat(outblob.startsWith(evidence.bytes())).isTrue();
        if (evidence.format() == RawEvidence.Format.QUOTE) {
            Quote quote = Quote.parse(evidence.bytes());
            assertThat(quote.trailing().isEmpty()).isTrue();
            assertThat(evidence.binding().binds(quote.body().reportData(), requested))
                    .isTrue();
        } else {
            assertThat(evidence.bytes()).isEqualTo(outblob);
        }
    }

    @FuzzTest
    void knowsProvidersOrSaysWhichItDoesNot(byte[] data) {
        String label = new String(data, StandardCharsets.UTF_8).strip();
        try {
            assertThat(TsmProvider.of(label).label()).isEqualTo(label);
        } catch (QuoteException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,200}");
        }
    }
}
