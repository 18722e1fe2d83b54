package dev.assay.epid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.epid.FakeIas.Profile;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import dev.assay.verify.TrustDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IasVerifierTest {

    private static final Instant MADE = Instant.parse("2021-06-01T12:00:00.5Z");

    private final IasVerifier verifier = IasVerifier.under(FakeIas.anchor());

    @Test
    void acceptsAReportUnderATestAnchorAndSaysWhose() {
        IasVerification verification = verifier.verify(FakeIas.answer(report()), ReportAge.acceptAny());
        assertThat(verification).isInstanceOfSatisfying(IasVerification.Verified.class, verified -> {
            assertThat(verified.trustDomain()).isInstanceOf(TrustDomain.Test.class);
            assertThat(verified.report().timestamp()).isEqualTo(MADE);
        });
    }

    @Test
    void refusesATestAuthorityThatBearsIntelsName() {
        assertReasons(
                IasVerifier.intel().verify(FakeIas.answer(report()), ReportAge.acceptAny()),
                ReasonCode.CHAIN_UNTRUSTED);
    }

    @Test
    void refusesASignerWithoutItsCaUnderAnotherAnchor() {
        assertReasons(
                IasVerifier.intel()
                        .verify(FakeIas.answer(report(), FakeIas.signer().certificate()), ReportAge.acceptAny()),
                ReasonCode.CERTIFICATE_SIGNATURE);
    }

    @Test
    void refusesTheAnchorsKeyUnderAnotherName() {
        Profile renamed = FakeIas.ca().subject("CN=Somebody Else");
        assertReasons(verify(FakeIas.signer(), renamed), ReasonCode.CHAIN_UNTRUSTED);
    }

    @Test
    void refusesACaCertificateThatItsKeyDidNotSign() {
        assertReasons(
                verify(FakeIas.signer(), FakeIas.ca().issuerKeys(FakeIas.keys(2048))), ReasonCode.CHAIN_UNTRUSTED);
    }

    @Test
    void refusesASignerThatAnotherCaIssued() {
        assertReasons(
                verify(FakeIas.signer().issuerKeys(FakeIas.keys(3072)), FakeIas.ca()),
                ReasonCode.CERTIFICATE_SIGNATURE);
    }

    @Test
    void refusesCertificatesThatAreNotMadeForThis() {
        assertReasons(verify(FakeIas.signer(), FakeIas.ca().ca(false)), ReasonCode.CERTIFICATE_UNFIT);
        assertReasons(
                verify(FakeIas.signer(), FakeIas.ca().usage(KeyUsage.digitalSignature)), ReasonCode.CERTIFICATE_UNFIT);
        assertReasons(verify(FakeIas.signer().ca(true), FakeIas.ca()), ReasonCode.CERTIFICATE_UNFIT);
        assertReasons(
                verify(FakeIas.signer().usage(KeyUsage.keyEncipherment), FakeIas.ca()), ReasonCode.CERTIFICATE_UNFIT);
        assertReasons(
                verify(FakeIas.signer().subject("CN=Intel SGX Something"), FakeIas.ca()), ReasonCode.CERTIFICATE_UNFIT);
        assertReasons(verify(FakeIas.signer().keys(FakeIas.keys(3072)), FakeIas.ca()), ReasonCode.CERTIFICATE_UNFIT);
    }

    @Test
    void refusesAnotherNumberOfCertificates() {
        assertReasons(
                verifier.verify(
                        FakeIas.answer(report(), new java.security.cert.X509Certificate[0]), ReportAge.acceptAny()),
                ReasonCode.CHAIN_SHAPE);
    }

    @Test
    void judgesCertificatesAtTheReportsOwnTimestamp() {
        assertAccepted(report(FakeIas.UNTIL));
        assertAccepted(report(FakeIas.FROM));
        assertReasons(
                verifier.verify(FakeIas.answer(report(FakeIas.UNTIL.plusNanos(1000))), ReportAge.acceptAny()),
                ReasonCode.EXPIRED,
                ReasonCode.EXPIRED);
        assertReasons(
                verifier.verify(FakeIas.answer(report(FakeIas.FROM.minusNanos(1000))), ReportAge.acceptAny()),
                ReasonCode.NOT_YET_VALID,
                ReasonCode.NOT_YET_VALID);
    }

    @Test
    void holdsReportsToTheCallersAge() {
        SignedIasReport answer = FakeIas.answer(report());
        Duration day = Duration.ofDays(1);
        assertThat(verifier.verify(answer, ReportAge.atMost(day, MADE.plus(day))))
                .isInstanceOf(IasVerification.Verified.class);
        assertThat(verifier.verify(answer, ReportAge.atMost(Duration.ZERO, MADE)))
                .isInstanceOf(IasVerification.Verified.class);
        assertReasons(
                verifier.verify(answer, ReportAge.atMost(day, MADE.plus(day).plusNanos(1))), ReasonCode.IAS_REPORT_AGE);
        assertReasons(verifier.verify(answer, ReportAge.atMost(day, MADE.minusNanos(1))), ReasonCode.NOT_YET_VALID);
        assertReasons(verifier.verify(answer, ReportAge.atMost(day, Instant.MIN)), ReasonCode.NOT_YET_VALID);
        assertReasons(verifier.verify(answer, ReportAge.atMost(day, Instant.MAX)), ReasonCode.IAS_REPORT_AGE);
        assertThatThrownBy(() -> ReportAge.atMost(day.negated(), MADE)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void believesOnlyWhatIntelVouchesFor(IasQuoteStatus status) {
        IasVerification verification = verifier.verify(
                FakeIas.answer(report().replace("\"OK\"", "\"" + status + "\"")), ReportAge.acceptAny());
        if (status.vouchesForQuote()) {
            assertThat(verification).isInstanceOf(IasVerification.Verified.class);
        } else {
            assertReasons(verification, ReasonCode.IAS_QUOTE_STATUS);
        }
    }

    @Test
    void refusesSignedTextThatIsNoReport() {
        assertReasons(
                verifier.verify(FakeIas.answer("{\"id\":\"1\",\"id\":\"2\"}"), ReportAge.acceptAny()),
                ReasonCode.IAS_REPORT_MALFORMED);
    }

    @Test
    void refusesSignaturesOfTheWrongLengthAndOutOfRange() {
        SignedIasReport answer = FakeIas.answer(report());
        for (Bytes wrong : List.of(
                Bytes.EMPTY,
                Bytes.of(new byte[256]),
                answer.signature().from(1),
                Bytes.concat(Bytes.of(new byte[1]), answer.signature()),
                Bytes.ofUtf8("\u007f".repeat(256)))) {
            assertReasons(
                    verifier.verify(
                            new SignedIasReport(answer.body(), wrong, answer.certificates()), ReportAge.acceptAny()),
                    ReasonCode.IAS_REPORT_SIGNATURE);
        }
    }

    @Test
    void rejectionsSayWhatToDo() {
        IasVerification verification = IasVerifier.intel().verify(FakeIas.answer(report()), ReportAge.acceptAny());
        Rejection rejection =
                ((IasVerification.Rejected) verification).reasons().get(0);
        assertThat(rejection)
                .hasToString(
                        "CA certificate: found \"Intel SGX Attestation Report Signing CA\" with another key or name,"
                                + " expected the key and the name of \"Intel SGX Attestation Report Signing CA\""
                                + " [CHAIN_UNTRUSTED]");
        assertThat(rejection.advice()).startsWith("Do not believe this report");
    }

    private void assertAccepted(String report) {
        assertThat(verifier.verify(FakeIas.answer(report), ReportAge.acceptAny()))
                .isInstanceOf(IasVerification.Verified.class);
    }

    private IasVerification verify(Profile signer, Profile ca) {
        return verifier.verify(FakeIas.answer(report(), signer.certificate(), ca.certificate()), ReportAge.acceptAny());
    }

    private static void assertReasons(IasVerification verification, ReasonCode... reasons) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        IasVerification.Rejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .extracting(Rejection::code)
                                .containsExactly(reasons));
    }

    private static String report() {
        return report(MADE);
    }

    private static String report(Instant made) {
        return IasReportTest.report("\"timestamp\":\"" + made.toString().replace("Z", "") + "\"");
    }
}
