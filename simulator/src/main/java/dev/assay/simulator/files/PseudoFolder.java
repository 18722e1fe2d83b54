package dev.assay.simulator.files;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** A folder; clients make and remove folders in it only if it was {@linkplain #growing told how}. */
public final class PseudoFolder implements PseudoNode {

    /** What making and removing entries does, as in configfs. */
    public interface Growth {

        /** mkdir: the new folder with the files that the kernel puts there. */
        PseudoFolder make(String name) throws PosixException;

        /** rmdir, before the folder goes; an exception keeps it. */
        default void remove(String name) throws PosixException {}
    }

    private static final Growth NONE = name -> {
        throw PosixError.EPERM.exception();
    };

    private final Map<String, PseudoNode> children = new ConcurrentSkipListMap<>();
    private final Growth growth;
    private final boolean made;

    private PseudoFolder(Growth growth, boolean made) {
        this.growth = growth;
        this.made = made;
    }

    /** A folder in which clients make nothing, and which they cannot remove. */
    public static PseudoFolder fixed() {
        return new PseudoFolder(NONE, false);
    }

    /** A folder in which clients make folders. */
    public static PseudoFolder growing(Growth growth) {
        return new PseudoFolder(growth, false);
    }

    /** A folder for {@link Growth#make} to return: its client may remove it, files and all. */
    public static PseudoFolder entry() {
        return new PseudoFolder(NONE, true);
    }

    /** This folder, which has {@code node} from now on. */
    public PseudoFolder with(String name, PseudoNode node) {
        children.put(name, node);
        return this;
    }

    /** Takes away what has that name. */
    public void without(String name) {
        children.remove(name);
    }

    public Set<String> names() {
        return Set.copyOf(children.keySet());
    }

    Optional<PseudoNode> child(String name) {
        return Optional.ofNullable(children.get(name));
    }

    synchronized void make(String name) throws IOException {
        if (children.containsKey(name)) {
            throw PosixError.EEXIST.exception();
        }
        children.put(name, growth.make(name));
    }

    synchronized void remove(String name) throws IOException {
        PseudoNode node = child(name).orElseThrow(PosixError.ENOENT::exception);
        if (!(node instanceof PseudoFolder folder && folder.made)) {
            throw PosixError.EPERM.exception();
        }
        growth.remove(name);
        children.remove(name);
    }
}
