package dev.assay.simulator;

import static dev.assay.verify.ReasonCode.ATTESTATION_KEY;
import static dev.assay.verify.ReasonCode.QE_REPORT_DATA;
import static dev.assay.verify.ReasonCode.QE_REPORT_SIGNATURE;
import static dev.assay.verify.ReasonCode.QUOTE_MALFORMED;
import static dev.assay.verify.ReasonCode.QUOTE_SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.quote.CertificationData.PckChain;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteSignature;
import dev.assay.verify.QuoteVerifier;
import java.math.BigInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes that were altered, put together from parts, or signed by the wrong hands. */
class ForgedQuoteTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final Forge TDX = Forge.tdx(1);
    private static final TestKey OTHER = Seed.of(99).key("other");
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    static Stream<Trial> signatures() {
        TestPlatform stranger = TestPlatform.of(Seed.of(77));
        Forge ofStranger = Forge.of(SGX.pki(), stranger, 3, 1, SGX.at());
        return Stream.of(
                Trial.of("nothing wrong", SGX),
                Trial.of("nothing wrong, TDX", TDX),
                Trial.of("quote signed by another key", SGX.draft(q -> q.withQuoteSigner(OTHER)), QUOTE_SIGNATURE),
                Trial.of("TDX quote signed by another key", TDX.draft(q -> q.withQuoteSigner(OTHER)), QUOTE_SIGNATURE),
                Trial.of(
                        "quote signed by the PCK key",
                        SGX.draft(q -> q.withQuoteSigner(SGX.platform().pckKey())),
                        QUOTE_SIGNATURE),
                Trial.of(
                        "fresh attestation key that the platform certified",
                        SGX.draft(q -> q.withAttestationKey(OTHER))),
                Trial.of(
                        "QE report signed by another key",
                        SGX,
                        SGX.quoteCertifiedBy(OTHER).encode(),
                        SGX.signedCollateral(),
                        QE_REPORT_SIGNATURE),
                Trial.of(
                        "QE report signed by the attestation key",
                        SGX,
                        SGX.quoteCertifiedBy(SGX.draft().attestationKey()).encode(),
                        SGX.signedCollateral(),
                        QE_REPORT_SIGNATURE),
                Trial.ofQuote(
                        "evidence of another platform's quoting enclave",
                        SGX,
                        quote -> signature(
                                quote,
                                s -> new QuoteSignature(
                                        s.signature(),
                                        s.attestationKey(),
                                        ofStranger.quote().signature().qeReport(),
                                        ofStranger.quote().signature().qeReportSignature(),
                                        s.qeAuthData(),
                                        s.certificationData())),
                        QE_REPORT_SIGNATURE),
                Trial.ofQuote(
                        "PCK chain of another platform",
                        SGX,
                        quote -> signature(
                                quote,
                                s -> new QuoteSignature(
                                        s.signature(),
                                        s.attestationKey(),
                                        s.qeReport(),
                                        s.qeReportSignature(),
                                        s.qeAuthData(),
                                        ofStranger.certificationData())),
                        QE_REPORT_SIGNATURE),
                Trial.ofQuote(
                        "body of another quote",
                        SGX,
                        quote -> new Quote(
                                quote.header(), ofStranger.quote().body(), quote.signature(), quote.trailing()),
                        QUOTE_SIGNATURE),
                Trial.ofQuote(
                        "quote signature of zeros", SGX, quote -> signed(quote, Patch.zeros(64)), QUOTE_SIGNATURE),
                Trial.ofQuote(
                        "quote signature with r = n",
                        SGX,
                        quote -> signed(quote, withR(quote, ORDER)),
                        QUOTE_SIGNATURE),
                Trial.ofQuote(
                        "quote signature with s = n",
                        SGX,
                        quote -> signed(quote, withS(quote, ORDER)),
                        QUOTE_SIGNATURE),
                Trial.ofQuote(
                        "quote signature with s = 0",
                        SGX,
                        quote -> signed(quote, withS(quote, BigInteger.ZERO)),
                        QUOTE_SIGNATURE),
                Trial.ofQuote(
                        "the other signature, n - s",
                        SGX,
                        quote -> signed(quote, withS(quote, ORDER.subtract(s(quote))))),
                Trial.ofQuote(
                        "QE report signature of zeros",
                        SGX,
                        quote -> signature(
                                quote,
                                s -> new QuoteSignature(
                                        s.signature(),
                                        s.attestationKey(),
                                        s.qeReport(),
                                        Patch.zeros(64),
                                        s.qeAuthData(),
                                        s.certificationData())),
                        QE_REPORT_SIGNATURE));
    }

    static Stream<Trial> bindings() {
        Bytes binding = SGX.draft().binding();
        Bytes offCurve =
                Bytes.concat(SGX.draft().attestationKey().publicKey().point().slice(0, 63), Patch.padded(1, 1));
        return Stream.of(
                Trial.of(
                        "attestation key that the quoting enclave does not bind",
                        SGX.draft(q ->
                                q.withQe(SgxReportField.REPORT_DATA, binding).withAttestationKey(OTHER)),
                        QE_REPORT_DATA),
                Trial.of(
                        "QE report data of zeros",
                        SGX.draft(q -> q.withQe(SgxReportField.REPORT_DATA, Patch.zeros(64))),
                        QE_REPORT_DATA),
                Trial.of(
                        "something in the second half of the QE report data",
                        SGX.draft(q -> q.withQe(
                                SgxReportField.REPORT_DATA, Bytes.concat(binding.slice(0, 63), Patch.padded(1, 1)))),
                        QE_REPORT_DATA),
                Trial.ofQuote(
                        "other authentication data than was bound",
                        SGX,
                        quote -> signature(
                                quote,
                                s -> new QuoteSignature(
                                        s.signature(),
                                        s.attestationKey(),
                                        s.qeReport(),
                                        s.qeReportSignature(),
                                        Patch.zeros(32),
                                        s.certificationData())),
                        QE_REPORT_DATA),
                Trial.of("no authentication data", SGX.draft(q -> q.withQeAuthData(Bytes.EMPTY))),
                Trial.of("much authentication data", SGX.draft(q -> q.withQeAuthData(Patch.zeros(65535)))),
                Trial.ofQuote(
                        "attestation key off the curve",
                        SGX.draft(q -> q.withQe(
                                SgxReportField.REPORT_DATA,
                                Bytes.concat(TestKey.sha256(Bytes.concat(offCurve, q.qeAuthData())), Patch.zeros(32)))),
                        quote -> signature(
                                quote,
                                s -> new QuoteSignature(
                                        s.signature(),
                                        offCurve,
                                        s.qeReport(),
                                        s.qeReportSignature(),
                                        s.qeAuthData(),
                                        s.certificationData())),
                        ATTESTATION_KEY));
    }

    static Stream<Trial> headers() {
        return Stream.of(
                header("version 2", 0, Patch.uint16(2)),
                header("version 6", 0, Patch.uint16(6)),
                Trial.of(
                        "version 4 over signature data of version 3",
                        SGX,
                        Patch.replace("version", SGX.quote().encode(), 0, 2, Patch.uint16(4)),
                        SGX.signedCollateral(),
                        QUOTE_MALFORMED),
                header("attestation key type 3, P-384", 2, Patch.uint16(3)),
                header("attestation key type 0, EPID", 2, Patch.uint16(0)),
                header("TEE type TDX in version 3", 4, Patch.uint32(0x81)),
                header("TEE type unknown", 4, Patch.uint32(1)),
                header("QE vendor unknown", 12, Patch.zeros(16)),
                Trial.of(
                        "any user data",
                        SGX.draft(q -> q.withHeaderBytes(28, Seed.of(4).bytes("user data", 20)))),
                Trial.of("any SVNs in the header", SGX.draft(q -> q.withHeaderBytes(8, Patch.uint32(0xffffffffL)))),
                Trial.of(
                        "bytes after the quote",
                        SGX.draft(q -> q.withTrailing(Seed.of(4).bytes("trailing", 999)))));
    }

    @ParameterizedTest
    @MethodSource({"signatures", "bindings", "headers"})
    void getsItsVerdict(Trial trial) {
        trial.run();
    }

    @ParameterizedTest
    @CsvSource({"5,1,0", "5,1,2", "5,2,1", "5,2,3", "5,3,2", "5,3,4", "5,4,3", "5,4,5"})
    void refusesABodyTypeThatDoesNotFit(int version, int bodyType, int claimed) {
        Forge forge = Forge.of(1, version, bodyType);
        Bytes quote = Patch.replace("body type", forge.quote().encode(), 48, 2, Patch.uint16(claimed));
        Trial.of("body type " + claimed, forge, quote, forge.signedCollateral(), QUOTE_MALFORMED)
                .run();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void refusesAQuoteThatIsCutOffAnywhere(int version) {
        Forge forge = Forge.of(1, version, 1);
        QuoteVerifier verifier = QuoteVerifier.of(forge.pki().anchor(), Ecdsa.preferred());
        Bytes quote = forge.quote().encode();
        for (int length = 0; length < quote.length(); length++) {
            assertThat(Trial.codes(verifier.verify(quote.slice(0, length), Collateral.none(), forge.at())))
                    .as("first %d bytes", length)
                    .containsExactly(QUOTE_MALFORMED);
        }
    }

    @Test
    void refusesANestedType6() {
        Forge forge = Forge.tdx(1);
        Quote quote = forge.quote();
        Bytes encoded = quote.encode();
        Bytes data = ((PckChain) quote.signature().certificationData()).encoded();
        int typeAt = encoded.length() - data.length() - 6;
        Trial.of(
                        "nested type 6",
                        forge,
                        Patch.replace("type", encoded, typeAt, 2, Patch.uint16(6)),
                        forge.signedCollateral(),
                        QUOTE_MALFORMED)
                .run();
    }

    private static Trial header(String name, int offset, Bytes value) {
        return Trial.of(name, SGX.draft(q -> q.withHeaderBytes(offset, value)), QUOTE_MALFORMED);
    }

    private static Quote signature(Quote quote, UnaryOperator<QuoteSignature> change) {
        return new Quote(quote.header(), quote.body(), change.apply(quote.signature()), quote.trailing());
    }

    private static Quote signed(Quote quote, Bytes signature) {
        return signature(
                quote,
                s -> new QuoteSignature(
                        signature,
                        s.attestationKey(),
                        s.qeReport(),
                        s.qeReportSignature(),
                        s.qeAuthData(),
                        s.certificationData()));
    }

    private static BigInteger s(Quote quote) {
        return new BigInteger(1, quote.signature().signature().slice(32, 32).toArray());
    }

    private static Bytes withR(Quote quote, BigInteger r) {
        return Bytes.concat(fixed(r), quote.signature().signature().slice(32, 32));
    }

    private static Bytes withS(Quote quote, BigInteger s) {
        return Bytes.concat(quote.signature().signature().slice(0, 32), fixed(s));
    }

    private static Bytes fixed(BigInteger number) {
        try {
            return Bytes.ofHex(String.format("%064x", number));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
