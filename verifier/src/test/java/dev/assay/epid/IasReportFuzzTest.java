package dev.assay.epid;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.epid.IasVerification.Verified;

/** Whatever arrives, it is a report, an answer, or malformed; nothing else is thrown, and nobody gets in. */
class IasReportFuzzTest {

    @FuzzTest
    void parsesOrSaysWhyNot(byte[] data) {
        try {
            IasReport report = IasReport.parse(Bytes.of(data));
            if (report.quoteBody().report().encoded().length() != 384) {
                throw new AssertionError("a quote body of another length");
            }
        } catch (MalformedException expected) {
            // says why
        }
    }

    @FuzzTest
    void believesNobody(byte[] data) {
        Bytes all = Bytes.of(data);
        int third = all.length() / 3;
        try {
            SignedIasReport signed = SignedIasReport.parse(
                    all.slice(0, third),
                    all.slice(third, third).latin1(),
                    all.from(2 * third).latin1());
            if (IasVerifier.intel().verify(signed, ReportAge.acceptAny()) instanceof Verified) {
                throw new AssertionError("a forged report");
            }
        } catch (MalformedException expected) {
            // says why
        }
    }
}
