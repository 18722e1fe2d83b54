package dev.assay.service.pccs.store;

import java.util.Map;

/** What the two databases spell differently. */
enum Dialect {
    SQLITE(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'flyway_schema_history'",
            "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)"),

    POSTGRESQL(
            "SELECT count(to_regclass('flyway_schema_history'))",
            "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)");

    private final String historyExists;
    private final String now;

    Dialect(String historyExists, String now) {
        this.historyExists = historyExists;
        this.now = now;
    }

    /** Types and clauses for the migrations. */
    Map<String, String> placeholders() {
        return switch (this) {
            case SQLITE ->
                Map.of(
                        "text", "TEXT",
                        "bytes", "BLOB",
                        "row_id", "INTEGER PRIMARY KEY AUTOINCREMENT",
                        "without_row_id", " WITHOUT ROWID");
            case POSTGRESQL ->
                Map.of(
                        "text", "TEXT COLLATE \"C\"",
                        "bytes", "BYTEA",
                        "row_id", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                        "without_row_id", "");
        };
    }

    /** Query that gives 1 where Flyway has been, else 0. */
    String historyExists() {
        return historyExists;
    }

    /** Expression for the database's clock in milliseconds since 1970. */
    String now() {
        return now;
    }
}
