package dev.assay.platform.sgx;

import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The names that SGX drivers give their devices. */
public final class SgxDevice {

    /** Linux' own, and that of the out-of-tree DCAP driver from 1.33 on with the same interface. */
    public static final List<String> ENCLAVE = List.of("/dev/sgx_enclave", "/dev/sgx/enclave");

    /** What the right to the provisioning key comes from, in the same order. */
    public static final List<String> PROVISION = List.of("/dev/sgx_provision", "/dev/sgx/provision");

    private SgxDevice() {}

    /** Where enclaves are loaded on {@code host}. */
    static Path enclave(Host host) throws QuoteException {
        Optional<Path> node = first(host, ENCLAVE);
        if (node.isPresent()) {
            return node.get();
        }
        if (Files.exists(host.path("/dev/isgx"))) {
            throw new QuoteException(
                    Reason.UNSUPPORTED,
                    "/dev/isgx is the driver for SGX without launch control, with which only EPID ever worked, and EPID has"
                            + " ended; there is no /dev/sgx_enclave",
                    "remove isgx (`sudo modprobe -r isgx`), enable SGX with launch control in the BIOS, and run a kernel of"
                            + " 5.11 or later; a processor without launch control cannot do it");
        }
        throw new QuoteException(
                Reason.ABSENT,
                "there is neither /dev/sgx_enclave nor /dev/sgx/enclave on this machine",
                "enable SGX in the BIOS, and run a kernel of 5.11 or later; in a container pass the device with `--device"
                        + " /dev/sgx_enclave`");
    }

    /** What the right to the provisioning key comes from; the usual name if there is none. */
    static Path provision(Host host) {
        return first(host, PROVISION).orElseGet(() -> host.path(PROVISION.getFirst()));
    }

    private static Optional<Path> first(Host host, List<String> names) {
        return names.stream().map(host::path).filter(Files::exists).findFirst();
    }
}
