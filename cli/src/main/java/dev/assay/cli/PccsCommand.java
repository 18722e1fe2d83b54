package dev.assay.cli;

import dev.assay.cli.input.InputException;
import dev.assay.cli.server.ServerLog;
import dev.assay.cli.text.Page;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.StartException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JsonGenerator;

/** Serves collateral in the place of Intel's PCCS. */
final class PccsCommand implements Callable<Integer> {

    static final String NAME = "pccs";

    private static final String SHOW_SETTINGS = "--show-settings";

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Serves collateral in the place of Intel's PCCS: fetches it once, verifies it, keeps it, renews it.",
            "");

    PccsCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .customSynopsis(
                        "assay pccs [--listen HOST:PORT] [--data DIR | --database jdbc:postgresql://...] [OPTIONS]",
                        "       assay pccs status|import|token [OPTIONS]")
                .footer(
                        "",
                        "Examples:",
                        "  assay pccs",
                        "  assay pccs --listen 0.0.0.0:8081 --admin-token-file admin.token --user-token-file user.token",
                        "  assay pccs --database jdbc:postgresql://db/pccs --database-user pccs \\",
                        "             --database-password-file db.password",
                        "  assay pccs --config production.json --show-settings",
                        "",
                        "Exit codes: 0 ended by SIGTERM, 2 wrong usage or an unreadable file, 3 the port, the folder or the",
                        "database is not to be had.");
        PccsSettings.addTo(spec);
        spec.addOption(Options.flag(SHOW_SETTINGS, "Show each setting and what decides it, and start nothing."));
        Options.addCommon(spec);

        spec.addSubcommand(PccsStatusCommand.NAME, new PccsStatusCommand(streams).spec());
        spec.addSubcommand(PccsImportCommand.NAME, new PccsImportCommand(streams).spec());
        spec.addSubcommand(PccsTokenCommand.NAME, new PccsTokenCommand(streams).spec());
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException, UnavailableException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean json = Options.wantsJson(given);
        ServerLog.Manager.install();
        PccsSettings settings = PccsSettings.of(given, System.getenv());
        settings.warnings().forEach(warning -> streams.err().println("assay: warning: " + warning + "."));
        if (Options.isSet(given, SHOW_SETTINGS)) {
            show(settings, json);
            return 0;
        }
        ServerLog.open(streams.err(), settings.logLevel(), Options.isVerbose(given));
        settings.logRequests(streams.err());
        try (Pccs pccs = start(settings)) {
            Thread drain = drainWhenAskedToEnd(pccs);
            try {
                streams.err().println("listening on " + pccs.address());
                new CountDownLatch(1).await();
            } finally {
                Runtime.getRuntime().removeShutdownHook(drain);
            }
        } catch (InterruptedException ended) {
            // Whoever runs this command within a process of his own ends it so.
        }
        return 0;
    }

    /** A signal ends the process with 0, and only after its clients have had their answers. */
    private static Thread drainWhenAskedToEnd(Pccs pccs) {
        Thread drain = new Thread(
                () -> {
                    pccs.close();
                    Runtime.getRuntime().halt(0);
                },
                "drain");
        Runtime.getRuntime().addShutdownHook(drain);
        return drain;
    }

    static Pccs start(PccsSettings settings) throws UnavailableException {
        try {
            Pccs started = Pccs.start(settings.options());
            if (started.address().getPort() > 0) {
                return started;
            }
            started.close();
            throw new UnavailableException(
                    "cannot listen on " + settings.options().listen()
                            + ": it is in use, or not an address of this machine",
                    "Choose another by --listen, or end the server that has it.");
        } catch (StartException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()), e.advice());
        }
    }

    private void show(PccsSettings settings, boolean json) {
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> write(generator, settings));
            return;
        }
        int names = 0;
        int values = 0;
        for (PccsSettings.Setting setting : settings.list()) {
            names = Math.max(names, setting.name().length());
            values = Math.max(values, setting.value().length());
        }
        for (PccsSettings.Setting setting : settings.list()) {
            streams.out()
                    .println(Page.pad(setting.name(), names) + "  "
                            + Page.pad(setting.value(), values) + "  "
                            + streams.style().faint(setting.source()));
        }
        streams.out().flush();
    }

    private static void write(JsonGenerator json, PccsSettings settings) {
        json.writeStartObject();
        json.writeName("settings");
        json.writeStartArray();
        for (PccsSettings.Setting setting : settings.list()) {
            json.writeStartObject();
            json.writeStringProperty("name", setting.name());
            json.writeStringProperty("value", setting.value());
            json.writeStringProperty("source", setting.source());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
