package dev.assay.platform.ql;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.sgx.ReportEnclave;
import dev.assay.platform.sgx.Reporter;
import dev.assay.platform.sgx.SgxDevice;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Quotes of Intel's library in this process.
 *
 * <p>It needs the SGX devices, {@code /dev/sgx_provision} among them: where AESM quotes, that right is aesmd's; here this
 * account must have it.
 */
public final class InProcessQuotes {

    /** {@code libsgx_dcap_ql}, with the version first: the name without is of the development package. */
    static final List<String> LIBRARY = List.of("libsgx_dcap_ql.so.1", "libsgx_dcap_ql.so");

    /** The quote provider library, in the order in which Intel's library asks for it. */
    static final List<String> PLUGIN = List.of("libdcap_quoteprov.so.1", "libdcap_quoteprov.so");

    private InProcessQuotes() {}

    /**
     * What there is of it on {@code host}; the library is looked for in {@code LD_LIBRARY_PATH} and the usual folders, and
     * keeps its enclaves. It is read, and loaded only when the source is opened.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        return detect(host, patience, ReportEnclave::load);
    }

    /** The same, with another way to reports than Assay's own enclave. */
    public static Detected detect(Host host, Duration patience, Reporter.Opening reporters) {
        return LibraryFile.find(host, LIBRARY)
                .map(found -> look(host, found, LoadPolicy.PERSISTENT, patience, reporters))
                .orElseGet(() -> new Detected.Absent(
                        Kind.QL,
                        LIBRARY.getFirst(),
                        new QuoteException(
                                Reason.ABSENT,
                                LIBRARY.getFirst() + " is in none of the folders for libraries",
                                "on a machine with SGX `sudo apt install libsgx-dcap-ql libsgx-dcap-default-qpl` from"
                                        + " Intel's package repository (docs/attest-bare-metal.md), or set LD_LIBRARY_PATH to"
                                        + " its folder")));
    }

    /**
     * The same for the library of that path.
     *
     * @param library an absolute path on {@code host}
     */
    public static Detected detect(Host host, String library, LoadPolicy policy, Duration patience) {
        return look(host, host.path(library), policy, patience, ReportEnclave::load);
    }

    static Detected look(Host host, Path library, LoadPolicy policy, Duration patience, Reporter.Opening reporters) {
        try {
            LibraryFile.check(library);
            checkEnvironment(host, library);
            checkDevice(host, library, SgxDevice.ENCLAVE, "sgx");
            checkDevice(host, library, SgxDevice.PROVISION, "sgx_prv");
        } catch (QuoteException e) {
            return new Detected.Broken(Kind.QL, library.toString(), e);
        }
        Optional<Path> plugin = LibraryFile.find(host, PLUGIN).filter(Files::isRegularFile);
        String detail = plugin.map(path -> "certificates by " + path)
                .orElse("no quote provider library: its quotes name the platform in place of a PCK certificate; `sudo"
                        + " apt install libsgx-dcap-default-qpl`");
        return new Detected.Usable(
                Kind.QL,
                library.toString(),
                detail,
                () -> InProcessSource.open(library, policy, plugin, () -> reporters.open(host), patience));
    }

    /**
     * Intel's library reads the variable when it is loaded, and from then on passes requests on to AESM (intel/
     * SGXDataCenterAttestationPrimitives, {@code sgx_dcap_ql_wrapper.cpp}, {@code _sgx_dcap_ql_init}). Taking it out of the
     * environment from here would be a race with every other thread that reads it, POSIX says; and what AESM answers is to
     * be had from AESM itself.
     */
    private static void checkEnvironment(Host host, Path library) throws QuoteException {
        if (host.environment().containsKey("SGX_AESM_ADDR")) {
            throw new QuoteException(
                    Reason.UNSUPPORTED,
                    "SGX_AESM_ADDR is set: with it " + library + " does not quote in this process, it asks AESM",
                    "take AESM as the source, or start this process without it: `env -u SGX_AESM_ADDR ...`");
        }
    }

    private static void checkDevice(Host host, Path library, List<String> names, String group) throws QuoteException {
        Optional<String> found =
                names.stream().filter(name -> Files.exists(host.path(name))).findFirst();
        if (found.isEmpty()) {
            throw new QuoteException(
                    Reason.ABSENT,
                    library + " is installed, and there is no " + names.getFirst(),
                    "in a container pass it: `--device " + names.getFirst()
                            + "`; on the machine itself enable SGX in the BIOS and use Linux 5.11 or later");
        }
        Path node = host.path(found.get());
        if (!Files.isReadable(node) || !Files.isWritable(node)) {
            throw new QuoteException(
                    Reason.DENIED,
                    "this account may not open " + node + " for reading and writing",
                    "`sudo usermod -aG $(stat -c %G " + found.get() + ") $USER`, then log in again (the group is "
                            + group + " as a rule); in a container `--group-add $(stat -c %g " + found.get() + ")`");
        }
    }
}
