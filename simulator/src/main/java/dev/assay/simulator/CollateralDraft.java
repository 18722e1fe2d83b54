package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.quote.Tee;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The collateral of a platform, to be signed; every part of it may be changed first. What must be wrong on the level of
 * bytes is changed in the {@link Collateral}.
 *
 * @param tcbInfo TCB info
 * @param tcbInfoChain certificates of its signer and the root
 * @param qeIdentity identity of the quoting enclave
 * @param qeIdentityChain certificates of its signer and the root
 * @param pckCrl revoked PCK certificates
 * @param pckCrlChain certificates of the CA and the root
 * @param rootCrl revoked CAs and TCB signers
 */
public record CollateralDraft(
        TcbInfoDraft tcbInfo,
        List<TestCertificate> tcbInfoChain,
        EnclaveIdentityDraft qeIdentity,
        List<TestCertificate> qeIdentityChain,
        CrlDraft pckCrl,
        List<TestCertificate> pckCrlChain,
        CrlDraft rootCrl) {

    public CollateralDraft {
        tcbInfoChain = List.copyOf(tcbInfoChain);
        qeIdentityChain = List.copyOf(qeIdentityChain);
        pckCrlChain = List.copyOf(pckCrlChain);
    }

    /** What calls a default {@code platform} UpToDate at {@code at}; a day old and good for 29 more days. */
    public static CollateralDraft of(TestPki pki, TestPlatform platform, Tee tee, Instant at) {
        TestKey signer = pki.tcbSigner().key();
        return new CollateralDraft(
                TcbInfoDraft.of(tee, platform, at, signer),
                pki.tcbSigningChain(),
                EnclaveIdentityDraft.of(tee, at, signer),
                pki.tcbSigningChain(),
                pki.authority(platform.ca()).crl(at),
                pki.issuers(platform.ca()),
                pki.root().crl(at));
    }

    /** When collateral that serves at {@code at} was made: a day before, in whole seconds. */
    static Instant issueDate(Instant at) {
        return at.minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    }

    public CollateralDraft tcbInfo(UnaryOperator<TcbInfoDraft> change) {
        return new CollateralDraft(
                change.apply(tcbInfo), tcbInfoChain, qeIdentity, qeIdentityChain, pckCrl, pckCrlChain, rootCrl);
    }

    public CollateralDraft qeIdentity(UnaryOperator<EnclaveIdentityDraft> change) {
        return new CollateralDraft(
                tcbInfo, tcbInfoChain, change.apply(qeIdentity), qeIdentityChain, pckCrl, pckCrlChain, rootCrl);
    }

    public CollateralDraft pckCrl(UnaryOperator<CrlDraft> change) {
        return new CollateralDraft(
                tcbInfo, tcbInfoChain, qeIdentity, qeIdentityChain, change.apply(pckCrl), pckCrlChain, rootCrl);
    }

    public CollateralDraft rootCrl(UnaryOperator<CrlDraft> change) {
        return new CollateralDraft(
                tcbInfo, tcbInfoChain, qeIdentity, qeIdentityChain, pckCrl, pckCrlChain, change.apply(rootCrl));
    }

    public CollateralDraft withTcbInfoChain(List<TestCertificate> chain) {
        return new CollateralDraft(tcbInfo, chain, qeIdentity, qeIdentityChain, pckCrl, pckCrlChain, rootCrl);
    }

    public CollateralDraft withQeIdentityChain(List<TestCertificate> chain) {
        return new CollateralDraft(tcbInfo, tcbInfoChain, qeIdentity, chain, pckCrl, pckCrlChain, rootCrl);
    }

    public CollateralDraft withPckCrlChain(List<TestCertificate> chain) {
        return new CollateralDraft(tcbInfo, tcbInfoChain, qeIdentity, qeIdentityChain, pckCrl, chain, rootCrl);
    }

    /** The signed collateral: everything but a PCK chain. */
    public Collateral sign() {
        return Collateral.of(Map.<CollateralPiece, Bytes>of(
                CollateralPiece.TCB_INFO, tcbInfo.sign(),
                CollateralPiece.TCB_INFO_ISSUER_CHAIN, TestCertificate.pem(tcbInfoChain),
                CollateralPiece.QE_IDENTITY, qeIdentity.sign(),
                CollateralPiece.QE_IDENTITY_ISSUER_CHAIN, TestCertificate.pem(qeIdentityChain),
                CollateralPiece.PCK_CRL, pckCrl.mint(),
                CollateralPiece.PCK_CRL_ISSUER_CHAIN, TestCertificate.pem(pckCrlChain),
                CollateralPiece.ROOT_CA_CRL, rootCrl.mint()));
    }
}
