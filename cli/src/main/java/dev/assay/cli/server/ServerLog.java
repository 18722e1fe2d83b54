package dev.assay.cli.server;

import dev.assay.cli.input.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up the JDK's logging for a server, once: a line a record, and requests in JSON where they are wanted. */
public final class ServerLog {

    /** To this logger a server writes one JSON object a request. */
    private static final String ACCESS = "dev.assay.access";

    /** They tell much that only their developers want to know. */
    private static final List<String> TALKATIVE =
            List.of("io.helidon", "org.flywaydb", "com.zaxxer", "org.jdbi", "org.postgresql", "jdk.event");

    /** Loggers are held weakly by the JDK; their levels must outlive this class's method. */
    private static final List<Logger> HELD = new ArrayList<>();

    /** How much is told. */
    public enum Amount {
        ERROR,
        WARNING,
        INFO,
        DEBUG;

        private Level ours() {
            return switch (this) {
                case ERROR -> Level.SEVERE;
                case WARNING -> Level.WARNING;
                case INFO -> Level.INFO;
                case DEBUG -> Level.FINE;
            };
        }

        private Level others() {
            return switch (this) {
                case ERROR -> Level.SEVERE;
                case WARNING, INFO -> Level.WARNING;
                case DEBUG -> Level.INFO;
            };
        }
    }

    private ServerLog() {}

    /**
     * Starts to log.
     *
     * @param err where records go
     * @param traces whether records have stack traces
     */
    public static void open(OutputStream err, Amount amount, boolean traces) {
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler handler = new LineHandler(err, new LogLine(traces));
        handler.setLevel(amount.ours());
        root.addHandler(handler);
        root.setLevel(amount.others());
        level("dev.assay", amount.ours());
        for (String name : TALKATIVE) {
            level(name, amount.others());
        }
        access().setLevel(Level.OFF);
    }

    /** Writes requests to {@code out}. */
    public static void logRequests(OutputStream out) {
        Logger access = access();
        access.addHandler(new LineHandler(out, new Formatter() {
            @Override
            public String format(LogRecord logged) {
                return logged.getMessage() + "\n";
            }
        }));
        access.setLevel(Level.INFO);
    }

    /** Appends requests to {@code file}, which others may empty or move and then have this process started again. */
    public static void logRequests(Path file) throws InputException {
        try {
            logRequests(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new InputException(
                    "cannot write the access log to " + file + ": " + e,
                    "Name another file, - for standard error, or off.");
        }
    }

    private static Logger access() {
        Logger access = level(ACCESS, Level.OFF);
        access.setUseParentHandlers(false);
        return access;
    }

    private static Logger level(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        HELD.add(logger);
        return logger;
    }

    /** A log manager that does not fall silent as soon as the process begins to end: what a server does then matters. */
    public static final class Manager extends LogManager {
        /** Makes it the process's; of no effect once something has been logged. */
        public static void install() {
            System.setProperty("java.util.logging.manager", Manager.class.getName());
        }

        @Override
        public void reset() {
            // The JVM asks for it when it begins to end.
        }
    }
}
