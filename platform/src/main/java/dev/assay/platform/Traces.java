package dev.assay.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a machine shows of a TEE apart from ways to quote: nodes of drivers, and what its processor says. */
final class Traces {

    /** {@code /dev/sgx_provision} is not among them: Linux has it on machines that run no enclave at all. */
    private static final Map<String, String> NODES = new LinkedHashMap<>();

    static {
        NODES.put("/dev/sgx_enclave", "Linux' SGX driver");
        NODES.put("/dev/sgx/enclave", "Intel's SGX driver for DCAP");
        NODES.put(
                "/dev/isgx", "Intel's SGX driver of the time before DCAP, with which nothing can be attested any more");
        NODES.put("/dev/tdx_guest", "a TDX guest");
        NODES.put("/dev/sev-guest", "an SEV-SNP guest");
    }

    /** The flags of the first processor are within it, on all machines seen. */
    private static final int CPU_INFO = 8192;

    private Traces() {}

    /** Each for people, as in {@code /dev/tdx_guest, a TDX guest}. */
    static List<String> of(Host host) {
        List<String> traces = new ArrayList<>();
        NODES.forEach((node, meaning) -> {
            if (Files.exists(host.path(node))) {
                traces.add(node + ", " + meaning);
            }
        });
        if (!Files.exists(host.path("/dev/tdx_guest")) && hasFlag(host, "tdx_guest")) {
            traces.add("tdx_guest in /proc/cpuinfo, a TDX guest whose kernel has not loaded its module:"
                    + " `sudo modprobe tdx_guest` (Ubuntu: package linux-modules-extra-$(uname -r))");
        }
        return traces;
    }

    private static boolean hasFlag(Host host, String flag) {
        try (InputStream in = Files.newInputStream(host.path("/proc/cpuinfo"))) {
            String start = new String(in.readNBytes(CPU_INFO), StandardCharsets.ISO_8859_1);
            return start.lines()
                    .filter(line -> line.startsWith("flags"))
                    .anyMatch(line -> Arrays.asList(line.split("\\s+")).contains(flag));
        } catch (IOException e) {
            // Without /proc nothing is known of the processor, which is no trace.
            return false;
        }
    }
}
