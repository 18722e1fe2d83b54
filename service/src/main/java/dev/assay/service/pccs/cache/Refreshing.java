package dev.assay.service.pccs.cache;

import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.EvaluationNumbersKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.DocumentTable.Summary;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.Store;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Has what is kept fetched anew, each item on its own: what fails is reported and stays as it was. */
final class Refreshing {

    private static final Logger LOG = System.getLogger(Refreshing.class.getName());

    /** Polite to the upstream, and still quick. */
    private static final int AT_A_TIME = 8;

    private static final int PAGE = 200;

    /** Nobody waits at a browser for a refresh. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How many failures a report spells out. */
    private static final int SPELLED_OUT = 5;

    private final Store store;
    private final CacheSetup setup;
    private final Documents documents;
    private final Platforms platforms;
    private final PlatformFetch fetch;

    Refreshing(Store store, CacheSetup setup, Documents documents, Platforms platforms, PlatformFetch fetch) {
        this.store = store;
        this.setup = setup;
        this.documents = documents;
        this.platforms = platforms;
        this.fetch = fetch;
    }

    /** What became of one item; an empty failure is a success. */
    record Outcome(String item, Optional<String> failure) {}

    private interface Item {
        Outcome run();
    }

    /** All documents; {@code 502} with a report if any of them could not be had. */
    void documents() throws Refusal {
        requireUpstream();
        report("documents", refreshed(kept()));
    }

    /** The certificates of all platforms, or of those with one of the FMSPCs. */
    void certificates(List<String> fmspcs) throws Refusal {
        requireUpstream();
        List<Outcome> outcomes = new ArrayList<>();
        Optional<Platform> last = Optional.empty();
        boolean more = true;
        while (more) {
            Optional<Platform> after = last;
            List<Platform> page = store.read(t -> t.platforms().list(Set.copyOf(fmspcs), after, PAGE));
            outcomes.addAll(run(page.stream()
                    .map(platform -> (Item) () -> certificates(platform))
                    .toList()));
            more = page.size() == PAGE;
            last = page.isEmpty() ? last : Optional.of(page.getLast());
        }
        report("platforms", outcomes);
    }

    private void requireUpstream() throws Refusal {
        if (setup.mode() == Mode.OFFLINE) {
            throw new Refusal(Status.UNAVAILABLE, "in mode OFFLINE nothing is fetched: put newer collateral instead");
        }
    }

    /** What there is that the upstream could have a newer one of. */
    List<Summary> kept() {
        return store.read(t -> t.documents().list()).stream()
                .filter(document -> document.api() == Api.V4.number())
                .toList();
    }

    List<Outcome> refreshed(List<Summary> summaries) throws Refusal {
        return run(summaries.stream()
                .map(summary -> (Item) () -> document(summary))
                .toList());
    }

    private Outcome document(Summary summary) {
        DocumentKey key = DocumentKey.parse(summary.key());
        try {
            documents.refresh(key, summary.fetched(), summary.issued(), PATIENCE);
            return new Outcome(summary.key(), Optional.empty());
        } catch (Refusal refusal) {
            if (refusal.status() == Status.NOT_FOUND && isNumbered(key)) {
                LOG.log(Level.INFO, "{0} is not published any more; the last one is kept", summary.key());
                return new Outcome(summary.key(), Optional.empty());
            }
            return new Outcome(summary.key(), Optional.of(String.valueOf(refusal.getMessage())));
        }
    }

    private static boolean isNumbered(DocumentKey key) {
        return switch (key) {
            case TcbInfoKey tcbInfo -> tcbInfo.set() instanceof TcbSet.Numbered;
            case IdentityKey identity -> identity.set() instanceof TcbSet.Numbered;
            case DocumentKey.PckCrlKey crl -> false;
            case DocumentKey.RootCaCrlKey crl -> false;
            case EvaluationNumbersKey numbers -> false;
        };
    }

    private Outcome certificates(Platform platform) {
        String item = platform.qeId() + "/" + platform.pceId();
        try {
            if (Platforms.ask(platform.pceId(), platform.encryptedPpid(), platform.manifest())
                    .isEmpty()) {
                LOG.log(Level.INFO, "platform {0} has no PPID or manifest to ask with; its certificates stay", item);
                return new Outcome(item, Optional.empty());
            }
            Registration asked = new Registration(
                    platform.qeId(), platform.pceId(), "", "", platform.encryptedPpid(), platform.manifest());
            fetch.registered(
                    asked,
                    Optional::empty,
                    (row, proven) -> Undone.write(store, t -> {
                        platforms.put(t, row, proven, List.of(), false);
                        if (proven.withheld() == 0) {
                            t.registrations().settle(row.qeId(), row.pceId());
                        }
                        return true;
                    }));
            return new Outcome(item, Optional.empty());
        } catch (Refusal refusal) {
            return new Outcome(item, Optional.of(String.valueOf(refusal.getMessage())));
        }
    }

    private static List<Outcome> run(List<Item> items) throws Refusal {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_A_TIME, Thread.ofVirtual().name("refresh ", 0).factory())) {
            List<Future<Outcome>> results = new ArrayList<>();
            for (Item item : items) {
                results.add(threads.submit(item::run));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> result : results) {
                outcomes.add(result.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw Flights.rethrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Status.UNAVAILABLE, "the server is shutting down");
        }
    }

    private static void report(String what, List<Outcome> outcomes) throws Refusal {
        List<String> failures = outcomes.stream()
                .flatMap(outcome -> outcome.failure().stream().map(failure -> outcome.item() + ": " + failure))
                .toList();
        LOG.log(Level.INFO, "refresh of {0} {1}: {2} failed", outcomes.size(), what, failures.size());
        for (String failure : failures) {
            LOG.log(Level.WARNING, "not refreshed: {0}", failure);
        }
        if (!failures.isEmpty()) {
            throw new Refusal(
                    Status.UPSTREAM_ERROR,
                    failures.size() + " of " + outcomes.size() + " " + what
                            + " were not refreshed and stay as they were: "
                            + String.join("; ", failures.subList(0, Math.min(SPELLED_OUT, failures.size()))));
        }
    }
}
