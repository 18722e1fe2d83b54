package dev.assay.bench;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.quote.Quote;
import dev.assay.quote.Tee;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TestKey;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.TrustAnchor;
import dev.assay.verify.Verification;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one quote costs one thread, from bytes to verified facts.
 *
 * <p>Two caches could make the figures better than life: the verifier's own (4,096 platforms, 64 sets of collateral) and
 * the JDK's of parsed certificates and CRLs (750 of each). So every benchmark says what its inputs have in common.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"
        })
@Warmup(iterations = 8, time = 5)
@Measurement(iterations = 5, time = 1)
public class VerifyBenchmark {

    /**
     * Everything is verified: a new verifier, a platform and collateral never seen. Of the 512 sets in turn each has a
     * CA, a TCB signer, CRLs and documents of its own, so that the JDK's caches hold nothing but the root.
     */
    @State(Scope.Thread)
    public static class Strangers {

        @Param
        Tee tee;

        @Param
        Arithmetic arithmetic;

        private TrustAnchor anchor;
        private Ecdsa ecdsa;
        private Fleet.Evidence[] evidence;
        private int next;

        @Setup
        public void mint() {
            Fleet fleet = Fleet.of(tee);
            anchor = fleet.anchor();
            ecdsa = arithmetic.ecdsa();
            evidence = IntStream.range(0, 512).mapToObj(fleet::stranger).toArray(Fleet.Evidence[]::new);
        }
    }

    @Benchmark
    public Verification cold(Strangers strangers) {
        Fleet.Evidence evidence = strangers.evidence[strangers.next++ & 511];
        return verified(QuoteVerifier.of(strangers.anchor, strangers.ecdsa)
                .verify(Bytes.of(evidence.quote()), evidence.collateral(), Fleet.AT));
    }

    /**
     * The collateral is known, the platform is not. 2,048 platforms in turn have the CA in common; after each turn a new
     * verifier takes over, which is shown the collateral with a platform that is not among them.
     */
    @State(Scope.Thread)
    public static class Newcomers {

        private static final int PLATFORMS = 2048;

        @Param
        Tee tee;

        @Param
        Arithmetic arithmetic;

        private TrustAnchor anchor;
        private Ecdsa ecdsa;
        private Collateral collateral;
        private byte[] primer;
        private byte[][] quotes;
        private QuoteVerifier verifier;
        private int next;

        @Setup
        public void mint() {
            Fleet fleet = Fleet.of(tee);
            anchor = fleet.anchor();
            ecdsa = arithmetic.ecdsa();
            collateral = fleet.collateral();
            primer = fleet.machine(-1).quote(0);
            quotes = IntStream.range(0, PLATFORMS)
                    .mapToObj(i -> fleet.machine(i).quote(0))
                    .toArray(byte[][]::new);
        }

        private QuoteVerifier verifier() {
            if (next % PLATFORMS == 0) {
                verifier = QuoteVerifier.of(anchor, ecdsa);
                verified(verifier.verify(Bytes.of(primer), collateral, Fleet.AT));
            }
            return verifier;
        }
    }

    @Benchmark
    public Verification warm(Newcomers newcomers) {
        QuoteVerifier verifier = newcomers.verifier();
        byte[] quote = newcomers.quotes[newcomers.next++ % Newcomers.PLATFORMS];
        return verified(verifier.verify(Bytes.of(quote), newcomers.collateral, Fleet.AT));
    }

    /** Collateral, platform and attestation key are known, the quote is not: 512 platforms, each with 8 quotes. */
    @State(Scope.Thread)
    public static class Acquaintances {

        private static final int PLATFORMS = 512;
        private static final int QUOTES = 8;

        @Param
        Tee tee;

        @Param
        Arithmetic arithmetic;

        private Collateral collateral;
        private byte[][] quotes;
        private QuoteVerifier verifier;
        private int next;

        @Setup
        public void mint() {
            Fleet fleet = Fleet.of(tee);
            collateral = fleet.collateral();
            verifier = QuoteVerifier.of(fleet.anchor(), arithmetic.ecdsa());
            quotes = new byte[PLATFORMS * QUOTES][];
            for (int i = 0; i < PLATFORMS; i++) {
                Fleet.Machine machine = fleet.machine(i);
                for (int j = 0; j < QUOTES; j++) {
                    quotes[j * PLATFORMS + i] = machine.quote(1 + j);
                }
                verified(verifier.verify(Bytes.of(machine.quote(0)), collateral, Fleet.AT));
            }
        }
    }

    @Benchmark
    public Verification steady(Acquaintances acquaintances) {
        byte[] quote =
                acquaintances.quotes[acquaintances.next++ & (Acquaintances.PLATFORMS * Acquaintances.QUOTES - 1)];
        return verified(acquaintances.verifier.verify(Bytes.of(quote), acquaintances.collateral, Fleet.AT));
    }

    /**
     * The provider's signature check and nothing else: one key, decoded once, one {@link Signature}, initialised once;
     * 256 messages of the length that a quote signs.
     */
    @State(Scope.Thread)
    public static class Bare {

        @Param
        Tee tee;

        @Param
        Arithmetic arithmetic;

        private final byte[][] messages = new byte[256][];
        private final byte[][] signatures = new byte[256][];
        private Signature check;
        private int next;

        @Setup
        public void mint() throws GeneralSecurityException {
            TestKey key = Seed.of(1).key("bare");
            for (int i = 0; i < messages.length; i++) {
                Bytes message = Seed.of(i).bytes("message", tee == Tee.SGX ? 48 + 384 : 48 + 584);
                messages[i] = message.toArray();
                signatures[i] = key.signDer(message).toArray();
            }
            var provider = arithmetic.ecdsa().provider();
            check = Signature.getInstance("SHA256withECDSA", provider);
            check.initVerify(KeyFactory.getInstance("EC", provider)
                    .generatePublic(new X509EncodedKeySpec(
                            key.publicKey().subjectPublicKeyInfo().toArray())));
        }
    }

    @Benchmark
    public boolean bare(Bare bare) throws SignatureException {
        int at = bare.next++ & 255;
        bare.check.update(bare.messages[at]);
        if (!bare.check.verify(bare.signatures[at])) {
            throw new AssertionError("a right signature was called wrong");
        }
        return true;
    }

    /** Bytes to {@link Quote}, nothing verified. */
    @State(Scope.Thread)
    public static class Unread {

        @Param
        Tee tee;

        private byte[][] quotes;
        private int next;

        @Setup
        public void mint() {
            Fleet fleet = Fleet.of(tee);
            quotes = IntStream.range(0, 512)
                    .mapToObj(i -> fleet.machine(i).quote(0))
                    .toArray(byte[][]::new);
        }
    }

    @Benchmark
    public Quote parse(Unread unread) throws MalformedException {
        return Quote.parse(Bytes.of(unread.quotes[unread.next++ & 511]));
    }

    private static Verification verified(Verification verification) {
        if (verification instanceof Verification.Verified) {
            return verification;
        }
        throw new AssertionError(verification);
    }
}
