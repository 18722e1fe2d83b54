package dev.assay.simulator;

import static dev.assay.verify.ReasonCode.COLLATERAL_MALFORMED;
import static dev.assay.verify.ReasonCode.COLLATERAL_MISSING;
import static dev.assay.verify.ReasonCode.CRL_INCOMPLETE;
import static dev.assay.verify.ReasonCode.CRL_ISSUER;
import static dev.assay.verify.ReasonCode.CRL_SIGNATURE;
import static dev.assay.verify.ReasonCode.PCK_REVOKED;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.pck.PckCertificate.Ca;
import dev.assay.verify.ReasonCode;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CRLs that prove nothing. A list that is absent, foreign or damaged never means "not revoked". */
class ForgedCrlTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final TestPki PKI = SGX.pki();
    private static final TestKey OTHER = Seed.of(99).key("other");
    private static final CertificateExtension UNKNOWN =
            new CertificateExtension("1.3.6.1.4.1.99999.1", true, Patch.padded(2, 5, 0));
    private static final CertificateExtension UNKNOWN_BUT_HARMLESS =
            new CertificateExtension("1.3.6.1.4.1.99999.1", false, Patch.padded(2, 5, 0));

    static Stream<Trial> lists() {
        return Stream.of(CollateralPiece.PCK_CRL, CollateralPiece.ROOT_CA_CRL)
                .flatMap(piece -> Stream.of(
                        changed(piece, "signed by another key", crl -> crl.withSigner(OTHER), CRL_SIGNATURE),
                        changed(
                                piece,
                                "of another issuer",
                                crl -> crl.withIssuer(TestPki.name("ASSAY TEST CA")),
                                CRL_ISSUER),
                        changed(piece, "without a number", CrlDraft::withoutNumber, CRL_INCOMPLETE),
                        changed(piece, "without an authority key id", CrlDraft::withoutAuthorityKeyId, CRL_INCOMPLETE),
                        changed(piece, "without an end", CrlDraft::withoutNextUpdate, CRL_INCOMPLETE),
                        changed(piece, "with an unknown critical extension", crl -> crl.with(UNKNOWN), CRL_INCOMPLETE),
                        changed(piece, "with an unknown harmless extension", crl -> crl.with(UNKNOWN_BUT_HARMLESS)),
                        changed(piece, "with a great number", crl -> crl.withNumber(Long.MAX_VALUE)),
                        written(piece, "absent", null, COLLATERAL_MISSING),
                        written(piece, "empty", der -> Bytes.EMPTY, COLLATERAL_MALFORMED),
                        written(piece, "cut off", der -> der.slice(0, der.length() - 1), COLLATERAL_MALFORMED),
                        written(
                                piece,
                                "with bytes after it",
                                der -> Bytes.concat(der, Patch.zeros(1)),
                                COLLATERAL_MALFORMED),
                        written(
                                piece,
                                "a page of an error",
                                der -> Bytes.ofUtf8("<html>503</html>"),
                                COLLATERAL_MALFORMED),
                        written(
                                piece,
                                "a certificate",
                                der -> PKI.root().certificate().der(),
                                COLLATERAL_MALFORMED),
                        written(piece, "in hex", der -> Bytes.ofUtf8(der.hex())),
                        written(piece, "in hex with NUL", der -> Bytes.ofUtf8(der.hex() + "\0")),
                        written(piece, "in PEM", ForgedCrlTest::pem)));
    }

    /** Lists that by their own word do not name all that is revoked. Source: RFC 5280, 5.2.4 and 5.2.5. */
    static Stream<Trial> partial() {
        return Stream.of(CollateralPiece.PCK_CRL, CollateralPiece.ROOT_CA_CRL)
                .flatMap(piece -> Stream.of(
                        changed(
                                piece,
                                "that is a delta to another",
                                crl -> crl.with(new CertificateExtension("2.5.29.27", true, Patch.padded(3, 2, 1, 1))),
                                CRL_INCOMPLETE),
                        changed(
                                piece,
                                "for attribute certificates only",
                                crl -> crl.with(new CertificateExtension(
                                        "2.5.29.28", true, Patch.padded(5, 0x30, 3, 0x85, 1, 0xff))),
                                CRL_INCOMPLETE),
                        changed(
                                piece,
                                "for some reasons only",
                                crl -> crl.with(new CertificateExtension(
                                        "2.5.29.28", true, Patch.padded(6, 0x30, 4, 0x83, 2, 5, 0x20))),
                                CRL_INCOMPLETE)));
    }

    static Stream<Trial> swaps() {
        Forge processor = Forge.of(PKI, SGX.platform().withCa(Ca.PROCESSOR), 3, 1, SGX.at());
        return Stream.of(
                Trial.of(
                        "list and chain of the other CA",
                        SGX.collateral(
                                c -> c.pckCrl(crl -> processor.collateral().pckCrl())
                                        .withPckCrlChain(PKI.issuers(Ca.PROCESSOR))),
                        CRL_ISSUER),
                Trial.of(
                        "list of the other CA with the right chain",
                        SGX.collateral(
                                c -> c.pckCrl(crl -> processor.collateral().pckCrl())),
                        CRL_ISSUER),
                Trial.of(
                        "PCK CRL in the place of the root's",
                        SGX.collateral(c -> c.rootCrl(crl -> c.pckCrl())),
                        CRL_ISSUER),
                Trial.of(
                        "root CRL in the place of the PCK CRL",
                        SGX.collateral(c -> c.pckCrl(crl -> c.rootCrl())),
                        CRL_ISSUER),
                Trial.of("the other CA's platform with its own list", processor),
                Trial.of(
                        "the other CA's platform revoked",
                        processor.collateral(c -> c.pckCrl(crl -> crl.revoking(processor.pckCertificate()))),
                        PCK_REVOKED));
    }

    @ParameterizedTest
    @MethodSource({"lists", "partial", "swaps"})
    void getsItsVerdict(Trial trial) {
        trial.run();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PCK_CHAIN")
    void aPieceThatIsMissingLeavesTheAnswerOpen(CollateralPiece piece) {
        Trial.ofCollateral("no " + piece.title(), SGX, c -> c.without(piece), COLLATERAL_MISSING)
                .run();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PCK_CHAIN")
    void aPieceThatIsRubbishIsNamed(CollateralPiece piece) {
        Trial.ofCollateral("rubbish", SGX, c -> c.with(piece, Bytes.ofUtf8("{}")), COLLATERAL_MALFORMED)
                .run();
    }

    private static Trial changed(
            CollateralPiece piece, String name, UnaryOperator<CrlDraft> change, ReasonCode... expected) {
        Forge forge = SGX.collateral(c -> piece == CollateralPiece.PCK_CRL ? c.pckCrl(change) : c.rootCrl(change));
        return Trial.of(piece.title() + " " + name, forge, expected);
    }

    private static Trial written(
            CollateralPiece piece, String name, UnaryOperator<Bytes> change, ReasonCode... expected) {
        return Trial.ofCollateral(
                piece.title() + " " + name,
                SGX,
                c -> change == null
                        ? c.without(piece)
                        : c.with(piece, change.apply(c.piece(piece).orElseThrow())),
                expected);
    }

    private static Bytes pem(Bytes der) {
        return Bytes.ofUtf8("-----BEGIN X509 CRL-----\n"
                + Base64.getMimeEncoder().encodeToString(der.toArray()) + "\n-----END X509 CRL-----\n\0");
    }
}
