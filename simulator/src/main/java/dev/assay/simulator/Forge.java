package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.CertificationData;
import dev.assay.quote.Quote;
import dev.assay.quote.Tee;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A quote, its platform and its collateral before they are signed: everything fits, until you change it.
 *
 * <pre>{@code
 * Forge good = Forge.sgx(1);
 * Forge revoked = good.collateral(c -> c.pckCrl(crl -> crl.revoking(good.pckCertificate())));
 * Bytes quote = revoked.quote().encode();
 * Collateral collateral = revoked.signedCollateral();
 * }</pre>
 *
 * <p>Changing one part leaves the others as they are; that is how evidence gets to contradict itself.
 *
 * @param pki the authorities
 * @param platform the machine
 * @param pck the PCK certificate to be minted
 * @param pckIssuers what follows it in the chain
 * @param certificationType how the quote names its PCK certificate, 1 to 5
 * @param draft the quote to be signed
 * @param collateral the collateral to be signed
 * @param at the instant at which all of it is good
 */
public record Forge(
        TestPki pki,
        TestPlatform platform,
        CertificateDraft pck,
        List<TestCertificate> pckIssuers,
        int certificationType,
        QuoteDraft draft,
        CollateralDraft collateral,
        Instant at) {

    /** When forged evidence is good unless another instant is asked for. */
    public static final Instant DEFAULT_INSTANT = Instant.parse("2026-06-01T12:00:00Z");

    public Forge {
        pckIssuers = List.copyOf(pckIssuers);
    }

    /** An SGX quote of version 3 by a platform that is UpToDate. */
    public static Forge sgx(long seed) {
        return of(seed, 3, 1);
    }

    /** A TDX 1.0 quote of version 4 by a platform that is UpToDate. */
    public static Forge tdx(long seed) {
        return of(seed, 4, 2);
    }

    /** A TDX 1.5 quote of version 5 by a platform that is UpToDate. */
    public static Forge tdx15(long seed) {
        return of(seed, 5, 3);
    }

    /**
     * A quote of the given version and body by a platform that is UpToDate.
     *
     * @param bodyType 1 for SGX, 2 for TDX 1.0, 3 for TDX 1.5, 4 for TDX 1.5 extended
     */
    public static Forge of(long seed, int version, int bodyType) {
        Seed all = Seed.of(seed);
        return of(
                TestPki.of(all.child("PKI")),
                TestPlatform.of(all.child("platform")),
                version,
                bodyType,
                DEFAULT_INSTANT);
    }

    /**
     * A quote of {@code platform} that is good at {@code at}; platforms may share a PKI, which costs the most to make.
     *
     * @param version 3 to 5
     * @param bodyType 1 for SGX, 2 for TDX 1.0, 3 for TDX 1.5, 4 for TDX 1.5 extended
     */
    public static Forge of(TestPki pki, TestPlatform platform, int version, int bodyType, Instant at) {
        Tee tee = bodyType == 1 ? Tee.SGX : Tee.TDX;
        return new Forge(
                pki,
                platform,
                pki.pckCertificate(platform),
                pki.issuers(platform.ca()),
                5,
                QuoteDraft.of(
                        version, QuoteBodies.ofType(bodyType, platform.seed().child("attested")), platform),
                CollateralDraft.of(pki, platform, tee, at),
                at);
    }

    /** The same quote and collateral; only the platform's certificate is that of a changed platform. */
    public Forge platform(UnaryOperator<TestPlatform> change) {
        TestPlatform changed = change.apply(platform);
        return new Forge(
                pki,
                changed,
                pki.pckCertificate(changed),
                pki.issuers(changed.ca()),
                certificationType,
                draft,
                collateral,
                at);
    }

    public Forge pck(UnaryOperator<CertificateDraft> change) {
        return new Forge(pki, platform, change.apply(pck), pckIssuers, certificationType, draft, collateral, at);
    }

    public Forge withPckIssuers(List<TestCertificate> changed) {
        return new Forge(pki, platform, pck, changed, certificationType, draft, collateral, at);
    }

    /** 1 to 3 for a reference to the platform, 4 for the PCK certificate, 5 for its chain. */
    public Forge withCertificationType(int changed) {
        return new Forge(pki, platform, pck, pckIssuers, changed, draft, collateral, at);
    }

    public Forge draft(UnaryOperator<QuoteDraft> change) {
        return new Forge(pki, platform, pck, pckIssuers, certificationType, change.apply(draft), collateral, at);
    }

    public Forge collateral(UnaryOperator<CollateralDraft> change) {
        return new Forge(pki, platform, pck, pckIssuers, certificationType, draft, change.apply(collateral), at);
    }

    /** The minted PCK certificate. */
    public TestCertificate pckCertificate() {
        return pck.mint();
    }

    /** PEM of PCK certificate, CA and root. */
    public Bytes pckChain() {
        return TestCertificate.pem(
                Stream.concat(Stream.of(pckCertificate()), pckIssuers.stream()).toList());
    }

    /** What the quote says about its PCK certificate; a chain ends in a NUL byte, as in most quotes from hardware. */
    public CertificationData certificationData() {
        return switch (certificationType) {
            case 1, 2, 3 -> platform.reference(certificationType);
            case 4 -> new CertificationData.PckLeaf(pckCertificate().pem());
            case 5 -> new CertificationData.PckChain(Bytes.concat(pckChain(), Patch.zeros(1)));
            default ->
                throw new IllegalArgumentException(
                        "certification data of type " + certificationType + ", known are 1 to 5");
        };
    }

    /** The signed quote. */
    public Quote quote() {
        return draft.sign(platform.pckKey(), certificationData());
    }

    /** The signed quote, its QE report signed by another key than the PCK key. */
    public Quote quoteCertifiedBy(TestKey key) {
        return draft.sign(key, certificationData());
    }

    /** The signed collateral, with the PCK chain where the quote has only a reference to the platform. */
    public Collateral signedCollateral() {
        return certificationType <= 3
                ? collateral.sign().with(CollateralPiece.PCK_CHAIN, pckChain())
                : collateral.sign();
    }

    /** Which CA issued the platform's certificate. */
    public PckCertificate.Ca ca() {
        return platform.ca();
    }
}
