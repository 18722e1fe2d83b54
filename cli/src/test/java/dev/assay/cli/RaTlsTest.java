package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes that come inside of TLS certificates. */
class RaTlsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gramine-cert.pem", "intel-sgxsdk-cert.pem", "rats-tls-cert.pem"})
    void quoteIsTakenOutAndTheKeyIsBound(String file) {
        Cli run = Cli.run("verify", Cli.vectors("ra-tls", file).toString(), "--format", "json");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.json().get("quote").get("tee").asString()).isEqualTo("sgx");
        assertThat(run.json().get("certificate").get("extension").asString()).isEqualTo("2.23.133.5.4.9");
        assertThat(run.json().get("reasons").toString()).doesNotContain("RA_TLS_KEY");
        assertThat(Cli.run("verify", Cli.vectors("ra-tls", file).toString()).out())
                .contains("the quote was made over the key of certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"intel_sgx_root_ca.pem", "intel_sgx_root_ca.der"})
    void certificateWithoutQuoteIsSaidToBeOne(String file) {
        Cli run = Cli.run("verify", Cli.vectors("roots", file).toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("certificate of Intel SGX Root CA without a quote in it");
    }

    /** The claims of one certificate in another: the quote is genuine and speaks for somebody else. */
    @Test
    void quoteOverAnotherKeyIsRefused() throws Exception {
        String pem = Files.readString(Cli.vectors("ra-tls", "rats-tls-cert.pem"));
        byte[] der = java.util.Base64.getMimeDecoder()
                .decode(pem.replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", ""));
        // Any other point would do; this one is the base point, so that the certificate still decodes.
        byte[] key = java.util.HexFormat.of()
                .parseHex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                        + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
        int at = indexOf(der, java.util.HexFormat.of().parseHex("2a8648ce3d030107034200")) + 11;
        System.arraycopy(key, 0, der, at, key.length);
        Path swapped = Files.write(folder.resolve("swapped.der"), der);

        Cli run = Cli.run("verify", swapped.toString(), "--format", "json");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().get("verdict").asString()).isEqualTo("refused");
        assertThat(run.json()
                        .get("reasons")
                        .valueStream()
                        .map(reason -> reason.get("code").asString()))
                .contains("RA_TLS_KEY");
        assertThat(Cli.run("inspect", swapped.toString(), "--format", "json")
                        .json()
                        .get("content")
                        .get("keyBound")
                        .asBoolean())
                .isFalse();
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i <= bytes.length - part.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
