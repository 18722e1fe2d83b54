package dev.assay.cli.attest;

import dev.assay.platform.Detected;
import dev.assay.platform.Detection;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.QuoteSource.Kind;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes quotes from the source that was asked for, or from the best that works. One that has given a quote stays open for
 * the next; one that fails is closed, and all are looked at anew.
 *
 * <p>A simulated platform stands in only on a machine that has nothing to prove itself with. Where an interface is there
 * and cannot be used, a simulated quote would hide what has to be repaired.
 */
final class Quoting implements AutoCloseable {

    private final Wanted wanted;
    private @Nullable QuoteSource open;
    private List<Detected> found = List.of();
    private List<Tried> tried = List.of();

    Quoting(Wanted wanted) {
        this.wanted = wanted;
    }

    /** Finds out what there is, unless the source of the last time is still open. */
    void look(Laps laps) {
        boolean best = tried.stream().noneMatch(one -> one.state() == Tried.State.FAILED);
        if (open != null && best) {
            laps.done(Stage.Name.DETECT, open.kind().title() + " is still open");
            return;
        }
        close();
        found = candidates();
        tried = new ArrayList<>(found.stream().map(Tried::of).toList());
        String usable = found.stream()
                .filter(Detected.Usable.class::isInstance)
                .map(one -> one.kind().label())
                .collect(Collectors.joining(", "));
        if (usable.isEmpty()) {
            laps.failed(Stage.Name.DETECT, "nothing here can be used");
        } else if (wanted.kind().isEmpty() && usable.equals(Kind.SIMULATED.label())) {
            laps.done(Stage.Name.DETECT, "no quoting interface on this machine");
        } else {
            laps.done(Stage.Name.DETECT, "usable: " + usable);
        }
    }

    private List<Detected> candidates() {
        if (wanted.kind().isPresent() && wanted.kind().get() == Kind.SIMULATED) {
            return List.of(wanted.simulated());
        }
        Detection detection = wanted.look().get();
        if (wanted.kind().isPresent()) {
            return detection.of(wanted.kind().get()).stream().toList();
        }
        List<Detected> all = new ArrayList<>(detection.interfaces());
        if (!detection.isTee()) {
            all.add(wanted.simulated());
        }
        return all;
    }

    /**
     * A quote over {@code reportData} of the source that is open, or of the first that gives one.
     *
     * @throws QuoteException if the evidence is about other report data: no other source is asked then
     */
    Quoted quote(ReportData reportData, Laps laps) throws NoQuoteException, QuoteException {
        if (open != null) {
            QuoteSource kept = open;
            Optional<RawEvidence> evidence = ask(kept, used(), reportData, laps);
            if (evidence.isPresent()) {
                return new Quoted(kept, evidence.get(), List.copyOf(tried));
            }
            look(laps);
        }
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i) instanceof Detected.Usable usable) {
                Optional<Quoted> quoted = open(usable, i, reportData, laps);
                if (quoted.isPresent()) {
                    return quoted.get();
                }
            }
        }
        throw new NoQuoteException(tried);
    }

    private Optional<Quoted> open(Detected.Usable usable, int index, ReportData reportData, Laps laps)
            throws QuoteException {
        QuoteSource source;
        try {
            source = usable.opening().open();
        } catch (QuoteException e) {
            failed(index, e, laps);
            return Optional.empty();
        }
        open = source;
        Optional<RawEvidence> evidence = ask(source, index, reportData, laps);
        if (evidence.isPresent()) {
            tried.set(index, tried.get(index).used());
        }
        return evidence.map(bytes -> new Quoted(source, bytes, List.copyOf(tried)));
    }

    private Optional<RawEvidence> ask(QuoteSource source, int index, ReportData reportData, Laps laps)
            throws QuoteException {
        try {
            RawEvidence evidence = source.quote(reportData);
            laps.done(
                    Stage.Name.QUOTE,
                    evidence.bytes().length() + " bytes from " + source.kind().title());
            return Optional.of(evidence);
        } catch (QuoteException e) {
            close();
            failed(index, e, laps);
            if (e.reason() == QuoteException.Reason.MISMATCH) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void failed(int index, QuoteException problem, Laps laps) {
        tried.set(index, tried.get(index).failed(problem));
        laps.failed(Stage.Name.QUOTE, tried.get(index).kind().label() + ": " + Tried.text(problem));
    }

    private int used() {
        for (int i = 0; i < tried.size(); i++) {
            if (tried.get(i).state() == Tried.State.USED) {
                return i;
            }
        }
        throw new IllegalStateException("a source is open, and none was used");
    }

    /** What became of each source so far. */
    List<Tried> tried() {
        return List.copyOf(tried);
    }

    @Override
    public void close() {
        QuoteSource closing = open;
        open = null;
        if (closing != null) {
            closing.close();
        }
    }
}
