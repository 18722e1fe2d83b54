package dev.assay.cli.watch;

import dev.assay.cli.attest.Attestation;
import dev.assay.cli.text.Page;
import dev.assay.cli.text.Style;
import dev.assay.cli.verdict.Answer;
import dev.assay.cli.verdict.Outcome;
import dev.assay.cli.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells rounds to people: a line each, and the reasons when they are others than those of the round before. */
public final class WatchText {

    private final Style style;
    private List<String> last = List.of();
    private boolean warned;

    public WatchText(Style style) {
        this.style = style;
    }

    /** The lines of a round, each with its end. */
    public String of(Attestation attestation) {
        Page page = new Page(style);
        if (attestation.isSimulated() && !warned) {
            page.line(style.strong(style.doubtful(
                    "No hardware proof is made: the quotes are of a simulated platform under a TEST root.")));
            warned = true;
        }
        Answer answer = attestation.answer();
        String mark = switch (answer.outcome()) {
            case ACCEPTED -> style.tick();
            case REFUSED -> style.cross();
            case UNDECIDED -> style.question();
        };
        String status =
                answer.verified().map(verified -> verified.status().toString()).orElse("");
        String source = attestation.source().map(kind -> kind.label()).orElse("no quote");
        page.line(answer.at() + "  " + mark + " " + Page.pad(answer.outcome().toString(), 9) + "  "
                + Page.pad(status, 13) + "  "
                + String.format(Locale.ROOT, "%7.1f ms", attestation.took().toNanos() / 1e6) + "  " + source);
        List<String> now = signature(answer);
        if (!now.equals(last)) {
            answer.reasons().forEach(reason -> write(page, reason));
            answer.notes().forEach(note -> page.wrapped("    " + style.doubtful("!") + " ", 6, note));
        }
        last = now;
        return page.toString();
    }

    private void write(Page page, Reason reason) {
        page.wrapped(
                "    " + (reason.isMissingPiece() ? style.question() : style.cross()) + " ",
                6,
                style.strong(reason.where()) + " " + style.faint(reason.code()) + ": found " + reason.found()
                        + ", expected " + reason.expected() + " " + style.arrow() + " " + reason.advice());
    }

    /** What makes two rounds the same to a person; texts differ in times and counts. */
    private static List<String> signature(Answer answer) {
        List<String> signature = new ArrayList<>();
        signature.add(answer.outcome().toString());
        if (answer.outcome() != Outcome.ACCEPTED) {
            answer.reasons().forEach(reason -> signature.add(reason.code() + " " + reason.where()));
        }
        signature.add("notes " + answer.notes().size());
        return signature;
    }
}
