package dev.assay;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.TrustAnchor;
import dev.assay.verify.Verification;
import dev.assay.verify.Verification.Verified;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * One folder of the vectors.
 *
 * @param name pool and folder, as in {@code cases/tdx-v5-...}
 * @param quote {@code quote.bin}
 * @param collateral the other files
 * @param at {@code verifyAt} of {@code case.json}
 */
public record VectorCase(String name, Bytes quote, Collateral collateral, Instant at) {

    private static final String SYNTHETIC = "synthetic-test-pki";

    /** All cases of all pools. */
    public static List<VectorCase> all() {
        return Stream.of("cases", "negative-derived", SYNTHETIC)
                .flatMap(VectorCase::pool)
                .toList();
    }

    public static Stream<VectorCase> pool(String pool) {
        return Vectors.cases(pool).map(folder -> of(pool, folder));
    }

    /** The case of {@code pool} whose folder begins so or, where none does, contains it. */
    public static VectorCase named(String pool, String part) {
        List<Path> folders = Vectors.cases(pool)
                .filter(folder -> folder.getFileName().toString().contains(part))
                .toList();
        return of(
                pool,
                folders.stream()
                        .filter(folder -> folder.getFileName().toString().equals(part))
                        .findFirst()
                        .orElseGet(() -> folders.get(0)));
    }

    private static VectorCase of(String pool, Path folder) {
        return new VectorCase(
                pool + "/" + folder.getFileName(),
                Vectors.read(folder.resolve("quote.bin")),
                Vectors.collateral(folder),
                Instant.parse(Vectors.json(folder.resolve("case.json"))
                        .get("verifyAt")
                        .asString()));
    }

    /** The root under which the case was made. */
    public TrustAnchor anchor() {
        return name.startsWith(SYNTHETIC) ? testRoot() : TrustAnchor.intel();
    }

    public static TrustAnchor testRoot() {
        try {
            return TrustAnchor.testOnly(Certificates.parse(Vectors.read(Vectors.path(SYNTHETIC, "test-root.pem"))));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** The same case with another quote. */
    public VectorCase withQuote(Bytes other) {
        return new VectorCase(name, other, collateral, at);
    }

    /** The same case with one piece of collateral replaced. */
    public VectorCase with(CollateralPiece piece, Bytes bytes) {
        return new VectorCase(name, quote, collateral.with(piece, bytes), at);
    }

    /** The same case with one piece of collateral left out. */
    public VectorCase without(CollateralPiece piece) {
        return new VectorCase(name, quote, collateral.without(piece), at);
    }

    /** The same case at another instant. */
    public VectorCase at(Instant other) {
        return new VectorCase(name, quote, collateral, other);
    }

    public Bytes piece(CollateralPiece piece) {
        return collateral.piece(piece).orElseThrow();
    }

    /** The answer of a verifier that knows nothing yet. */
    public Verification verify() {
        return verifyBy(QuoteVerifier.of(anchor(), Ecdsa.preferred()));
    }

    public Verification verifyBy(QuoteVerifier verifier) {
        return verifier.verify(quote, collateral, at);
    }

    /** The facts, where the case is one that verifies. */
    public Verified verified() {
        Verification verification = verify();
        if (verification instanceof Verified verified) {
            return verified;
        }
        throw new AssertionError(name + ": " + verification);
    }

    @Override
    public String toString() {
        return name;
    }
}
