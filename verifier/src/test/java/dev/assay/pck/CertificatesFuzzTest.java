package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

class CertificatesFuzzTest {

    @FuzzTest
    void readsDerOrRefusesIt(byte[] data) throws CertificateEncodingException {
        Bytes input = Bytes.of(data);
        X509Certificate certificate =
                Refusal.orValue(input, Certificates::parseDer).orElse(null);
        if (certificate != null) {
            assertThat(certificate.getEncoded()).isEqualTo(data);
            assertThat(Certificates.commonName(certificate)).isNotNull();
            Refusal.orValue(input, ignored -> PckCertificate.of(certificate));
        }
    }

    @FuzzTest
    void readsChainsOrRefusesThem(byte[] data) throws CertificateEncodingException {
        Bytes input = Bytes.of(data);
        for (X509Certificate certificate :
                Refusal.orValue(input, Certificates::parsePem).orElse(java.util.List.of())) {
            Bytes der = Bytes.of(certificate.getEncoded());
            assertThat(Refusal.orValue(der, Certificates::parseDer)).contains(certificate);
        }
    }
}
