package dev.assay.platform;

import dev.assay.quote.QuoteSource;
import java.util.List;
import java.util.Optional;

/**
 * What there is to quote with on a machine.
 *
 * @param interfaces one for each quoting interface that Assay knows, the best first
 * @param traces what else was seen of a TEE, each for people: {@code /dev/sgx_enclave}. A machine can have the hardware
 *     and nothing to quote with
 */
public record Detection(List<Detected> interfaces, List<String> traces) {

    public Detection {
        interfaces = List.copyOf(interfaces);
        traces = List.copyOf(traces);
    }

    /** The one to take a quote from. */
    public Optional<Detected.Usable> best() {
        return usable().stream().findFirst();
    }

    /** Those that answered, the best first. */
    public List<Detected.Usable> usable() {
        return interfaces.stream()
                .filter(Detected.Usable.class::isInstance)
                .map(Detected.Usable.class::cast)
                .toList();
    }

    /** What was found out about {@code kind}; empty for the simulated platform, which is not looked for. */
    public Optional<Detected> of(QuoteSource.Kind kind) {
        return interfaces.stream().filter(found -> found.kind() == kind).findFirst();
    }

    /**
     * Whether the machine is meant to prove itself: an interface is usable, or is there and broken. A machine of which
     * this holds and that has nothing usable is to be repaired, not to be stood in for by a simulated one.
     */
    public boolean isTee() {
        return interfaces.stream().anyMatch(found -> !(found instanceof Detected.Absent));
    }
}
