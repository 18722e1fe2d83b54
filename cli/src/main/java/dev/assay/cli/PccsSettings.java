package dev.assay.cli;

import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.input.SecretFile;
import dev.assay.cli.server.PccsConfigFile;
import dev.assay.cli.server.ServerLog;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.PccsOptions.Database;
import dev.assay.service.pccs.PccsOptions.Limits;
import dev.assay.service.pccs.PccsOptions.Schedule;
import dev.assay.service.pccs.PccsOptions.Tls;
import dev.assay.service.pccs.PccsOptions.Tokens;
import dev.assay.verify.TrustAnchor;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** How a PCCS is to be run: options before the environment before the configuration file before what is usual. */
final class PccsSettings {

    private static final String UPSTREAM = "https://api.trustedservices.intel.com/sgx/certification/v4/";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})\\s*([kKmM]?)[bB]?");

    /**
     * What holds, and what decided it.
     *
     * @param name of the option
     * @param value as it is used; of a secret only that there is one
     * @param source an option, an environment variable, a place in a file, or {@code default}
     */
    record Setting(String name, String value, String source) {}

    private final ParseResult given;
    private final Map<String, String> environment;
    private final Optional<PccsConfigFile> file;
    private final List<Setting> settings = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final PccsOptions options;
    private final ServerLog.Amount logLevel;
    private final String accessLog;

    private PccsSettings(ParseResult given, Map<String, String> environment) throws InputException {
        this.given = given;
        this.environment = environment;
        Optional<Path> config = Options.path(given, "--config", "configuration");
        this.file = config.isPresent() ? Optional.of(PccsConfigFile.read(config.get())) : Optional.empty();
        this.options = read();
        this.logLevel = logAmount(text("log-level", "info"));
        this.accessLog = path("access-log").orElse("off");
        file.filter(some -> !some.withoutEffect().isEmpty())
                .ifPresent(some -> warnings.add("of the configuration file these keys say nothing here: "
                        + String.join(", ", some.withoutEffect())));
    }

    static PccsSettings of(ParseResult given, Map<String, String> environment) throws InputException {
        return new PccsSettings(given, environment);
    }

    static void addTo(CommandSpec spec) {
        spec.addOption(Options.value("--listen", "HOST:PORT", "Where to listen (default: 127.0.0.1:8081)."))
                .addOption(Options.value("--mode", "lazy|req|offline", "What to do about what is not there."))
                .addOption(Options.value("--upstream", "URL", "Where to fetch from (default: Intel's PCS v4)."))
                .addOption(Options.value("--proxy", "URL", "Proxy for that (default: the environment's)."))
                .addOption(Options.value("--api-key-file", "FILE", "Subscription key of Intel's PCS."))
                .addOption(Options.value("--admin-token-file", "FILE", "Token of those who administer."))
                .addOption(Options.value("--user-token-file", "FILE", "Token of those who register platforms."))
                .addOption(Options.value("--cert", "FILE", "Certificate chain, PEM; read again when it changes."))
                .addOption(Options.value("--key", "FILE", "Its private key, PEM."))
                .addOption(Options.flag("--plain-http", "No TLS: for a proxy on the same machine."))
                .addOption(Options.value(
                        "--schedule", "CRON", "When to renew, as Intel's: \"0 0 1 * * *\" is the default."))
                .addOption(Options.value("--ahead", "HOURS", "Renew what expires within this time (default: 72)."))
                .addOption(Options.flag("--thim", "Answer Azure's client in the manner of Azure's THIM."))
                .addOption(Options.value("--log-level", "LEVEL", "error, warning, info or debug (default: info)."))
                .addOption(Options.value(
                        "--access-log", "FILE|-|off", "Requests as JSON lines; - is standard error (default: off)."));
        addStoreTo(spec);
    }

    /** The options that say where the data are. */
    static void addStoreTo(CommandSpec spec) {
        spec.addOption(Options.value("--data", "DIR", "Folder of the SQLite file and of the server's own certificate."))
                .addOption(Options.value("--database", "jdbc:postgresql://...", "Keep the data in PostgreSQL."))
                .addOption(Options.value("--database-user", "NAME", "Its user; also ASSAY_DATABASE_USER."))
                .addOption(Options.value(
                        "--database-password-file", "FILE", "Its password; also ASSAY_DATABASE_PASSWORD."))
                .addOption(Options.value(
                        AppraisalOptions.TRUST_ROOT,
                        "FILE.pem",
                        "Trust this root and not Intel's, for test platforms."))
                .addOption(Options.value("--config", "FILE", "Options in a file; Intel's keys are understood."));
    }

    private PccsOptions read() throws InputException {
        InetSocketAddress listen = listen();
        Path data = Path.of(path("data").orElseGet(this::dataFolder));
        note("data", data.toString(), "data");
        Database database = database(data);
        Mode mode = mode(text("mode", "lazy"));
        URI upstream = upstream(text("upstream", UPSTREAM));
        TrustAnchor anchor =
                new Shelf(Ecdsa.preferred()).anchorOf(path("trust-root").map(Path::of));
        note("trust-root", anchor.domain().toString(), "trust-root");
        return new PccsOptions(
                listen,
                database,
                mode,
                upstream,
                anchor,
                tls(data),
                new Tokens(tokenHash("admin"), tokenHash("user")),
                apiKey(),
                proxy(),
                Optional.empty(),
                new Schedule(text("schedule", "0 0 1 * * *"), Duration.ofHours(hours(text("ahead", "72")))),
                limits(),
                isOn("thim"));
    }

    // --- where a value comes from ------------------------------------------------------------------------------

    private Optional<String> find(String option) {
        String name = "--" + option;
        Optional<String> value =
                given.commandSpec().findOption(name) == null ? Optional.empty() : Options.value(given, name);
        return value.or(() -> file.flatMap(some -> some.value(option)));
    }

    private String source(String option) {
        String name = "--" + option;
        if (given.commandSpec().findOption(name) != null && Options.isSet(given, name)) {
            return name;
        }
        return file.filter(some -> some.value(option).isPresent())
                .map(some -> some.place(option))
                .orElse("default");
    }

    private void note(String option, String value, String decidedBy) {
        settings.add(new Setting(option, value, source(decidedBy)));
    }

    private String text(String option, String usual) {
        String value = find(option).orElse(usual);
        note(option, value, option);
        return value;
    }

    /** A path; one in the configuration file counts from its folder. */
    private Optional<String> path(String option) {
        Optional<String> value = find(option);
        boolean special = value.equals(Optional.of("-")) || value.equals(Optional.of("off"));
        boolean fromFile = !source(option).equals("--" + option) && value.isPresent() && !special;
        return fromFile ? value.map(some -> file.orElseThrow().resolve(some)) : value;
    }

    private boolean isOn(String option) throws InputException {
        if (given.commandSpec().findOption("--" + option) != null && Options.isSet(given, "--" + option)) {
            note(option, "true", option);
            return true;
        }
        String value = text(option, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(option, value, "true or false");
        }
        return value.equals("true");
    }

    private InputException wrong(String option, String value, String expected) {
        return new InputException(
                option + " is \"" + value + "\" (" + source(option) + "): it can be " + expected,
                "assay pccs --help has all options, docs/pccs.md explains them.");
    }

    // --- what it means -----------------------------------------------------------------------------------------

    private InetSocketAddress listen() throws InputException {
        Optional<String> listen = find("listen");
        String host = find("host").orElse("127.0.0.1");
        String port = find("port").orElse("8081");
        String decidedBy = "listen";
        if (listen.isPresent()) {
            int colon = listen.get().lastIndexOf(':');
            if (colon < 1) {
                throw wrong("listen", listen.get(), "HOST:PORT, as in 0.0.0.0:8081 or [::]:8081");
            }
            host = listen.get().substring(0, colon).replaceAll("^\\[|]$", "");
            port = listen.get().substring(colon + 1);
        } else if (find("port").isPresent()) {
            decidedBy = "port";
        } else if (find("host").isPresent()) {
            decidedBy = "host";
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw wrong(decidedBy, port, "a port from 0 to 65535");
        }
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw wrong(decidedBy, host, "a name or address of this machine");
        }
        note("listen", host + ":" + port, decidedBy);
        return address;
    }

    private String dataFolder() {
        String home = environment.getOrDefault("XDG_DATA_HOME", "");
        Path folder =
                home.startsWith("/") ? Path.of(home) : Path.of(System.getProperty("user.home"), ".local", "share");
        return folder.resolve("assay").resolve("pccs").toString();
    }

    private Database database(Path data) throws InputException {
        Optional<String> url = find("database");
        if (url.isEmpty()) {
            note("database", "SQLite in " + data, "database");
            return new Database.Folder(data);
        }
        if (!url.get().startsWith("jdbc:postgresql:")) {
            throw wrong("database", url.get(), "jdbc:postgresql://HOST/NAME; SQLite needs only --data");
        }
        note("database", url.get(), "database");
        Optional<String> passwordFile = path("database-password-file");
        Optional<String> password = passwordFile.isPresent()
                ? Optional.of(secret("database password", passwordFile.get()))
                : fromEnvironment("ASSAY_DATABASE_PASSWORD");
        return new Database.Postgresql(
                url.get(), find("database-user").or(() -> fromEnvironment("ASSAY_DATABASE_USER")), password);
    }

    private Optional<String> fromEnvironment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private Mode mode(String text) throws InputException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "lazy" -> Mode.LAZY;
            case "req" -> Mode.REQ;
            case "offline" -> Mode.OFFLINE;
            default -> throw wrong("mode", text, "lazy, req or offline");
        };
    }

    private URI upstream(String text) throws InputException {
        try {
            URI uri = URI.create(text.endsWith("/") ? text : text + "/");
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // It is said below.
        }
        throw wrong("upstream", text, "an address such as " + UPSTREAM);
    }

    private Tls tls(Path data) throws InputException {
        Optional<String> certificate = path("cert");
        Optional<String> key = path("key");
        if (isOn("plain-http")) {
            if (certificate.isPresent() || key.isPresent()) {
                throw new InputException("plain-http and a certificate exclude each other", "Leave one of them out.");
            }
            return new Tls.PlainHttp();
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw new InputException("certificate and key belong together", "Give both --cert and --key.");
        }
        if (certificate.isEmpty()) {
            note("cert", "its own, in " + data, "cert");
            return new Tls.Own(data);
        }
        note("cert", certificate.get(), "cert");
        note("key", key.orElseThrow(), "key");
        return new Tls.Files(
                InputFile.path("certificate", certificate.get()), InputFile.path("key", key.orElseThrow()));
    }

    private Optional<String> tokenHash(String who) throws InputException {
        Optional<String> tokenFile = path(who + "-token-file");
        if (tokenFile.isPresent()) {
            String token = secret(who + " token", tokenFile.get());
            note(who + "-token-file", tokenFile.get(), who + "-token-file");
            return Optional.of(PccsTokenCommand.hash(token));
        }
        Optional<String> hash = find(who + "-token-hash").map(text -> text.toLowerCase(Locale.ROOT));
        if (hash.isPresent() && !hash.get().matches("[0-9a-f]{128}")) {
            throw wrong(who + "-token-hash", hash.get(), "SHA-512 in 128 hex digits; assay pccs token prints it");
        }
        note(who + "-token", hash.isPresent() ? "(its hash)" : "none: what needs it answers 401", who + "-token-hash");
        return hash;
    }

    private Optional<String> apiKey() throws InputException {
        Optional<String> keyFile = path("api-key-file");
        Optional<String> key =
                keyFile.isPresent() ? Optional.of(secret("subscription key", keyFile.get())) : find("api-key");
        note("api-key", key.isPresent() ? "(given)" : "none", keyFile.isPresent() ? "api-key-file" : "api-key");
        return key;
    }

    private String secret(String what, String path) throws InputException {
        SecretFile secret = SecretFile.read(what, InputFile.path(what, path));
        if (secret.exposed()) {
            warnings.add("others than its owner may read the " + what + " in " + path + "; chmod 600 mends it");
        }
        return secret.secret();
    }

    private Optional<ProxySelector> proxy() throws InputException {
        Optional<String> text = find("proxy");
        note("proxy", text.orElse("the environment's"), "proxy");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text.get().contains("://") ? text.get() : "http://" + text.get());
            if (uri.getHost() != null && uri.getPort() > 0) {
                return Optional.of(ProxySelector.of(InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort())));
            }
        } catch (IllegalArgumentException e) {
            // It is said below.
        }
        throw wrong("proxy", text.get(), "http://HOST:PORT");
    }

    private long hours(String text) throws InputException {
        if (!text.matches("[0-9]{1,4}")) {
            throw wrong("ahead", text, "a number of hours");
        }
        return Long.parseLong(text);
    }

    private Limits limits() throws InputException {
        Limits usual = Limits.defaults();
        Optional<String> text = find("max-body");
        if (text.isEmpty()) {
            return usual;
        }
        Matcher matcher = SIZE.matcher(text.get());
        if (!matcher.matches()) {
            throw wrong("max-body", text.get(), "a size such as 2MB");
        }
        long unit = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 1_000;
            case "m" -> 1_000_000;
            default -> 1;
        };
        long bytes = Math.min(Long.parseLong(matcher.group(1)) * unit, 1 << 28);
        note("max-body", bytes + " bytes", "max-body");
        return new Limits((int) bytes, usual.upstreamDeadline(), usual.rawTcbs());
    }

    private ServerLog.Amount logAmount(String text) throws InputException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "error" -> ServerLog.Amount.ERROR;
            case "warn", "warning" -> ServerLog.Amount.WARNING;
            case "info", "http" -> ServerLog.Amount.INFO;
            case "debug", "verbose", "silly" -> ServerLog.Amount.DEBUG;
            default -> throw wrong("log-level", text, "error, warning, info or debug");
        };
    }

    PccsOptions options() {
        return options;
    }

    /** Every setting, and what decided it. */
    List<Setting> list() {
        return List.copyOf(settings);
    }

    /** The value that holds for {@code name}. */
    String valueOf(String name) {
        return settings.stream()
                .filter(setting -> setting.name().equals(name))
                .map(Setting::value)
                .findFirst()
                .orElse("");
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    ServerLog.Amount logLevel() {
        return logLevel;
    }

    /** Has requests logged as it was asked for. */
    void logRequests(OutputStream err) throws InputException {
        switch (accessLog) {
            case "off" -> {}
            case "-" -> ServerLog.logRequests(err);
            default -> ServerLog.logRequests(InputFile.path("access log", accessLog));
        }
    }
}
