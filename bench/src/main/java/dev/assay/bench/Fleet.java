package dev.assay.bench;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.quote.CertificationData.PckChain;
import dev.assay.quote.Tee;
import dev.assay.simulator.CertificateExtension;
import dev.assay.simulator.CollateralDraft;
import dev.assay.simulator.Forge;
import dev.assay.simulator.QuoteDraft;
import dev.assay.simulator.Seed;
import dev.assay.simulator.SgxReportField;
import dev.assay.simulator.TdReportField;
import dev.assay.simulator.TestAuthority;
import dev.assay.simulator.TestKey;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.TestPlatform;
import dev.assay.verify.TrustAnchor;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Machines of one family under one test root: any number of them, no two alike, and their collateral in any number of
 * issues.
 *
 * <p>Sizes are those of Intel's documents in {@code vectors/cases}: TCB infos of sixteen levels, a PCK CRL of forty
 * entries, quotes with a chain of three certificates.
 */
final class Fleet {

    /** When everything is good. */
    static final Instant AT = Forge.DEFAULT_INSTANT;

    private static final int REVOKED = 40;

    private final Tee tee;
    private final Seed seed;
    private final TestPki pki;

    private Fleet(Tee tee, Seed seed) {
        this.tee = tee;
        this.seed = seed;
        this.pki = TestPki.of(seed.child("PKI"));
    }

    static Fleet of(Tee tee) {
        return new Fleet(tee, Seed.of(20_261_122));
    }

    Tee tee() {
        return tee;
    }

    TrustAnchor anchor() {
        try {
            return TrustAnchor.testOnly(pki.root().certificate().x509());
        } catch (MalformedException e) {
            throw new IllegalStateException("a test root whose key is not on P-256", e);
        }
    }

    /** PEM of the root. */
    Bytes rootPem() {
        return pki.root().certificate().pem();
    }

    /** Machine number {@code number}, certified by the family's usual CA. */
    Machine machine(int number) {
        return machine(pki, number);
    }

    /** The collateral of all of {@link #machine}. */
    Collateral collateral() {
        return collateral(pki, 0).sign();
    }

    /**
     * A machine and collateral that have nothing but the root in common with those of any other number: own CA, own
     * signer, own lists and documents.
     */
    Evidence stranger(int number) {
        TestPki own = new TestPki(
                pki.root(),
                renewed(
                        pki.withPlatformCa(
                                        draft -> draft.withKey(key("CA", number).publicKey())
                                                .withSerialNumber(BigInteger.valueOf(1_000_000 + number))
                                                .with(CertificateExtension.subjectKeyId(
                                                        key("CA", number).publicKey())))
                                .platformCa(),
                        key("CA", number)),
                pki.processorCa(),
                renewed(
                        pki.withTcbSigner(draft -> draft.withKey(
                                                key("signer", number).publicKey())
                                        .withSerialNumber(BigInteger.valueOf(2_000_000 + number))
                                        .with(CertificateExtension.subjectKeyId(
                                                key("signer", number).publicKey())))
                                .tcbSigner(),
                        key("signer", number)));
        return Evidence.of(
                machine(own, number).quote(0), collateral(own, number).sign());
    }

    private TestKey key(String whose, int number) {
        return seed.key(whose + " " + number);
    }

    private static TestAuthority renewed(TestAuthority certified, TestKey key) {
        return new TestAuthority(certified.name(), key, certified.certificate());
    }

    private Machine machine(TestPki issuers, int number) {
        TestPlatform platform = TestPlatform.of(seed.child("machine " + number));
        Forge forge = tee == Tee.SGX ? Forge.of(issuers, platform, 3, 1, AT) : Forge.of(issuers, platform, 4, 2, AT);
        return new Machine(forge.draft(), platform.pckKey(), (PckChain) forge.certificationData());
    }

    private CollateralDraft collateral(TestPki issuers, int issue) {
        TestPlatform any = TestPlatform.of(seed.child("machine 0"));
        List<BigInteger> revoked = IntStream.range(0, REVOKED)
                .mapToObj(i -> new BigInteger(
                        1, seed.bytes("revoked " + issue + " " + i, 20).toArray()))
                .toList();
        Instant issued = AT.minus(Duration.ofDays(2)).plusSeconds(issue);
        Instant next = issued.plus(Duration.ofDays(30));
        CollateralDraft draft = CollateralDraft.of(issuers, any, tee, AT)
                .tcbInfo(info -> info.withLevels(
                                Levels.sixteen(tee, info.content().tcbLevels().get(0)))
                        .withDates(issued, next))
                .qeIdentity(identity -> identity.withDates(issued, next))
                .rootCrl(crl -> crl.withNumber(1 + issue));
        for (BigInteger serial : revoked) {
            draft = draft.pckCrl(crl -> crl.revoking(serial));
        }
        return draft.pckCrl(crl -> crl.withNumber(1 + issue));
    }

    /** A machine that makes quotes. */
    record Machine(QuoteDraft draft, TestKey pckKey, PckChain chain) {

        /** A quote over report data that no other quote of this machine has. */
        byte[] quote(int number) {
            Bytes reportData = Seed.of(number).bytes("REPORTDATA", 64);
            QuoteDraft fresh = draft.body().tee() == Tee.SGX
                    ? draft.with(SgxReportField.REPORT_DATA, reportData)
                    : draft.with(TdReportField.REPORT_DATA, reportData);
            return fresh.sign(pckKey, chain).encode().toArray();
        }
    }

    /** A quote and its collateral as they come in: arrays of bytes, of which nothing is known yet. */
    record Evidence(byte[] quote, Map<CollateralPiece, byte[]> pieces) {

        static Evidence of(byte[] quote, Collateral collateral) {
            Map<CollateralPiece, byte[]> pieces = new EnumMap<>(CollateralPiece.class);
            collateral.pieces().forEach((piece, bytes) -> pieces.put(piece, bytes.toArray()));
            return new Evidence(quote, pieces);
        }

        /** The collateral, in new objects that remember nothing, not even a hash. */
        Collateral collateral() {
            Map<CollateralPiece, Bytes> fresh = new EnumMap<>(CollateralPiece.class);
            pieces.forEach((piece, bytes) -> fresh.put(piece, Bytes.of(bytes)));
            return Collateral.of(fresh);
        }
    }
}
