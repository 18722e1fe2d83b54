package dev.assay.platform.files;

import dev.assay.platform.Deadline;
import dev.assay.platform.files.FileClerk.Work;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one source asks of a clerk, which it shares with others: {@link #close} ends the source's requests and leaves those of
 * others alone.
 */
public final class Requests implements AutoCloseable {

    private final FileClerk clerk;
    private final String place;
    private final Set<Visit> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param place of the source, for messages */
    public Requests(FileClerk clerk, String place) {
        this.clerk = clerk;
        this.place = place;
    }

    /** As {@link FileClerk#serve}, and with reason ABSENT once this is closed. */
    public <T> T serve(Deadline deadline, Work<T> work) throws QuoteException {
        requireOpen();
        return clerk.serve(deadline, visit -> {
            // In this order: whoever closes in between finds it.
            underWay.add(visit);
            try {
                requireOpen();
                return work.with(visit);
            } catch (QuoteException e) {
                throw closed ? closedWhile(visit).causedBy(e) : e;
            } finally {
                underWay.remove(visit);
            }
        });
    }

    private void requireOpen() throws QuoteException {
        if (closed) {
            throw new QuoteException(Reason.ABSENT, place + " was closed", "open the source anew");
        }
    }

    private QuoteException closedWhile(Visit visit) {
        return new QuoteException(Reason.ABSENT, place + " was closed while " + visit.step(), "open the source anew");
    }

    /** Requests under way fail within a moment, those that wait when it is their turn. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(Visit::abandon);
    }
}
