package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.CollateralInput;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.policy.Policy;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.TrustAnchor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has read besides quotes: collateral, policies and trust roots, each read once and then remembered by its
 * path, the failures too. There is one verifier a root, so that all lines of a batch share what it has proven. Safe for
 * threads.
 */
final class Shelf {

    /** Some 50 KB each. */
    private static final int MAX_COLLATERAL = 256;

    private static final int MAX_OTHERS = 256;

    /** Before the name of a policy that is no file. */
    static final String PRESET = "preset:";

    private interface Reader<T> {
        T read() throws InputException, MalformedException;
    }

    /** What reading came to, to be had again and again. */
    private interface Read<T> {

        T get() throws InputException, MalformedException;

        static <T> Read<T> of(Reader<T> reader) {
            try {
                T value = reader.read();
                return () -> value;
            } catch (InputException e) {
                return () -> {
                    throw e;
                };
            } catch (MalformedException e) {
                return () -> {
                    throw e;
                };
            }
        }
    }

    private final Ecdsa ecdsa;
    private final Map<Path, Read<Collateral>> collaterals = remembering(MAX_COLLATERAL);
    private final Map<String, Read<Policy>> policies = remembering(MAX_OTHERS);
    private final Map<Optional<Path>, Read<QuoteVerifier>> verifiers = remembering(MAX_OTHERS);

    /** Verifiers of this shelf leave their arithmetic to {@code ecdsa}. */
    Shelf(Ecdsa ecdsa) {
        this.ecdsa = ecdsa;
    }

    /** The collateral in a folder or bundle. */
    Collateral collateral(Path place) throws InputException, MalformedException {
        return once(collaterals, place, () -> CollateralInput.read(place)).get();
    }

    /** The policy in a file, or the preset that {@code preset:NAME} names. */
    Policy policy(String name) throws InputException {
        try {
            return once(policies, name, () -> readPolicy(name)).get();
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot use the policy " + name + ": " + e.getMessage(),
                    "docs/policy.md has the form of a policy.");
        }
    }

    private static Policy readPolicy(String name) throws InputException, MalformedException {
        return switch (name) {
            case PRESET + "default" -> Policy.defaults();
            case PRESET + "strict" -> Policy.strict();
            case PRESET + "oasis" -> Policy.oasis();
            default -> {
                if (name.startsWith(PRESET)) {
                    throw new InputException(
                            "there is no " + name, "Presets are preset:default, preset:strict and preset:oasis.");
                }
                yield Policy.parse(InputFile.read("policy", InputFile.path("policy", name)));
            }
        };
    }

    /** A verifier under the root in a file; under Intel's without one. */
    QuoteVerifier verifier(Optional<Path> trustRoot) throws InputException {
        try {
            return once(verifiers, trustRoot, () -> QuoteVerifier.of(anchor(trustRoot), ecdsa))
                    .get();
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot use the trust root " + trustRoot.map(Path::toString).orElse("") + ": " + e.getMessage(),
                    "Name a file with one certificate with a P-256 key, PEM or DER.");
        }
    }

    /** A verifier under a root that is in no file; not remembered. */
    QuoteVerifier verifier(TrustAnchor anchor) {
        return QuoteVerifier.of(anchor, ecdsa);
    }

    /** A verifier of single documents under the same root. */
    DocumentVerifier documents(Optional<Path> trustRoot) throws InputException {
        return DocumentVerifier.of(anchorOf(trustRoot), ecdsa);
    }

    /** The root in a file, or Intel's. */
    TrustAnchor anchorOf(Optional<Path> trustRoot) throws InputException {
        return verifier(trustRoot).anchor();
    }

    private static TrustAnchor anchor(Optional<Path> trustRoot) throws InputException, MalformedException {
        if (trustRoot.isEmpty()) {
            return TrustAnchor.intel();
        }
        Bytes certificate = InputFile.read("trust root", trustRoot.get());
        return TrustAnchor.testOnly(Certificates.parse(certificate));
    }

    private static <K, T> Read<T> once(Map<K, Read<T>> known, K key, Reader<T> reader) {
        synchronized (known) {
            Read<T> read = known.get(key);
            if (read == null) {
                read = Read.of(reader);
                known.put(key, read);
            }
            return read;
        }
    }

    private static <K, T> Map<K, Read<T>> remembering(int capacity) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Read<T>> eldest) {
                return size() > capacity;
            }
        };
    }
}
