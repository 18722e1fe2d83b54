package dev.assay.cli.verdict;

import dev.assay.cli.facts.Facts;
import dev.assay.cli.facts.QuoteFacts;
import dev.assay.cli.text.Distance;
import dev.assay.cli.text.FactsText;
import dev.assay.cli.text.Page;
import dev.assay.cli.text.Style;
import dev.assay.cli.verdict.Story.Line;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.TcbStatus;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Quote;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.TrustDomain;
import dev.assay.verify.Validity;
import dev.assay.verify.Verification.Verified;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells an answer to people: the verdict, why, what is missing and how to get it, what was attested, what expires. */
public final class VerdictText {

    private static final int STEP_WIDTH = 17;

    private final Page page;
    private final Style style;
    private final Answer answer;

    private VerdictText(Answer answer, Page page) {
        this.page = page;
        this.style = page.style();
        this.answer = answer;
    }

    public static String of(Answer answer, Style style) {
        Page page = new Page(style);
        write(page, answer, own -> {});
        return page.toString();
    }

    /**
     * Writes {@code answer} on {@code page}.
     *
     * @param prelude writes what is to stand between the verdict with its reasons and what it rests on
     */
    public static void write(Page page, Answer answer, Consumer<Page> prelude) {
        VerdictText text = new VerdictText(answer, page);
        text.writeVerdict();
        text.writeReasons();
        prelude.accept(page);
        text.writeStory();
        text.writeTcb();
        text.writeQuote();
        text.writePlatform();
        text.writeExpiry();
        text.writeNotes();
    }

    private void writeVerdict() {
        String status =
                answer.verified().map(verified -> verified.status().toString()).orElse("");
        String line = switch (answer.outcome()) {
            case ACCEPTED -> style.tick() + " " + style.strong(style.good("ACCEPTED"));
            case REFUSED -> style.cross() + " " + style.strong(style.bad("REFUSED"));
            case UNDECIDED -> style.question() + " " + style.strong(style.doubtful("UNDECIDED"));
        };
        page.line(status.isEmpty() ? line : line + "  " + style.strong(status) + advisoryCount());
        String subject = answer.quote()
                .map(quote ->
                        quote.tee() + " quote of version " + quote.header().version() + ", ")
                .orElse("");
        page.line("  " + subject + "judged at " + answer.at() + " under " + root());
        if (answer.trustDomain() instanceof TrustDomain.Test) {
            page.line("  " + style.doubtful("A test root proves nothing about hardware."));
        }
    }

    private String advisoryCount() {
        int count = answer.verified()
                .map(verified -> verified.launch().advisoryIds().size())
                .orElse(0);
        return switch (count) {
            case 0 -> ", no advisories";
            case 1 -> ", 1 advisory";
            default -> ", " + count + " advisories";
        };
    }

    private String root() {
        return answer.trustDomain() instanceof TrustDomain.Intel ? "Intel's root" : "the root " + answer.trustDomain();
    }

    private void writeReasons() {
        if (answer.reasons().isEmpty()) {
            return;
        }
        List<Reason> missing =
                answer.reasons().stream().filter(Reason::isMissingPiece).toList();
        List<Reason> wrong = merged(answer.reasons().stream()
                .filter(reason -> !reason.isMissingPiece())
                .toList());
        if (!wrong.isEmpty()) {
            page.heading("Why not");
        }
        for (int i = 0; i < wrong.size(); i++) {
            Reason reason = wrong.get(i);
            page.wrapped(
                    "  " + style.cross() + " ", 4, style.strong(reason.where()) + "  " + style.faint(reason.code()));
            page.wrapped("      found     ", 16, reason.found());
            page.wrapped("      expected  ", 16, reason.expected());
            boolean adviceFollows =
                    i + 1 < wrong.size() && wrong.get(i + 1).advice().equals(reason.advice());
            if (!adviceFollows) {
                writeAdvice("    ", reason.advice());
            }
        }
        if (!missing.isEmpty()) {
            writeMissing(missing);
        }
    }

    /** What is wrong, a wrong root first since much follows from it; the same thing in several places once. */
    private static List<Reason> merged(List<Reason> reasons) {
        Map<Reason, List<String>> places = new LinkedHashMap<>();
        for (boolean untrusted : new boolean[] {true, false}) {
            for (Reason reason : reasons) {
                if (reason.code().equals(ReasonCode.CHAIN_UNTRUSTED.name()) == untrusted) {
                    places.computeIfAbsent(reason.at(""), anywhere -> new ArrayList<>())
                            .add(reason.where());
                }
            }
        }
        List<Reason> merged = new ArrayList<>(places.size());
        places.forEach((reason, where) -> merged.add(reason.at(String.join("; ", where))));
        return merged;
    }

    private void writeMissing(List<Reason> missing) {
        page.heading("What is missing");
        for (CollateralPiece piece : CollateralPiece.values()) {
            if (missing.stream().anyMatch(reason -> reason.where().equals(piece.title()))) {
                page.line("  " + style.question() + " " + Page.pad(piece.title(), 33) + style.faint(piece.fileName()));
            }
        }
        List<String> said = missing.stream()
                .filter(Reason::wasFetched)
                .flatMap(reason -> reason.found().lines())
                .distinct()
                .toList();
        if (!said.isEmpty()) {
            page.heading("What fetching came to");
            said.forEach(line ->
                    page.wrapped(line.startsWith(" ") ? "      " : "    ", line.startsWith(" ") ? 6 : 4, line.strip()));
        }
        String forWhat = answer.platform()
                .map(pck -> " for FMSPC " + pck.extension().fmspc() + " and ca=" + pck.ca())
                .orElse("");
        writeAdvice("", "fetch it" + forWhat + ", and give it by --collateral, a folder or a bundle");
    }

    private void writeStory() {
        List<Line> lines = Story.of(answer);
        if (lines.isEmpty()) {
            return;
        }
        page.heading("Chain of reasoning");
        for (Line line : lines) {
            String mark = switch (line.state()) {
                case RIGHT -> style.tick();
                case DOUBTFUL -> style.doubtful("!");
                case WRONG -> style.cross();
                case MISSING -> style.question();
                case NOT_TAKEN -> style.dot();
            };
            String title = Page.pad(line.step().title(), STEP_WIDTH);
            boolean taken = line.state() != Story.State.NOT_TAKEN;
            page.wrapped(
                    "  " + mark + " " + (taken ? title : style.faint(title)),
                    4 + STEP_WIDTH,
                    taken ? line.text() : style.faint(line.text()));
        }
    }

    private void writeTcb() {
        Optional<TcbShortfall> shortfall = TcbShortfall.of(answer);
        List<String> advisories = answer.verified()
                .map(verified -> verified.launch().advisoryIds())
                .orElse(List.of());
        if (shortfall.isEmpty() && advisories.isEmpty()) {
            return;
        }
        page.heading("TCB");
        if (!advisories.isEmpty()) {
            page.wrapped("  " + Page.pad("advisories", STEP_WIDTH + 2), STEP_WIDTH + 4, String.join(" ", advisories));
        }
        shortfall.ifPresent(this::writeShortfall);
    }

    private void writeShortfall(TcbShortfall shortfall) {
        answer.verified().map(verified -> meaning(verified.status())).ifPresent(text -> page.wrapped("  ", 2, text));
        String level = "the " + shortfall.level().status() + " level of "
                + Story.day(shortfall.level().tcbDate().toString());
        if (shortfall.parts().isEmpty()) {
            page.wrapped("  ", 2, "No update is missing: all security versions reach " + level + ".");
            return;
        }
        page.line("  Short of " + level + ":");
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("security version", "of", "has", "needs"));
        Map<String, List<String>> fixes = new LinkedHashMap<>();
        for (TcbShortfall.Part part : shortfall.parts()) {
            lines.add(List.of(
                    part.component(), part.what(), Integer.toString(part.has()), Integer.toString(part.needs())));
            fixes.computeIfAbsent(part.fix(), fix -> new ArrayList<>()).add(part.component());
        }
        FactsText.table(page, lines, 4);
        fixes.forEach((fix, components) -> writeAdvice("", fix + ", for " + String.join(", ", components)));
        if (shortfall.needsNewCertificate()) {
            writeAdvice("", "then have the platform provisioned anew: its next PCK certificate shows the new versions");
        }
    }

    private void writeAdvice(String indent, String advice) {
        String lead = indent + "  ";
        page.wrapped(lead + style.arrow() + " ", lead.length() + style.arrow().length() + 1, advice);
    }

    private static String meaning(TcbStatus status) {
        return switch (status) {
            case UP_TO_DATE -> "Nothing to do.";
            case SW_HARDENING_NEEDED ->
                "The platform is current; the attested software must itself mitigate the advisories.";
            case CONFIGURATION_NEEDED ->
                "The platform is current; firmware settings leave it open to the advisories (often hyper-threading,"
                        + " or the integrated graphics).";
            case CONFIGURATION_AND_SW_HARDENING_NEEDED ->
                "The platform is current; firmware settings leave it open to the advisories, and the attested software"
                        + " must mitigate some of them itself.";
            case OUT_OF_DATE -> "Security updates are missing.";
            case OUT_OF_DATE_CONFIGURATION_NEEDED -> "Security updates are missing, and firmware settings must change.";
            case TD_RELAUNCH_ADVISED -> "The host has been updated since the TD was launched; launch the TD anew.";
            case TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED ->
                "The host has been updated since the TD was launched; launch the TD anew, and change firmware settings.";
            case REVOKED -> "Keys of this TCB are compromised. No policy accepts it.";
        };
    }

    private void writeQuote() {
        if (answer.quote().isEmpty()) {
            return;
        }
        Quote quote = answer.quote().get();
        page.heading(answer.verified().isPresent() ? "What was attested" : "What the quote claims (not proven)");
        Facts facts = new Facts();
        if (quote.body() instanceof SgxReport report) {
            facts.add("", "MRENCLAVE", report.mrEnclave())
                    .add("", "MRSIGNER", report.mrSigner())
                    .add("", "product", report.isvProdId(), "security version " + report.isvSvn())
                    .add("", "debug", report.attributes().isDebug());
        } else if (quote.body() instanceof TdReport report) {
            facts.add("", "MRTD", report.mrTd())
                    .addTexts("", "RTMR 0 to 3", QuoteFacts.hex(report.rtMrs()))
                    .add("", "debug", report.tdAttributes().isDebug());
        }
        FactsText.write(page, facts.add("", "report data", quote.body().reportData()), 2);
    }

    private void writePlatform() {
        if (answer.platform().isEmpty()) {
            return;
        }
        PckCertificate pck = answer.platform().get();
        page.heading(answer.verified().isPresent() ? "Platform" : "Platform (claimed, not proven)");
        Facts facts = new Facts()
                .add(
                        "",
                        "FMSPC",
                        pck.extension().fmspc(),
                        "PCE-ID " + pck.extension().pceId() + ", ca=" + pck.ca())
                .add("", "PPID", pck.extension().ppid());
        pck.extension().platformInstanceId().ifPresent(id -> facts.add("", "instance", id));
        pck.extension()
                .configuration()
                .ifPresent(flags -> facts.add(
                        "",
                        "configuration",
                        "hyper-threading " + (flags.smtEnabled() ? "on" : "off") + ", cached keys "
                                + (flags.cachedKeys() ? "on" : "off") + ", dynamic platform "
                                + (flags.dynamicPlatform() ? "on" : "off")));
        FactsText.write(page, facts, 2);
    }

    /** Each piece once, though a certificate stands in several chains. */
    private void writeNotes() {
        if (answer.notes().isEmpty()) {
            return;
        }
        page.heading("Notes");
        answer.notes().forEach(note -> page.wrapped("  " + style.doubtful("!") + " ", 4, note));
    }

    private void writeExpiry() {
        if (answer.verified().isEmpty()) {
            return;
        }
        Verified verified = answer.verified().get();
        page.heading("What expires when");
        List<String> seen = new ArrayList<>();
        List<Validity> byEnd = new ArrayList<>(verified.collateral().validities());
        byEnd.sort((one, other) -> one.until().compareTo(other.until()));
        for (Validity validity : byEnd) {
            int comma = validity.what().lastIndexOf(", ");
            String what = comma < 0
                    ? validity.what()
                    : "certificate " + validity.what().substring(comma + 2);
            String line =
                    validity.until() + "  " + Page.pad(Distance.until(verified.at(), validity.until()), 14) + what;
            if (!seen.contains(line)) {
                seen.add(line);
                page.line("  " + (validity.until().isBefore(verified.at()) ? style.doubtful(line) : line));
            }
        }
    }
}
