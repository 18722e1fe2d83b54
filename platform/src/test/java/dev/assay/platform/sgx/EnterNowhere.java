package dev.assay.platform.sgx;

import dev.assay.platform.linux.Kernel;
import dev.assay.quote.QuoteException;

/** Run in a process of its own: enters an enclave that does not exist. */
final class EnterNowhere {

    private EnterNowhere() {}

    public static void main(String[] arguments) throws QuoteException {
        try (EnclaveEntry entry = EnclaveEntry.ofThisProcess(Kernel.linux())) {
            System.out.println("entering by " + entry.getClass().getSimpleName());
            System.out.flush();
            System.out.println("left: " + entry.enter(0x1000, 0, 0, 0));
        }
    }
}
