package dev.assay.cli;

import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.input.SecretFile;
import dev.assay.cli.server.ServerLog;
import dev.assay.cli.server.ServerStatus;
import dev.assay.cli.text.Distance;
import dev.assay.cli.text.Page;
import dev.assay.cli.text.Style;
import dev.assay.service.metrics.CacheFacts;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Says what a PCCS has, how fresh it is, and who waits. */
final class PccsStatusCommand implements Callable<Integer> {

    static final String NAME = "status";

    private static final String URL = "--url";
    private static final String TOKEN = "--admin-token-file";
    private static final String TRUST = "--trust";
    private static final int ALARM = 1;

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Says what is cached, how fresh it is, and how many platforms wait: of a running server by --url, or of the",
            "data folder or database when no server has it open.",
            "");

    PccsStatusCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  assay pccs status --url https://localhost:8081 --admin-token-file admin.token --trust cert.pem",
                        "  assay pccs status --data /var/lib/assay",
                        "",
                        "Exit codes: 0 all is in order, 1 there is an alarm, 2 wrong usage, 3 neither server nor data answer.");
        spec.addOption(Options.value(URL, "URL", "Address of a running server."))
                .addOption(Options.value(TOKEN, "FILE", "Its admin token."))
                .addOption(Options.value(
                        TRUST, "FILE.pem", "Certificate that its TLS may lead to (default: those of the JVM)."));
        PccsSettings.addStoreTo(spec);
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException, UnavailableException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean json = Options.wantsJson(given);
        CacheFacts facts = Options.isSet(given, URL) ? ask(given) : look(given);
        if (json) {
            byte[] document = ServerStatus.write(facts);
            streams.out().write(document, 0, document.length);
            streams.out().println();
        } else {
            streams.out().print(text(facts, Instant.now().truncatedTo(ChronoUnit.SECONDS), streams.style()));
        }
        streams.out().flush();
        return isAlarming(facts) ? ALARM : 0;
    }

    private static CacheFacts ask(ParseResult given) throws InputException, UnavailableException {
        Path token = Options.path(given, TOKEN, "admin token")
                .orElseThrow(() -> Options.wrong(given, URL + " needs " + TOKEN));
        String url = Options.value(given, URL).orElseThrow();
        Optional<Path> trust = Options.path(given, TRUST, "certificate");
        try {
            return ServerStatus.ask(url, SecretFile.read("admin token", token).secret(), trust);
        } catch (IOException e) {
            throw new UnavailableException(
                    "no status from " + url + ": " + (e.getMessage() == null ? e : e.getMessage()),
                    "Check address, token and certificate; without " + URL + " the data folder is read.");
        }
    }

    private CacheFacts look(ParseResult given) throws InputException, UnavailableException {
        PccsSettings settings = PccsSettings.of(given, System.getenv());
        String data = settings.valueOf("data");
        if (!Options.isSet(given, "--database") && !Files.isDirectory(InputFile.path("data folder", data))) {
            throw new InputException(
                    "there is no data folder " + data, "Name it by --data, or a server by " + URL + ".");
        }
        ServerLog.open(streams.err(), ServerLog.Amount.ERROR, Options.isVerbose(given));
        try {
            return Pccs.look(settings.options());
        } catch (StartException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()), e.advice() + "; or ask it by " + URL);
        }
    }

    private static boolean isAlarming(CacheFacts facts) {
        return !facts.databaseUp() || facts.alarms().values().stream().anyMatch(count -> count > 0);
    }

    static String text(CacheFacts facts, Instant now, Style style) {
        Page page = new Page(style);
        page.line((isAlarming(facts) ? style.doubtful("!") : style.tick()) + " "
                + style.strong(facts.documents().size() + " documents, " + facts.platforms() + " platforms, "
                        + facts.registrationsWaiting() + " registrations waiting"));
        page.line("  under the root " + facts.domain() + ", looked at " + now);
        page.line("  mode " + facts.mode() + ", upstream " + facts.upstream());
        if (!facts.databaseUp()) {
            page.line("  " + style.cross() + " the database does not answer");
        }
        for (Map.Entry<String, Long> alarm : facts.alarms().entrySet()) {
            if (alarm.getValue() > 0) {
                page.line("  " + style.doubtful("! " + alarm.getKey().replace('_', ' ')) + ": " + alarm.getValue());
            }
        }
        if (!facts.waiting().isEmpty()) {
            page.heading("Waiting for certificates");
            facts.waiting().forEach(one -> page.line("  QE-ID " + one.qeId() + ", PCE-ID " + one.pceId()));
            if (facts.registrationsWaiting() > facts.waiting().size()) {
                page.line("  and "
                        + (facts.registrationsWaiting() - facts.waiting().size()) + " more");
            }
        }
        if (facts.documents().isEmpty()) {
            return page.toString();
        }
        page.heading("Documents, the first to expire first");
        List<CacheFacts.DocumentFact> documents = facts.documents().stream()
                .sorted(Comparator.comparing(CacheFacts.DocumentFact::nextUpdate))
                .toList();
        int width = documents.stream()
                .mapToInt(document -> document.name().length())
                .max()
                .orElse(0);
        for (CacheFacts.DocumentFact document : documents) {
            boolean expired = document.nextUpdate().isBefore(now);
            String dates = document.nextUpdate() + "  "
                    + Page.pad(Distance.until(now, document.nextUpdate()), 12)
                    + "fetched " + Distance.since(now, document.fetched());
            page.line("  v" + document.api() + " " + Page.pad(document.name(), width) + "  "
                    + (expired ? style.doubtful(dates) : dates));
            document.failure()
                    .ifPresent(why -> page.wrapped("     " + style.doubtful("! "), 7, "not refreshed: " + why));
        }
        return page.toString();
    }
}
