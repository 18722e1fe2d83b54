package dev.assay.platform.aesm;

import com.google.protobuf.ByteString;
import dev.assay.bytes.Bytes;
import dev.assay.platform.Deadline;
import dev.assay.platform.Tether;
import dev.assay.platform.aesm.wire.Request;
import dev.assay.platform.aesm.wire.Response;
import dev.assay.quote.QuoteException;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks one thing after another, each in its time, and holds the fields of answers to what they must be.
 *
 * @param patience how long one request may take
 * @param end when all are over; none for as long as it takes
 */
record AesmDialogue(AesmExchange exchange, Duration patience, Optional<Deadline> end) {

    AesmDialogue withPatience(Duration changed) {
        return new AesmDialogue(exchange, changed, end);
    }

    AesmDialogue until(Deadline changed) {
        return new AesmDialogue(exchange, patience, Optional.of(changed));
    }

    AesmDialogue endedBy(Tether tether) {
        return new AesmDialogue(exchange.endedBy(tether), patience, end);
    }

    String place() {
        return exchange.place();
    }

    Response ask(AesmMessage message, Request.Builder request) throws QuoteException {
        Deadline deadline = end.map(until -> until.orIn(patience)).orElseGet(() -> Deadline.in(patience));
        return exchange.ask(message, request.build(), deadline);
    }

    void require(AesmMessage message, boolean present, String field) throws QuoteException {
        if (!present) {
            throw broken(message, "answered with success but left out " + field);
        }
    }

    Bytes sized(AesmMessage message, String field, ByteString found, int size) throws QuoteException {
        if (found.size() != size) {
            throw broken(message, "sent " + field + " of " + found.size() + " bytes; " + size + " were expected");
        }
        return bytes(found);
    }

    QuoteException broken(AesmMessage message, String what) {
        return exchange.broken(message, what);
    }

    static Bytes bytes(ByteString found) {
        return Bytes.of(found.toByteArray());
    }

    static ByteString string(Bytes bytes) {
        return ByteString.copyFrom(bytes.asBuffer());
    }
}
