package dev.assay.simulator;

import static dev.assay.verify.ReasonCode.CERTIFICATE_SIGNATURE;
import static dev.assay.verify.ReasonCode.CERTIFICATE_UNFIT;
import static dev.assay.verify.ReasonCode.CHAIN_SHAPE;
import static dev.assay.verify.ReasonCode.CHAIN_UNTRUSTED;
import static dev.assay.verify.ReasonCode.COLLATERAL_MALFORMED;
import static dev.assay.verify.ReasonCode.CRL_SIGNATURE;
import static dev.assay.verify.ReasonCode.PCK_CA_REVOKED;
import static dev.assay.verify.ReasonCode.PCK_REVOKED;
import static dev.assay.verify.ReasonCode.TCB_SIGNER_REVOKED;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.pck.PckCertificate.Ca;
import dev.assay.pck.SgxExtension;
import dev.assay.verify.ReasonCode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that nobody should have issued, and chains that do not hold together. */
class ForgedCertificateTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final TestPki PKI = SGX.pki();
    private static final TestPlatform PLATFORM = SGX.platform();
    private static final TestKey OTHER = Seed.of(99).key("other");
    private static final CertificateExtension UNKNOWN =
            new CertificateExtension("1.3.6.1.4.1.99999.1", true, Patch.padded(2, 5, 0));

    static Stream<Trial> pckCertificates() {
        TestCertificate leaf = SGX.pckCertificate();
        TestCertificate ca = PKI.platformCa().certificate();
        TestCertificate root = PKI.root().certificate();
        return Stream.of(
                Trial.of("signed by another key", SGX.pck(c -> c.withSigner(OTHER)), CERTIFICATE_SIGNATURE),
                Trial.of(
                        "signed by the root",
                        SGX.pck(c -> c.withSigner(PKI.root().key())),
                        CERTIFICATE_SIGNATURE),
                Trial.of(
                        "signed by the other CA",
                        SGX.pck(c -> c.withSigner(PKI.processorCa().key())),
                        CERTIFICATE_SIGNATURE),
                Trial.of("without the SGX extension", SGX.pck(c -> c.without(SgxExtension.OID)), CERTIFICATE_UNFIT),
                Trial.of(
                        "with an SGX extension of rubbish",
                        SGX.pck(c -> c.with(new CertificateExtension(SgxExtension.OID, false, Patch.padded(2, 5, 0)))),
                        CERTIFICATE_UNFIT),
                Trial.of(
                        "of the Platform CA without platform instance id and configuration",
                        SGX.pck(c -> c.with(CertificateExtension.sgxWithout(PLATFORM.extension(), "6", "7"))),
                        CERTIFICATE_UNFIT),
                Trial.of(
                        "of the Processor CA without them",
                        Forge.of(PKI, PLATFORM.withCa(Ca.PROCESSOR), 3, 1, SGX.at())),
                Trial.of("with another name", SGX.pck(c -> c.withCommonName("ASSAY TEST Certificate")), CHAIN_SHAPE),
                Trial.of(
                        "of an issuer with another name",
                        SGX.pck(c -> c.withIssuer(TestPki.name("ASSAY TEST CA"))),
                        CHAIN_SHAPE),
                Trial.of("with an unknown critical extension", SGX.pck(c -> c.with(UNKNOWN)), CERTIFICATE_UNFIT),
                Trial.of("chain without a root", SGX.withPckIssuers(List.of(ca)), CHAIN_SHAPE),
                Trial.of("chain without a CA", SGX.withPckIssuers(List.of(root)), CHAIN_SHAPE),
                Trial.of("chain of a leaf alone", SGX.withPckIssuers(List.of()), CHAIN_SHAPE),
                Trial.of("chain with its CA twice", SGX.withPckIssuers(List.of(ca, ca, root)), CHAIN_SHAPE),
                Trial.of(
                        "chain with its CA in the place of the root", SGX.withPckIssuers(List.of(ca, ca)), CHAIN_SHAPE),
                Trial.of(
                        "chain with its root in the place of the CA",
                        SGX.withPckIssuers(List.of(root, root)),
                        CHAIN_SHAPE),
                Trial.of("chain with the leaf twice", SGX.withPckIssuers(List.of(leaf, ca, root)), CHAIN_SHAPE),
                Trial.of("chain with the other CA", SGX.withPckIssuers(PKI.issuers(Ca.PROCESSOR)), CHAIN_SHAPE),
                Trial.of("chain in another order", SGX.withPckIssuers(List.of(root, ca))),
                quoteChain("chain upside down", TestCertificate.pem(List.of(root, ca, leaf))),
                quoteChain("chain of nothing", Bytes.EMPTY, COLLATERAL_MALFORMED),
                quoteChain("chain of text", Bytes.ofUtf8("no certificate at all"), COLLATERAL_MALFORMED),
                quoteChain("chain cut off", SGX.pckChain().slice(0, 900), COLLATERAL_MALFORMED));
    }

    static Stream<Trial> authorities() {
        CertificateExtension signsNoCertificates = keyUsage(KeyUsage.cRLSign);
        CertificateExtension signsNoCrls = keyUsage(KeyUsage.keyCertSign);
        return Stream.of(
                platformCa("CA signed by another key", ca -> ca.withSigner(OTHER), CERTIFICATE_SIGNATURE),
                platformCa(
                        "CA signed by itself",
                        ca -> ca.withSigner(PKI.platformCa().key()),
                        CERTIFICATE_SIGNATURE),
                platformCa("CA that is none", ca -> ca.with(CertificateExtension.notCa()), CERTIFICATE_UNFIT),
                platformCa(
                        "CA that does not say so",
                        ca -> ca.without(CertificateExtension.BASIC_CONSTRAINTS),
                        CERTIFICATE_UNFIT),
                platformCa("CA that may not sign certificates", ca -> ca.with(signsNoCertificates), CERTIFICATE_UNFIT),
                platformCa("CA that may not sign CRLs", ca -> ca.with(signsNoCrls), CERTIFICATE_UNFIT),
                platformCa("CA without key usage", ca -> ca.without(CertificateExtension.KEY_USAGE), CERTIFICATE_UNFIT),
                platformCa(
                        "CA with another name",
                        ca -> ca.withCommonName("ASSAY TEST SGX PCK Platform"),
                        CERTIFICATE_UNFIT),
                platformCa("CA with an unknown critical extension", ca -> ca.with(UNKNOWN), CERTIFICATE_UNFIT),
                platformCa("CA of another issuer", ca -> ca.withIssuer(TestPki.name("ASSAY TEST Root")), CHAIN_SHAPE),
                platformCa("CA with a longer path", ca -> ca.with(CertificateExtension.ca(3))),
                anew(
                        "TCB signer signed by another key",
                        PKI.withTcbSigner(s -> s.withSigner(OTHER)),
                        CERTIFICATE_SIGNATURE),
                anew(
                        "TCB signer with another name",
                        PKI.withTcbSigner(s -> s.withCommonName("ASSAY TEST Signer")),
                        CERTIFICATE_UNFIT),
                anew(
                        "TCB signer of another issuer",
                        PKI.withTcbSigner(s -> s.withIssuer(PKI.platformCa().name())),
                        CHAIN_SHAPE),
                anew(
                        "TCB signer with an unknown critical extension",
                        PKI.withTcbSigner(s -> s.with(UNKNOWN)),
                        CERTIFICATE_UNFIT),
                anew(
                        "root that may have no CA below it",
                        PKI.withRoot(r -> r.with(CertificateExtension.ca(0))),
                        CERTIFICATE_UNFIT),
                anew("root that is no CA", PKI.withRoot(r -> r.with(CertificateExtension.notCa())), CERTIFICATE_UNFIT),
                anew("root that does not sign itself", PKI.withRoot(r -> r.withSigner(OTHER))),
                Trial.of(
                        "documents signed by a CA",
                        SGX.collateral(c -> c.tcbInfo(
                                        i -> i.withSigner(PKI.platformCa().key()))
                                .withTcbInfoChain(PKI.issuers(Ca.PLATFORM))),
                        CERTIFICATE_UNFIT),
                Trial.of(
                        "TCB info chain without a root",
                        SGX.collateral(
                                c -> c.withTcbInfoChain(List.of(PKI.tcbSigner().certificate()))),
                        CHAIN_SHAPE),
                Trial.of(
                        "TCB info chain upside down",
                        SGX.collateral(c -> c.withTcbInfoChain(List.of(
                                PKI.root().certificate(), PKI.tcbSigner().certificate())))));
    }

    /** Constraints that the JDK knows and nobody here applies must not be passed over. */
    static Stream<Trial> constraints() {
        CertificateExtension serverOnly = new CertificateExtension(
                "2.5.29.37", true, Patch.padded(12, 0x30, 10, 6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 1));
        CertificateExtension noNames =
                new CertificateExtension("2.5.29.30", true, Patch.padded(8, 0x30, 6, 0xA1, 4, 0x30, 2, 0x82, 0));
        CertificateExtension explicitPolicy =
                new CertificateExtension("2.5.29.36", true, Patch.padded(5, 0x30, 3, 0x80, 1, 0));
        return Stream.of(
                Trial.of("PCK for TLS servers only", SGX.pck(c -> c.with(serverOnly)), CERTIFICATE_UNFIT),
                platformCa("CA for no names", ca -> ca.with(noNames), CERTIFICATE_UNFIT),
                platformCa("CA that demands a policy", ca -> ca.with(explicitPolicy), CERTIFICATE_UNFIT),
                anew("TCB signer for TLS servers only", PKI.withTcbSigner(s -> s.with(serverOnly)), CERTIFICATE_UNFIT));
    }

    static Stream<Trial> anchors() {
        TestPki stranger = TestPki.of(2);
        Instant earlier = Instant.parse("2033-01-01T00:00:00Z");
        TestPki reissued = PKI.withRoot(root -> root.withNotAfter(earlier).withSerialNumber(BigInteger.TEN));
        TestPki badlyReissued = PKI.withRoot(root -> root.withNotAfter(earlier).withSigner(OTHER));
        TestPki renamed = PKI.withRoot(root ->
                root.withSubject(TestPki.name("ASSAY TEST Root CA")).withIssuer(TestPki.name("ASSAY TEST Root CA")));
        return Stream.of(
                Trial.of(
                                "everything under another root",
                                Forge.of(stranger, PLATFORM, 3, 1, SGX.at()),
                                CHAIN_UNTRUSTED,
                                CRL_SIGNATURE)
                        .under(PKI),
                Trial.of(
                        "PCK chain under another root",
                        SGX.withPckIssuers(List.of(
                                PKI.platformCa().certificate(), stranger.root().certificate())),
                        CHAIN_UNTRUSTED),
                Trial.of(
                                "PCK chain with its own root of the right name",
                                Forge.of(stranger, PLATFORM, 3, 1, SGX.at()).collateral(c -> SGX.collateral()),
                                CHAIN_UNTRUSTED)
                        .under(PKI),
                Trial.of("root issued anew for the same key", withRootOf(reissued)),
                Trial.of("root issued anew by another key", withRootOf(badlyReissued), CERTIFICATE_SIGNATURE),
                Trial.of("root of another name with the same key", withRootOf(renamed), CHAIN_UNTRUSTED));
    }

    static Stream<Trial> revocations() {
        TestCertificate leaf = SGX.pckCertificate();
        TestPki twoCas = PKI.withPlatformCa(ca -> ca.withSerialNumber(BigInteger.TWO));
        return Stream.of(
                Trial.of("PCK revoked", SGX.collateral(c -> c.pckCrl(crl -> crl.revoking(leaf))), PCK_REVOKED),
                Trial.of(
                        "PCK revoked among others",
                        SGX.collateral(c -> c.pckCrl(crl ->
                                crl.revoking(BigInteger.ONE).revoking(leaf).revoking(BigInteger.TWO))),
                        PCK_REVOKED),
                Trial.of(
                        "others revoked",
                        SGX.collateral(c -> c.pckCrl(crl -> crl.revoking(BigInteger.ONE)
                                .revoking(leaf.x509().getSerialNumber().add(BigInteger.ONE))))),
                Trial.of(
                        "PCK serial on the root's list, which is not for it",
                        SGX.collateral(c -> c.rootCrl(crl -> crl.revoking(leaf)))),
                Trial.of(
                        "CA revoked",
                        SGX.collateral(c ->
                                c.rootCrl(crl -> crl.revoking(PKI.platformCa().certificate()))),
                        PCK_CA_REVOKED),
                Trial.of(
                        "CA revoked, but another one than the platform's",
                        SGX.collateral(c ->
                                c.rootCrl(crl -> crl.revoking(PKI.processorCa().certificate())))),
                Trial.of(
                        "certificate of the CA in the quote revoked, the one with the CRL not",
                        SGX.withPckIssuers(twoCas.issuers(Ca.PLATFORM))
                                .collateral(c -> c.rootCrl(crl -> crl.revoking(BigInteger.TWO))),
                        PCK_CA_REVOKED),
                Trial.of("CA with two certificates, none revoked", SGX.withPckIssuers(twoCas.issuers(Ca.PLATFORM))),
                Trial.of(
                        "TCB signer revoked",
                        SGX.collateral(c ->
                                c.rootCrl(crl -> crl.revoking(PKI.tcbSigner().certificate()))),
                        TCB_SIGNER_REVOKED),
                Trial.of(
                        "CA and TCB signer revoked",
                        SGX.collateral(c ->
                                c.rootCrl(crl -> crl.revoking(PKI.tcbSigner().certificate())
                                        .revoking(PKI.platformCa().certificate()))),
                        TCB_SIGNER_REVOKED,
                        PCK_CA_REVOKED));
    }

    @ParameterizedTest
    @MethodSource({"pckCertificates", "authorities", "constraints", "anchors", "revocations"})
    void getsItsVerdict(Trial trial) {
        trial.run();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "2", "2.1", "2.8", "2.16", "2.17", "2.18", "3", "4", "5", "6", "7", "7.1", "7.2", "7.3"})
    void refusesAnSgxExtensionThatLacksAPart(String oid) {
        Trial.of(
                        "no ." + oid,
                        SGX.pck(c -> c.with(CertificateExtension.sgxWithout(PLATFORM.extension(), oid))),
                        CERTIFICATE_UNFIT)
                .run();
    }

    private static CertificateExtension keyUsage(int bits) {
        try {
            return new CertificateExtension(
                    CertificateExtension.KEY_USAGE, true, Bytes.of(new KeyUsage(bits).getEncoded()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Trial platformCa(String name, UnaryOperator<CertificateDraft> change, ReasonCode... expected) {
        return anew(name, PKI.withPlatformCa(change), expected);
    }

    private static Trial anew(String name, TestPki pki, ReasonCode... expected) {
        return Trial.of(name, Forge.of(pki, PLATFORM, 3, 1, SGX.at()), expected);
    }

    private static Forge withRootOf(TestPki pki) {
        return SGX.withPckIssuers(
                List.of(PKI.platformCa().certificate(), pki.root().certificate()));
    }

    /** A chain from the collateral, for a quote that has none. */
    private static Trial quoteChain(String name, Bytes chain, ReasonCode... expected) {
        return Trial.ofCollateral(
                name, SGX.withCertificationType(3), c -> c.with(CollateralPiece.PCK_CHAIN, chain), expected);
    }
}
