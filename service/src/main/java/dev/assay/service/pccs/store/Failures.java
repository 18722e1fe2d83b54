package dev.assay.service.pccs.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** Says of a database's failures what was wrong and what an operator can do. */
final class Failures {

    private Failures() {}

    /** Source of the codes: sqlite.org/rescode.html. */
    static StoreException sqlite(Path file, Throwable failure) {
        String what = switch (sql(failure).map(SQLException::getErrorCode).orElse(0) & 0xff) {
            case 5, 6 -> "is locked by another program. Close what else has it open.";
            case 8 -> "cannot be written. Give this process the right to write it and its folder.";
            case 10 -> "could not be read or written. Look at the disk and the system's log.";
            case 11 ->
                "is damaged. Stop, move it away, and start with a copy from before or with an empty one:"
                        + " documents are fetched again, registrations are not.";
            case 13 -> "has no space left. Nothing was written; make room on its disk.";
            case 14 -> "cannot be opened. Look at its folder and the rights on it.";
            case 26 -> "is not an SQLite file. Give another path.";
            default -> "failed.";
        };
        return new StoreException("The database " + file + " " + what + detail(failure), failure);
    }

    /** Source of the codes: PostgreSQL 18, appendix A. */
    static StoreException postgresql(Throwable failure) {
        String state = sql(failure).map(SQLException::getSQLState).orElse("");
        String what = switch (state) {
            case "53100" -> "has no space left. Nothing was written; make room on its disk.";
            case "53300" -> "takes no more connections. Raise max_connections or run fewer replicas.";
            case "55P03", "57014" -> "is busy: a lock or an answer took too long. Does an import run?";
            case "28000", "28P01" -> "does not let this user in. Check user and password.";
            case "3D000" -> "has no such database. Create it, or correct the URL.";
            case "42501" -> "does not let this user do that. Grant it the right on the schema.";
            case "25006" -> "takes no writes: it is a standby. Add targetServerType=primary to the URL.";
            default ->
                state.isEmpty() || state.startsWith("08") || state.startsWith("57P")
                        ? "cannot be reached. It is tried again with each call; look at the server."
                        : "failed.";
        };
        return new StoreException("The PostgreSQL database " + what + detail(failure), failure);
    }

    /** Whether the transaction lost a race and can be tried again: 40001 serialization failure, 40P01 deadlock. */
    static boolean isRace(Throwable failure) {
        String state = sql(failure).map(SQLException::getSQLState).orElse("");
        return state.equals("40001") || state.equals("40P01");
    }

    private static String detail(Throwable failure) {
        return " Found: "
                + sql(failure).<Throwable>map(sql -> sql).orElse(failure).getMessage();
    }

    /** The innermost failure of SQL: the pool and JDBI wrap what the driver says. */
    private static Optional<SQLException> sql(Throwable failure) {
        SQLException found = null;
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (at instanceof SQLException sql) {
                found = sql;
            }
            at = at.getCause();
        }
        return Optional.ofNullable(found);
    }
}
