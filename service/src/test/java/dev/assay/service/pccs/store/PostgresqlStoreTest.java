package dev.assay.service.pccs.store;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresqlStoreTest extends StoreContract {

    private @Nullable Store store;

    @BeforeEach
    void open() throws SQLException {
        store = TestPostgresql.open(TestPostgresql.database());
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Override
    Store store() {
        return Objects.requireNonNull(store);
    }
}
