package dev.assay.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Edits;
import dev.assay.VectorCase;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.Signed;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.quote.Quote;
import dev.assay.verify.Verification.Rejected;
import dev.assay.verify.Verification.Verified;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No byte that counts can be changed unnoticed. */
class SingleByteChangesTest {

    private static final VectorCase SGX =
            VectorCase.named("cases", "sgx-v3-00906ed50000-swhardeningneeded-334b2f3f-tcb89144464");
    private static final VectorCase TDX = VectorCase.named("cases", "tdx-v5-90c06f000000-uptodate-d0010db6");
    private static final int CHANGES_PER_PIECE = 150;

    static Stream<VectorCase> quotes() {
        return Stream.of(SGX, TDX);
    }

    static Stream<VectorCase> sets() {
        return Stream.of(SGX, TDX, VectorCase.named("synthetic-test-pki", "tdx4-uptodate"));
    }

    /** Signed are header, body, attestation key, QE report and authentication data; the signatures are in between. */
    @ParameterizedTest
    @MethodSource("quotes")
    void everyByteOfAQuoteUpToItsCertificatesCounts(VectorCase vector) throws MalformedException {
        Quote quote = Quote.parse(vector.quote());
        Bytes chain = quote.signature().certificationData().encoded();
        int end = vector.quote().length() - quote.trailing().length() - chain.length();
        assertThat(vector.quote().slice(end, chain.length())).isEqualTo(chain);
        QuoteVerifier verifier = QuoteVerifier.of(vector.anchor(), Ecdsa.preferred());
        assertThat(vector.verifyBy(verifier)).isInstanceOf(Verified.class);
        for (int at = 0; at < end; at++) {
            Verification verification = vector.withQuote(Edits.xor(vector.quote(), at, 1 << (at % 8)))
                    .verifyBy(verifier);
            assertThat(verification).as("offset %d", at).isInstanceOf(Rejected.class);
        }
    }

    /** PEM has bytes that mean nothing; a change that is accepted must have left the certificates as they were. */
    @ParameterizedTest
    @MethodSource("quotes")
    void changesInTheChainOfAQuoteAreNoticedWhereTheyMeanAnything(VectorCase vector) throws MalformedException {
        Quote quote = Quote.parse(vector.quote());
        Bytes chain = quote.signature().certificationData().encoded();
        int start = vector.quote().length() - quote.trailing().length() - chain.length();
        QuoteVerifier verifier = QuoteVerifier.of(vector.anchor(), Ecdsa.preferred());
        Verified genuine = (Verified) vector.verifyBy(verifier);
        Random random = random();
        for (int i = 0; i < CHANGES_PER_PIECE; i++) {
            int at = start + random.nextInt(chain.length());
            Bytes changed = Edits.xor(vector.quote(), at, 1 + random.nextInt(255));
            Bytes changedChain = changed.slice(start, chain.length());
            if (vector.withQuote(changed).verifyBy(verifier) instanceof Verified verified) {
                assertThat(Certificates.parsePem(changedChain)).isEqualTo(Certificates.parsePem(chain));
                assertThat(verified.pck()).isEqualTo(genuine.pck());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void changesInCollateralAreNoticedWhereTheyMeanAnything(VectorCase vector) throws MalformedException {
        QuoteVerifier verifier = QuoteVerifier.of(vector.anchor(), Ecdsa.preferred());
        Verified genuine = (Verified) vector.verifyBy(verifier);
        Random random = random();
        for (CollateralPiece piece : CollateralPiece.values()) {
            if (piece == CollateralPiece.PCK_CHAIN) {
                continue; // These quotes carry theirs.
            }
            Bytes bytes = vector.piece(piece);
            int noticed = 0;
            for (int i = 0; i < CHANGES_PER_PIECE; i++) {
                int at = random.nextInt(bytes.length());
                Bytes changed = Edits.xor(bytes, at, 1 + random.nextInt(255));
                Verification verification = vector.with(piece, changed).verifyBy(verifier);
                if (verification instanceof Verified verified) {
                    assertThat(content(piece, changed))
                            .as("%s, offset %d", piece, at)
                            .isEqualTo(content(piece, bytes));
                    assertThat(verified).isEqualTo(genuine);
                } else {
                    assertThat(verification).isInstanceOf(Rejected.class);
                    noticed++;
                }
            }
            assertThat(noticed).as("%s", piece).isGreaterThan(CHANGES_PER_PIECE * 3 / 4);
        }
    }

    /** What the bytes of a piece mean. */
    private static Object content(CollateralPiece piece, Bytes bytes) throws MalformedException {
        return switch (piece) {
            case TCB_INFO -> {
                Signed<?> signed = Signed.tcbInfo(bytes);
                yield List.of(signed.signedBytes(), signed.signature());
            }
            case QE_IDENTITY -> {
                Signed<?> signed = Signed.enclaveIdentity(bytes);
                yield List.of(signed.signedBytes(), signed.signature());
            }
            case PCK_CRL, ROOT_CA_CRL -> Crl.parse(bytes).der();
            case TCB_INFO_ISSUER_CHAIN, QE_IDENTITY_ISSUER_CHAIN, PCK_CRL_ISSUER_CHAIN, PCK_CHAIN ->
                Certificates.parsePem(bytes);
        };
    }

    private static Random random() {
        long seed = System.nanoTime();
        System.out.println("SingleByteChangesTest: seed " + seed);
        return new Random(seed);
    }
}
