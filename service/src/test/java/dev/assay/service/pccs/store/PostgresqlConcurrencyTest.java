package dev.assay.service.pccs.store;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresqlConcurrencyTest extends ConcurrencyContract {

    private List<Store> stores = List.of();

    @BeforeEach
    void openThreeReplicas() throws SQLException {
        String url = TestPostgresql.database();
        stores = IntStream.range(0, 3)
                .mapToObj(replica -> TestPostgresql.open(url))
                .toList();
    }

    @AfterEach
    void close() {
        stores.forEach(Store::close);
    }

    @Override
    List<Store> replicas() {
        return stores;
    }
}
