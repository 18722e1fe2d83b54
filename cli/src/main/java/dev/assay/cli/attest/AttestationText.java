package dev.assay.cli.attest;

import dev.assay.cli.text.Page;
import dev.assay.cli.text.Style;
import dev.assay.cli.verdict.VerdictText;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells an attestation to people: what was proven, the verdict, how it went, and what the verdict rests on. */
public final class AttestationText {

    private static final int STAGE_WIDTH = 13;
    private static final int SOURCE_WIDTH = 11;

    private final Page page;
    private final Style style;
    private final Attestation attestation;

    private AttestationText(Attestation attestation, Page page) {
        this.attestation = attestation;
        this.page = page;
        this.style = page.style();
    }

    /**
     * The whole story.
     *
     * @param kept where the evidence was written
     * @param isVerbose whether to say, of interfaces too that this machine simply does not have, what they would take
     */
    public static String of(Attestation attestation, Optional<Path> kept, boolean isVerbose, Style style) {
        Page page = new Page(style);
        AttestationText text = new AttestationText(attestation, page);
        if (attestation.isSimulated()) {
            text.writeWarning();
        }
        VerdictText.write(page, attestation.answer(), rest -> text.writeStages());
        text.writeSources(isVerbose);
        if (attestation.evidence().isPresent()) {
            text.writeChallenge();
        }
        kept.ifPresent(text::writeKept);
        return page.toString();
    }

    private void writeWarning() {
        page.line(style.strong(
                style.doubtful("No hardware proof was made: the quote is of a simulated platform under a TEST root.")));
    }

    private void writeStages() {
        page.heading("How it went");
        for (Stage stage : attestation.stages()) {
            String mark = switch (stage.state()) {
                case DONE -> style.tick();
                case PARTIAL -> style.question();
                case FAILED -> style.cross();
            };
            page.wrapped(
                    "  " + mark + " " + Page.pad(stage.name().title(), STAGE_WIDTH)
                            + millis(stage.took().toNanos()) + "  ",
                    4 + STAGE_WIDTH + 12,
                    stage.detail());
        }
        page.line(" ".repeat(4 + STAGE_WIDTH) + millis(attestation.took().toNanos())
                + "  from the beginning to the verdict");
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%7.1f ms", nanos / 1e6);
    }

    /** Where no quote came, the reasons have said already what is wrong with those that are meant to work. */
    private void writeSources(boolean isVerbose) {
        List<Tried> untold = attestation.tried().stream()
                .filter(tried -> attestation.evidence().isPresent()
                        || tried.problem().isEmpty()
                        || (tried.state() == Tried.State.ABSENT
                                && attestation.tried().size() > 1))
                .toList();
        if (untold.isEmpty()) {
            return;
        }
        page.heading("Sources");
        for (Tried tried : untold) {
            String mark = switch (tried.state()) {
                case USED -> style.tick();
                case USABLE, ABSENT -> style.dot();
                case FAILED, BROKEN -> style.cross();
            };
            String title = Page.pad(tried.kind().label(), SOURCE_WIDTH);
            page.wrapped(
                    "  " + mark + " " + (tried.state() == Tried.State.ABSENT ? style.faint(title) : title),
                    4 + SOURCE_WIDTH,
                    what(tried, isVerbose));
        }
        if (!isVerbose && untold.stream().anyMatch(tried -> tried.state() == Tried.State.ABSENT)) {
            page.line("  " + style.faint("--verbose says what it would take to have the absent ones"));
        }
    }

    private String what(Tried tried, boolean isVerbose) {
        if (tried.state() == Tried.State.ABSENT && !isVerbose) {
            return style.faint(tried.problemText().orElse(""));
        }
        if (tried.problem().isPresent()) {
            return tried.problemText().orElse("") + " " + style.arrow() + " "
                    + tried.problem().get().advice();
        }
        String place = tried.place() + (tried.detail().isEmpty() ? "" : ": " + tried.detail());
        return tried.state() == Tried.State.USABLE ? place + ", not needed" : place;
    }

    private void writeChallenge() {
        Challenge challenge = attestation.challenge();
        challenge.nonce().ifPresent(nonce -> {
            page.heading("Freshness");
            page.line("  nonce  " + nonce.hex());
            page.wrapped(
                    "         ",
                    9,
                    style.faint("The report data are SHA-512 of the nonce"
                            + (challenge.given().isEmpty() ? "" : " and of the report data that were given")
                            + ": a quote with them is no older than it."));
        });
    }

    private void writeKept(Path place) {
        page.heading("Kept in " + place);
        List<String> commands = EvidenceFolder.commands(attestation, place);
        if (commands.isEmpty()) {
            page.line("  an attestation report, which Assay does not verify yet");
        } else {
            page.line("  " + commands.get(0));
        }
        if (commands.size() > 1) {
            page.line("  " + commands.get(1) + style.faint("   refuses it: its root is a TEST root and not Intel's"));
        }
    }
}
