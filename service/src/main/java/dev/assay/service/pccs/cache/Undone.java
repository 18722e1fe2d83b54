package dev.assay.service.pccs.cache;

import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.Tables;

/** Undoes a transaction with a refusal; only {@link #write} sees it. */
final class Undone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What a transaction does, and may refuse to. */
    interface Work<T> {
        T run(Tables tables) throws Refusal;
    }

    private Undone(Refusal refusal) {
        super(refusal);
    }

    /** One transaction; a refusal undoes it. */
    static <T> T write(Store store, Work<T> work) throws Refusal {
        try {
            return store.write(tables -> {
                try {
                    return work.run(tables);
                } catch (Refusal refusal) {
                    throw new Undone(refusal);
                }
            });
        } catch (Undone undone) {
            if (undone.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw undone;
        }
    }
}
