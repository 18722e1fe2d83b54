package dev.assay.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.quote.Tee;
import dev.assay.simulator.EvaluationNumbersDraft;
import dev.assay.simulator.Forge;
import dev.assay.simulator.TestCertificate;
import dev.assay.simulator.TestPki;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DocumentVerifierTest {

    private static final Forge FORGE = Forge.sgx(21);
    private static final Collateral COLLATERAL = FORGE.signedCollateral();
    private static final Bytes LEAF = TestCertificate.pem(List.of(FORGE.pckCertificate()));
    private static final Bytes ISSUERS = TestCertificate.pem(FORGE.pki().issuers(FORGE.ca()));
    private static final Bytes SIGNERS = TestCertificate.pem(FORGE.pki().tcbSigningChain());
    private static final Bytes NUMBERS = EvaluationNumbersDraft.of(
                    Tee.SGX, FORGE.at(), FORGE.pki().tcbSigner().key())
            .sign();

    private static DocumentVerifier under(TestPki pki) {
        return DocumentVerifier.of(pki.anchor(), Ecdsa.jdk());
    }

    private static Bytes piece(CollateralPiece piece) {
        return COLLATERAL.piece(piece).orElseThrow();
    }

    @Test
    void everyKindOfDocumentIsReadUnderItsOwnRoot() throws Exception {
        DocumentVerifier verifier = under(FORGE.pki());
        assertThat(verifier.tcbInfo(piece(CollateralPiece.TCB_INFO), SIGNERS).fmspc())
                .isEqualTo(FORGE.platform().extension().fmspc());
        assertThat(verifier.enclaveIdentity(piece(CollateralPiece.QE_IDENTITY), SIGNERS)
                        .id())
                .isEqualTo(dev.assay.collateral.EnclaveIdentity.Id.QE);
        assertThat(verifier.tcbEvaluationDataNumbers(NUMBERS, SIGNERS).tee()).isEqualTo(Tee.SGX);
        assertThat(verifier.pckCrl(piece(CollateralPiece.PCK_CRL), ISSUERS).nextUpdate())
                .isPresent();
        assertThat(verifier.rootCaCrl(piece(CollateralPiece.ROOT_CA_CRL)).size())
                .isZero();
        assertThat(verifier.pckCertificate(LEAF, ISSUERS).extension().ppid())
                .isEqualTo(FORGE.platform().extension().ppid());
    }

    @Test
    void nothingIsReadUnderAnotherRoot() {
        DocumentVerifier other = under(TestPki.of(1234));
        refused(() -> other.tcbInfo(piece(CollateralPiece.TCB_INFO), SIGNERS));
        refused(() -> other.enclaveIdentity(piece(CollateralPiece.QE_IDENTITY), SIGNERS));
        refused(() -> other.tcbEvaluationDataNumbers(NUMBERS, SIGNERS));
        refused(() -> other.pckCrl(piece(CollateralPiece.PCK_CRL), ISSUERS));
        refused(() -> other.rootCaCrl(piece(CollateralPiece.ROOT_CA_CRL)));
        refused(() -> other.pckCertificate(LEAF, ISSUERS));
    }

    @Test
    void aCaIsNoSignerOfCollateralAndASignerNoCa() {
        DocumentVerifier verifier = under(FORGE.pki());
        refused(() -> verifier.tcbInfo(piece(CollateralPiece.TCB_INFO), ISSUERS));
        refused(() -> verifier.pckCrl(piece(CollateralPiece.PCK_CRL), SIGNERS));
        refused(() -> verifier.pckCertificate(LEAF, SIGNERS));
        refused(() -> verifier.pckCrl(piece(CollateralPiece.ROOT_CA_CRL), ISSUERS));
        refused(() -> verifier.tcbInfo(piece(CollateralPiece.QE_IDENTITY), SIGNERS));
        refused(() -> verifier.enclaveIdentity(piece(CollateralPiece.QE_IDENTITY), Bytes.EMPTY));
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NotGenuineException.class,
                        e -> assertThat(e.rejection()).isNotNull());
    }
}
