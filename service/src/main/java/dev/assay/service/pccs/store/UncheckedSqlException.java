package dev.assay.service.pccs.store;

import java.sql.SQLException;

/** Carries a failure of plain JDBC out of a table, to where JDBI's failures go too. Never leaves the package. */
final class UncheckedSqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SQLException failure;

    UncheckedSqlException(SQLException failure) {
        super(failure);
        this.failure = failure;
    }

    SQLException failure() {
        return failure;
    }
}
