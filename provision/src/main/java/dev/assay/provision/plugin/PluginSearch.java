package dev.assay.provision.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the quote provider libraries of a machine in the order in which the dynamic linker does. */
public final class PluginSearch {

    private final Machine machine;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();

    /** A library is reached by several names; it is read once. */
    private final Map<String, Identity> known = new LinkedHashMap<>();

    private record Identity(LibraryKind kind, boolean rightArchitecture) {}

    private PluginSearch(Machine machine) {
        this.machine = machine;
    }

    /** What each consumer would load by name. */
    public static PluginReport search(Machine machine) {
        PluginSearch search = new PluginSearch(machine);
        LinkerPath path = LinkerPath.of(machine);
        search.notices.addAll(path.notices());
        path.folders().forEach(search::look);
        Map<Consumer, Candidate> chosen = new EnumMap<>(Consumer.class);
        for (Consumer consumer : Consumer.values()) {
            search.choose(consumer).ifPresent(candidate -> chosen.put(consumer, candidate));
        }
        search.clash();
        search.missing(chosen);
        search.disagreement(chosen);
        return search.report(chosen);
    }

    /**
     * What consumers load that were given a path, by {@code sgx_ql_set_path}, {@code tee_att_set_path} or
     * {@code sgx_qv_set_path}: that file, and nothing else if it is absent.
     */
    public static PluginReport at(Machine machine, String explicitPath) {
        PluginSearch search = new PluginSearch(machine);
        Candidate only = search.candidate(explicitPath, "an explicit path");
        search.candidates.add(only);
        Map<Consumer, Candidate> chosen = new EnumMap<>(Consumer.class);
        if (only.isLoadable()) {
            for (Consumer consumer : Consumer.values()) {
                // Open Enclave has no such call.
                if (consumer != Consumer.OPEN_ENCLAVE) {
                    chosen.put(consumer, only);
                }
            }
        } else {
            search.notices.add(new Notice(
                    "explicit-path-not-loadable",
                    explicitPath + " is not a library that can be loaded; with an explicit path no other place is"
                            + " searched."));
        }
        return search.report(chosen);
    }

    private PluginReport report(Map<Consumer, Candidate> chosen) {
        List<ProviderVariable.Setting> variables = ProviderVariable.setOn(machine);
        for (ProviderVariable.Setting setting : variables) {
            setting.problem()
                    .ifPresent(problem -> notices.add(new Notice(
                            "variable-without-effect:" + setting.variable().name(),
                            setting.variable().name() + " is \"" + setting.value() + "\": " + problem + ".")));
        }
        machine.variable("LD_PRELOAD")
                .filter(value -> value.contains("dcap_quoteprov"))
                .ifPresent(value -> notices.add(
                        new Notice("preloaded", "LD_PRELOAD loads " + value + " before anything is searched.")));
        return new PluginReport(chosen, candidates, notices, variables);
    }

    private void look(String folder, String foundBy) {
        for (String name : List.of(Consumer.VERSIONED, Consumer.UNVERSIONED)) {
            String path = folder + "/" + name;
            // /lib is a link to /usr/lib on most machines: the same entry found twice says nothing new.
            boolean isNew = machine.follow(folder)
                    .map(real -> candidates.stream().noneMatch(c -> sameEntry(c.path(), real + "/" + name)))
                    .orElse(false);
            if (isNew && machine.hasEntry(machine.follow(folder).orElse(folder) + "/" + name)) {
                candidates.add(candidate(path, foundBy));
            }
        }
    }

    private boolean sameEntry(String path, String realPath) {
        int slash = path.lastIndexOf('/');
        return machine.follow(path.substring(0, Math.max(1, slash)))
                .map(real -> real + path.substring(slash))
                .equals(Optional.of(realPath));
    }

    private Candidate candidate(String path, String foundBy) {
        Optional<String> target = machine.follow(path);
        Identity identity = target.map(this::identify).orElse(new Identity(LibraryKind.NOT_ELF, false));
        if (target.isEmpty()) {
            notices.add(new Notice(
                    "dangling-link",
                    path
                            + machine.linkTarget(path)
                                    .map(to -> " is a link to " + to)
                                    .orElse("") + ", which leads nowhere; package upgrades leave such links behind."));
        } else if (identity.kind == LibraryKind.NOT_ELF) {
            notices.add(new Notice("not-a-library", path + " is not an ELF file; the linker refuses it."));
        } else if (!identity.rightArchitecture) {
            notices.add(new Notice(
                    "wrong-architecture",
                    path + " is for another architecture than the process; the linker passes over it."));
        } else if (identity.kind == LibraryKind.NOT_A_PROVIDER) {
            notices.add(new Notice(
                    "not-a-quote-provider",
                    path + " has the name of a quote provider library and exports nothing of one."));
        }
        return new Candidate(path, target, foundBy, identity.kind, identity.rightArchitecture);
    }

    private Identity identify(String target) {
        return known.computeIfAbsent(target, path -> {
            Optional<Path> file = machine.locate(path).filter(Files::isRegularFile);
            try {
                Optional<ElfImage> image = file.isPresent() ? ElfImage.read(file.get()) : Optional.empty();
                return image.map(elf -> new Identity(
                                LibraryKind.of(elf), elf.is64Bit() && elf.machine() == machine.architecture()))
                        .orElse(new Identity(LibraryKind.NOT_ELF, false));
            } catch (IOException unreadable) {
                notices.add(new Notice("unreadable", path + " cannot be read: " + unreadable.getMessage()));
                return new Identity(LibraryKind.NOT_ELF, false);
            }
        });
    }

    private Optional<Candidate> choose(Consumer consumer) {
        for (String name : consumer.names()) {
            Optional<Candidate> first = candidates.stream()
                    .filter(candidate -> candidate.name().equals(name) && candidate.isLoadable())
                    .findFirst();
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    private void clash() {
        Set<LibraryKind> kinds = candidates.stream()
                .filter(Candidate::isLoadable)
                .map(Candidate::kind)
                .filter(kind -> kind != LibraryKind.NOT_A_PROVIDER)
                .collect(Collectors.toCollection(TreeSet::new));
        if (kinds.size() > 1) {
            String whose = candidates.stream()
                    .filter(Candidate::isLoadable)
                    .map(candidate -> candidate.path() + " is " + candidate.kind())
                    .collect(Collectors.joining(", "));
            notices.add(
                    new Notice(
                            "two-providers-one-name",
                            "Two packages install one name: " + whose
                                    + ". The first that the linker finds wins, silently; remove the package that is not meant."));
        }
    }

    private void missing(Map<Consumer, Candidate> chosen) {
        boolean versioned = candidates.stream()
                .anyMatch(candidate -> candidate.name().equals(Consumer.VERSIONED) && candidate.isLoadable());
        boolean unversioned = candidates.stream()
                .anyMatch(candidate -> candidate.name().equals(Consumer.UNVERSIONED) && candidate.isLoadable());
        if (chosen.isEmpty()) {
            notices.add(new Notice(
                    "no-provider",
                    "No quote provider library can be loaded; install libsgx-dcap-default-qpl, or az-dcap-client on"
                            + " Azure."));
        } else if (!versioned) {
            notices.add(new Notice(
                    "no-versioned-name",
                    Consumer.VERSIONED + " is missing: the TDX quoting library finds nothing, the others take "
                            + Consumer.UNVERSIONED + "."));
        } else if (!unversioned) {
            notices.add(new Notice(
                    "no-unversioned-name",
                    Consumer.UNVERSIONED + " is missing: Open Enclave finds nothing. Intel's development package"
                            + " (libsgx-dcap-default-qpl-dev) has the link."));
        }
    }

    private void disagreement(Map<Consumer, Candidate> chosen) {
        Set<LibraryKind> kinds = chosen.values().stream().map(Candidate::kind).collect(Collectors.toSet());
        if (kinds.size() > 1) {
            String who = chosen.entrySet().stream()
                    .map(entry -> entry.getKey() + " takes " + entry.getValue().path() + " ("
                            + entry.getValue().kind() + ")")
                    .collect(Collectors.joining("; "));
            notices.add(new Notice("consumers-disagree", who + "."));
        }
    }
}
