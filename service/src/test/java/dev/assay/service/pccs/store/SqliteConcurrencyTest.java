package dev.assay.service.pccs.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteConcurrencyTest extends ConcurrencyContract {

    @TempDir
    Path folder;

    private List<Store> stores = List.of();

    @BeforeEach
    void open() throws IOException {
        stores = List.of(TestSqlite.open(folder));
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
