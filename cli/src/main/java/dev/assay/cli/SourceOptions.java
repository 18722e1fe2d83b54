package dev.assay.cli;

import picocli.CommandLine.Model.CommandSpec;

/** The options that say where collateral comes from when it has to be fetched. */
final class SourceOptions {

    static final String PCCS = "--pccs";
    static final String CONFIG = "--config";
    static final String OFFLINE = "--offline";
    static final String TCB_SET = "--tcb-set";
    static final String API_KEY_FILE = "--api-key-file";
    static final String CACHE = "--cache";

    private SourceOptions() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(Options.values(
                        PCCS, "URL", "Fetch from this PCCS; given again, the next one is asked when this one fails."))
                .addOption(
                        Options.value(
                                CONFIG,
                                "FILE",
                                "Sources in a file (default: ASSAY_COLLATERAL_CONFIG, ~/.config/assay/collateral.json, Intel's PCS)."))
                .addOption(Options.flag(OFFLINE, "Fetch nothing; use what the cache has."))
                .addOption(Options.value(
                        CACHE, "DIR|off", "Where fetched documents are kept (default: ~/.cache/assay/collateral)."))
                .addOption(Options.value(
                        TCB_SET, "standard|early|NUMBER", "Which set of TCB infos and identities to fetch."))
                .addOption(Options.value(API_KEY_FILE, "FILE", "Subscription key of Intel's PCS."));
    }
}
