package dev.assay.provision.plugin;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What quote provider libraries a machine has.
 *
 * @param chosen the library that a consumer would load; a consumer that would find none is not among the keys
 * @param candidates all files of the names, in the order in which the linker looks
 * @param notices what is wrong or surprising
 * @param variables the variables of the environment that change what is loaded or what it answers
 */
public record PluginReport(
        Map<Consumer, Candidate> chosen,
        List<Candidate> candidates,
        List<Notice> notices,
        List<ProviderVariable.Setting> variables) {

    public PluginReport {
        Map<Consumer, Candidate> inOrder = new EnumMap<>(Consumer.class);
        inOrder.putAll(chosen);
        chosen = Collections.unmodifiableMap(inOrder);
        candidates = List.copyOf(candidates);
        notices = List.copyOf(notices);
        variables = List.copyOf(variables);
    }

    /** What {@code consumer} would load. */
    public Optional<Candidate> chosenBy(Consumer consumer) {
        return Optional.ofNullable(chosen.get(consumer));
    }

    /** The loadable libraries that {@code consumer} would take if the chosen one were away. */
    public List<Candidate> shadowedFor(Consumer consumer) {
        return candidates.stream()
                .filter(Candidate::isLoadable)
                .filter(candidate -> consumer.names().contains(candidate.name()))
                .filter(candidate -> !chosenBy(consumer).map(Candidate::target).equals(Optional.of(candidate.target())))
                .toList();
    }
}
