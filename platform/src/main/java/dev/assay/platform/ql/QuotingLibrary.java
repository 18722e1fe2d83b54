package dev.assay.platform.ql;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.assay.bytes.Bytes;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The functions of {@code libsgx_dcap_ql.so.1}, as {@code sgx_dcap_ql_wrapper.h} of
 * intel/SGXDataCenterAttestationPrimitives declares them, and the log of the provider library that it uses.
 *
 * <p>What it has loaded stays loaded: the library keeps enclaves, threads and a network library that do not survive being
 * unloaded. All calls are to be made on one thread at a time.
 */
final class QuotingLibrary {

    /** The functions without which there is no quote; {@code sgx_ql_set_path} came later. */
    static final List<String> FUNCTIONS = List.of(
            "sgx_qe_set_enclave_load_policy",
            "sgx_qe_get_target_info",
            "sgx_qe_get_quote_size",
            "sgx_qe_get_quote",
            "sgx_qe_cleanup_by_policy");

    /** More than the longest certificate chain makes of a quote, and little enough to be allocated on demand. */
    static final int MAX_QUOTE = 1 << 20;

    /** Header, report, length, and signature data with no certificates; anything less is no quote. */
    static final int MIN_QUOTE = 1000;

    /** {@code SGX_QL_QPL_PATH} of {@code sgx_ql_path_type_t}. */
    private static final int PLUGIN_PATH = 2;

    private final String place;
    private final LibraryLog log = new LibraryLog();
    private final Set<Path> heard = new HashSet<>();
    private final MethodHandle setPolicy;
    private final MethodHandle getTargetInfo;
    private final MethodHandle getQuoteSize;
    private final MethodHandle getQuote;
    private final MethodHandle cleanUp;
    private final Optional<MethodHandle> setPath;

    private QuotingLibrary(String place, SymbolLookup symbols) {
        this.place = place;
        setPolicy = function(symbols, "sgx_qe_set_enclave_load_policy", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        getTargetInfo = function(symbols, "sgx_qe_get_target_info", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        getQuoteSize = function(symbols, "sgx_qe_get_quote_size", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        getQuote = function(symbols, "sgx_qe_get_quote", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
        cleanUp = function(symbols, "sgx_qe_cleanup_by_policy", FunctionDescriptor.of(JAVA_INT));
        setPath = symbols.find("sgx_ql_set_path").isEmpty()
                ? Optional.empty()
                : Optional.of(function(symbols, "sgx_ql_set_path", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS)));
    }

    /** Loads it. */
    static QuotingLibrary load(Path file) throws QuoteException {
        SymbolLookup symbols = symbols(file);
        List<String> missing =
                FUNCTIONS.stream().filter(name -> symbols.find(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw lacks(file, missing);
        }
        return new QuotingLibrary(file.toString(), symbols);
    }

    /** Says for how long it keeps its enclaves, and which provider library {@code plugin} it is to use. */
    void prepare(LoadPolicy policy, Optional<Path> plugin) throws QuoteException {
        check("sgx_qe_set_enclave_load_policy", call(() -> (int) setPolicy.invokeExact(policy.number())));
        if (plugin.isPresent()) {
            use(plugin.get());
        }
    }

    /** That a library of this name is not Intel's, or one of another time. */
    static QuoteException lacks(Path file, List<String> missing) {
        return new QuoteException(
                Reason.UNSUPPORTED,
                file + " lacks " + String.join(", ", missing),
                "install Intel's libsgx-dcap-ql in its place: `sudo apt install --reinstall libsgx-dcap-ql`");
    }

    /** 512 bytes: the quoting enclave, for which a report is to be made. Certifies the attestation key. */
    Bytes targetInfo() throws QuoteException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(Reporter.TARGET_INFO_SIZE, 512);
            check("sgx_qe_get_target_info", call(() -> (int) getTargetInfo.invokeExact(info)));
            return bytes(info, Reporter.TARGET_INFO_SIZE);
        }
    }

    /** How long a quote is going to be. */
    int quoteSize() throws QuoteException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_INT);
            check("sgx_qe_get_quote_size", call(() -> (int) getQuoteSize.invokeExact(size)));
            long length = Integer.toUnsignedLong(size.get(JAVA_INT, 0));
            if (length < MIN_QUOTE || length > MAX_QUOTE) {
                throw new QuoteException(
                        Reason.BROKEN,
                        place + " announces a quote of " + length + " bytes, expected are " + MIN_QUOTE + " to "
                                + MAX_QUOTE,
                        "update libsgx-dcap-ql, and report it if it stays");
            }
            return (int) length;
        }
    }

    /** A quote of {@code report} in a buffer of that size; the end may be padding. */
    Bytes quote(Bytes report, int size) throws QuoteException {
        if (report.length() != Reporter.REPORT_SIZE) {
            throw new IllegalArgumentException("report of " + report.length() + " bytes");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment reported = arena.allocate(Reporter.REPORT_SIZE, 512);
            MemorySegment.copy(report.toArray(), 0, reported, JAVA_BYTE, 0, Reporter.REPORT_SIZE);
            MemorySegment quoted = arena.allocate(size);
            check("sgx_qe_get_quote", call(() -> (int) getQuote.invokeExact(reported, size, quoted)));
            return bytes(quoted, size);
        }
    }

    /** Lets the library unload its enclaves, if its policy is to. */
    void cleanUp() {
        // Out of process it answers that it has nothing to clean; there is nothing to be done about any answer.
        int ignored = call(() -> (int) cleanUp.invokeExact());
    }

    LibraryLog log() {
        return log;
    }

    private void use(Path plugin) throws QuoteException {
        if (setPath.isPresent()) {
            MethodHandle set = setPath.get();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment path = arena.allocateFrom(plugin.toString());
                check("sgx_ql_set_path for " + plugin, call(() -> (int) set.invokeExact(PLUGIN_PATH, path)));
            }
        }
        // Once for each: neither the loading nor the pointer to our logger is ever undone.
        if (heard.add(plugin)) {
            hear(plugin);
        }
    }

    private void hear(Path plugin) throws QuoteException {
        Optional<MemorySegment> setter = symbols(plugin).find("sgx_ql_set_logging_callback");
        if (setter.isPresent()) {
            MethodHandle set = handle(setter.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
            MemorySegment callback;
            try {
                callback = log.pointer(Arena.global());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the log's own method", e);
            }
            // A plugin that takes no logger has none; quotes come all the same.
            int ignored = call(() -> (int) set.invokeExact(callback, LibraryLog.INFO));
        }
    }

    private void check(String function, int answer) throws QuoteException {
        if (answer != 0) {
            throw Quote3Error.exception(place, function, answer, log.told());
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup symbols(Path file) throws QuoteException {
        try {
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            file + " could not be loaded: " + e.getMessage(),
                            "`ldd " + file + "` names the library that is missing; install its package")
                    .causedBy(e);
        }
    }

    private static MethodHandle function(SymbolLookup symbols, String name, FunctionDescriptor signature) {
        return handle(symbols.findOrThrow(name), signature);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(MemorySegment address, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(address, signature);
    }

    private static Bytes bytes(MemorySegment segment, int length) {
        byte[] copy = new byte[length];
        MemorySegment.copy(segment, JAVA_BYTE, 0, copy, 0, length);
        return Bytes.of(copy);
    }

    /** A method handle that is invoked. */
    @FunctionalInterface
    private interface Call {
        int make() throws Throwable;
    }

    /** A method handle declares Throwable; a native function throws nothing. */
    private static int call(Call call) {
        try {
            return call.make();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
