package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import java.util.Locale;

/** What becomes of a right answer. */
final class SpoiledAnswer {

    private SpoiledAnswer() {}

    /** What becomes of the right answer before it is sent; faults of the wire leave it as it is. */
    static PcsAnswer apply(PcsFault fault, PcsAnswer right, Bytes foreignChain) {
        if (fault instanceof PcsFault.Status status) {
            PcsAnswer answer = PcsAnswer.of(status.status()).withBody(Bytes.ofUtf8(status.body()));
            return status.retryAfter()
                    .map(value -> answer.with("Retry-After", value))
                    .orElse(answer);
        }
        if (fault instanceof PcsFault.CutShort) {
            return right.withBody(right.body().slice(0, right.body().length() / 2));
        }
        if (fault instanceof PcsFault.Oversized oversized) {
            int missing = Math.max(0, oversized.size() - right.body().length());
            return right.withBody(Bytes.concat(right.body(), Bytes.ofUtf8(" ".repeat(missing))));
        }
        if (fault instanceof PcsFault.WebPage) {
            return PcsAnswer.of(
                    "text/html", Bytes.ofUtf8("<!DOCTYPE html><html><body>ASSAY TEST: sign in</body></html>\n"));
        }
        if (fault instanceof PcsFault.WithoutChain) {
            return right.withHeaders(right.headers().stream()
                    .filter(header -> !PcsAnswer.isChain(header))
                    .toList());
        }
        if (fault instanceof PcsFault.ForeignChain) {
            return right.withHeaders(right.headers().stream()
                    .map(header -> PcsAnswer.isChain(header)
                            ? new PcsAnswer.Header(header.name(), PcsAnswer.percentEncoded(foreignChain))
                            : header)
                    .toList());
        }
        if (fault instanceof PcsFault.LowerCaseHeaders) {
            return right.withHeaders(right.headers().stream()
                    .map(header -> new PcsAnswer.Header(header.name().toLowerCase(Locale.ROOT), header.value()))
                    .toList());
        }
        return right;
    }
}
