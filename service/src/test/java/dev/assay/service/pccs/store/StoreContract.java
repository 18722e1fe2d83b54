package dev.assay.service.pccs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.store.DocumentTable.Row;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the tables promise, whatever database is behind them. */
abstract class StoreContract {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** A store with nothing in it. */
    abstract Store store();

    static Row row(String key, String body, Instant issued, long number) {
        return new Row(
                4,
                key,
                Bytes.ofUtf8(body),
                Optional.of(Bytes.ofUtf8("chain of " + body)),
                issued,
                issued.plusSeconds(30 * 86_400),
                BigInteger.valueOf(number),
                NOON);
    }

    @Test
    void givesBackTheDocumentThatWasPut() {
        Row put = row("sgx/tcb/00906ea10000/standard", "{}", NOON, 17);

        Row kept = store().write(tables -> tables.documents().put(put));

        assertThat(kept).isEqualTo(put);
        assertThat(store().<Optional<Row>>read(tables -> tables.documents().find(4, put.key())))
                .contains(put);
        assertThat(store().<Optional<Row>>read(tables -> tables.documents().find(3, put.key())))
                .isEmpty();
    }
}
