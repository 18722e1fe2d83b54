package dev.assay.cli.attest;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.Evidence;
import dev.assay.cli.input.InputException;
import dev.assay.cli.verdict.Answer;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.cli.verdict.Outcome;
import dev.assay.cli.verdict.Reason;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.provision.Collected;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.verify.Verification;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Attests this machine, again and again where wanted: finds a source, asks it for a quote over fresh report data, fetches
 * the quote's collateral, verifies it and applies the policy. For one thread.
 */
public final class Attester implements AutoCloseable {

    /** Where a report of SEV-SNP has REPORT_DATA. Source: AMD SEV-SNP Firmware ABI, table ATTESTATION_REPORT. */
    private static final int SNP_REPORT_DATA = 0x50;

    private static final String HINT =
            "--source simulated shows an attestation without hardware; it proves nothing about this machine";

    private final Quoting quoting;
    private final Yardstick.Choice choice;
    private final InstantSource clock;
    private @Nullable QuoteSource judged;
    private @Nullable Yardstick yardstick;

    /**
     * @param wanted where quotes are to come from
     * @param choice by what they are judged
     * @param clock of the verification instants
     */
    public Attester(Wanted wanted, Yardstick.Choice choice, InstantSource clock) {
        this.quoting = new Quoting(wanted);
        this.choice = choice;
        this.clock = clock;
    }

    /** One attestation from the beginning. */
    public Attestation attest(Supplier<Challenge> challenges) throws InputException {
        Laps laps = new Laps();
        quoting.look(laps);
        Challenge challenge = challenges.get();
        laps.done(Stage.Name.REPORT_DATA, challenge.story());
        try {
            return judge(quoting.quote(challenge.reportData(), laps), challenge, laps);
        } catch (NoQuoteException e) {
            return withoutQuote(Outcome.UNDECIDED, reasons(e.tried()), challenge, laps);
        } catch (QuoteException e) {
            return withoutQuote(
                    Outcome.REFUSED,
                    List.of(Reason.otherReportData(
                            Tried.text(e), challenge.reportData().toString(), e.advice())),
                    challenge,
                    laps);
        }
    }

    private Attestation judge(Quoted quoted, Challenge challenge, Laps laps) throws InputException {
        RawEvidence evidence = quoted.evidence();
        if (evidence.format() == RawEvidence.Format.SNP_REPORT) {
            return judgeSnp(quoted, challenge, laps);
        }
        Yardstick by = yardstick(quoted.source());
        Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Quote quote;
        try {
            quote = Quote.parse(evidence.bytes());
        } catch (MalformedException e) {
            laps.failed(Stage.Name.VERIFY, "this is no quote: " + e.field() + " " + e.found());
            return attestation(by.appraisal().malformed(e, at), quoted, Collateral.none(), challenge, laps);
        }
        if (!evidence.binding().binds(quote.body().reportData(), challenge.reportData())) {
            Reason reason = Reason.otherReportData(
                    quote.body().reportData().hex(), challenge.reportData().toString());
            laps.failed(Stage.Name.VERIFY, "the quote is about other report data");
            Answer answer = by.appraisal().unanswered(Outcome.REFUSED, reason, at);
            return attestation(answer, quoted, Collateral.none(), challenge, laps);
        }
        Collected collected = by.supply().collect(quote);
        tell(collected, laps);
        Appraisal appraisal = by.appraisal();
        Collateral collateral = collected.collateral();
        Verification verification = appraisal.verify(quote, collateral, at);
        tell(verification, laps);
        Answer answer = appraisal
                .appraise(new Evidence(evidence.bytes(), Optional.empty()), quote, collateral, verification, at)
                .explained(collected)
                .answering(challenge.story());
        boolean content = answer.outcome() == Outcome.ACCEPTED;
        if (content) {
            laps.done(Stage.Name.APPRAISE, answer.policy() + " is content");
        } else {
            laps.failed(Stage.Name.APPRAISE, answer.outcome().toString());
        }
        return attestation(answer, quoted, collateral, challenge, laps);
    }

    private static void tell(Collected collected, Laps laps) {
        int there = collected.collateral().pieces().size();
        if (collected.missing().isEmpty()) {
            laps.done(Stage.Name.COLLATERAL, there + " documents and chains");
        } else {
            String missing = collected.missing().keySet().stream()
                    .map(CollateralPiece::title)
                    .collect(Collectors.joining(", "));
            laps.partial(Stage.Name.COLLATERAL, "not to be had: " + missing);
        }
    }

    private static void tell(Verification verification, Laps laps) {
        switch (verification) {
            case Verification.Verified verified ->
                laps.done(Stage.Name.VERIFY, "signatures, chains and dates are right; " + verified.status());
            case Verification.Rejected rejected ->
                laps.failed(
                        Stage.Name.VERIFY,
                        rejected.reasons().get(0).code() + ", "
                                + rejected.reasons().get(0).where());
            case Verification.Undecided undecided ->
                laps.partial(Stage.Name.VERIFY, undecided.missing().size() + " documents are missing");
        }
    }

    private Attestation judgeSnp(Quoted quoted, Challenge challenge, Laps laps) throws InputException {
        Yardstick by = yardstick(quoted.source());
        Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        RawEvidence evidence = quoted.evidence();
        boolean whole = evidence.bytes().length() >= SNP_REPORT_DATA + ReportData.SIZE;
        Bytes reportData = whole ? evidence.bytes().slice(SNP_REPORT_DATA, ReportData.SIZE) : Bytes.EMPTY;
        boolean bound = evidence.binding().binds(reportData, challenge.reportData());
        laps.partial(Stage.Name.VERIFY, "reports of SEV-SNP are not verified yet");
        Answer answer = bound
                ? by.appraisal()
                        .unanswered(
                                Outcome.UNDECIDED,
                                Reason.snpReport(evidence.bytes().length()),
                                at)
                : by.appraisal()
                        .unanswered(
                                Outcome.REFUSED,
                                Reason.otherReportData(
                                        reportData.hex(), challenge.reportData().toString()),
                                at);
        return attestation(answer, quoted, Collateral.none(), challenge, laps);
    }

    /** What every interface that is meant to work said, or the one that was asked for. */
    private static List<Reason> reasons(List<Tried> tried) {
        List<Reason> reasons = new ArrayList<>();
        for (Tried one : tried) {
            if (one.problem().isPresent() && (tried.size() == 1 || one.state() != Tried.State.ABSENT)) {
                QuoteException problem = one.problem().get();
                reasons.add(new Reason(
                        Reason.QUOTE_SOURCE + problem.reason(),
                        one.kind().label() + ", " + one.place(),
                        Tried.text(problem),
                        "a quote",
                        problem.advice()));
            }
        }
        return reasons;
    }

    private Attestation withoutQuote(Outcome outcome, List<Reason> reasons, Challenge challenge, Laps laps)
            throws InputException {
        Yardstick by = choice.of(Optional.empty());
        Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Answer answer = by.appraisal().unanswered(outcome, reasons, at);
        boolean helps = outcome == Outcome.UNDECIDED
                && quoting.tried().stream().noneMatch(tried -> tried.kind() == QuoteSource.Kind.SIMULATED);
        return new Attestation(
                helps ? answer.noted(List.of(HINT)) : answer,
                challenge,
                quoting.tried(),
                laps.stages(),
                laps.total(),
                Optional.empty(),
                Optional.empty(),
                Collateral.none(),
                Optional.empty());
    }

    private Attestation attestation(Answer answer, Quoted quoted, Collateral collateral, Challenge challenge, Laps laps)
            throws InputException {
        return new Attestation(
                answer,
                challenge,
                quoted.tried(),
                laps.stages(),
                laps.total(),
                Optional.of(quoted.source().kind()),
                Optional.of(quoted.evidence()),
                collateral,
                yardstick(quoted.source()).testRoot());
    }

    /** The same as long as the source is, since it holds what has been fetched. */
    private Yardstick yardstick(QuoteSource source) throws InputException {
        Yardstick known = yardstick;
        if (known == null || !source.equals(judged)) {
            known = choice.of(Optional.of(source));
            yardstick = known;
            judged = source;
        }
        return known;
    }

    @Override
    public void close() {
        quoting.close();
    }
}
