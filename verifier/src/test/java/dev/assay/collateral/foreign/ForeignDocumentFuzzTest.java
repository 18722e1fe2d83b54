package dev.assay.collateral.foreign;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/** Whatever arrives is recognised, unknown or malformed; what is recognised is the same bytes when written back. */
class ForeignDocumentFuzzTest {

    @FuzzTest
    void recognisesOrSaysWhyNot(byte[] data) {
        requireTotal(Bytes.of(data));
    }

    static void requireTotal(Bytes bytes) {
        try {
            ForeignDocument.recognise(bytes).ifPresent(document -> {
                if (!document.encoded().equals(bytes)) {
                    throw new AssertionError("written back otherwise: " + document.format());
                }
            });
        } catch (MalformedException expected) {
            // says why
        }
    }
}
