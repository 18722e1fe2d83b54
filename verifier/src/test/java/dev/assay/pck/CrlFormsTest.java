package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.VectorCase;
import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.CollateralPiece;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A CRL counts the same in every form in which provisioning services deliver it. */
class CrlFormsTest {

    private static final Bytes DER =
            VectorCase.named("synthetic-test-pki", "sgx3-pck-leaf-revoked").piece(CollateralPiece.PCK_CRL);

    private static String pem(String lineEnd) {
        return "-----BEGIN X509 CRL-----" + lineEnd
                + Base64.getMimeEncoder(64, lineEnd.getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(DER.toArray())
                + lineEnd + "-----END X509 CRL-----";
    }

    static Stream<String> texts() {
        String hex = DER.hex();
        return Stream.of(
                hex,
                hex.toUpperCase(Locale.ROOT),
                hex + "\0",
                hex + "\n",
                hex + "\r\n",
                "\n" + hex,
                pem("\n"),
                pem("\n") + "\n",
                pem("\r\n") + "\r\n",
                pem("\n") + "\n\0",
                pem("\n") + "\0\0\0",
                "\r\n" + pem("\n"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textsOfAListAreThatList(String text) throws MalformedException {
        assertThat(Crl.parse(Bytes.ofUtf8(text)).der()).isEqualTo(DER);
    }

    static Stream<Bytes> noLists() {
        String hex = DER.hex();
        Bytes root = Vectors.read(Vectors.path("roots", "intel_sgx_root_ca.der"));
        return Stream.of(
                Bytes.EMPTY,
                Bytes.ofUtf8("\0"),
                Bytes.ofUtf8("{}"),
                Bytes.ofUtf8("<html>not found</html>"),
                Bytes.concat(DER, Bytes.ofUtf8("\0")),
                Bytes.concat(DER, DER),
                Bytes.ofUtf8(hex + "00"),
                Bytes.ofUtf8(hex + hex),
                Bytes.ofUtf8(hex.substring(1)),
                Bytes.ofUtf8(hex.substring(0, hex.length() - 2)),
                Bytes.ofUtf8("0x" + hex),
                Bytes.ofUtf8(hex.substring(0, 64) + "\n" + hex.substring(64)),
                Bytes.ofUtf8(pem("\n") + "\n" + pem("\n")),
                Bytes.ofUtf8("text\n" + pem("\n")),
                Bytes.ofUtf8(pem("\n") + "\ntext"),
                Bytes.ofUtf8("-----BEGIN X509 CRL-----\n-----END X509 CRL-----"),
                Bytes.ofUtf8("-----BEGIN X509 CRL-----END X509 CRL-----"),
                Bytes.ofUtf8("-----BEGIN X509 CRL-----"),
                Bytes.ofUtf8(pem("\n").replace("X509 CRL", "CERTIFICATE")),
                Bytes.ofUtf8(Bytes.ofUtf8(pem("\n")).hex()),
                root,
                Bytes.literal("30"),
                Bytes.literal("3000"),
                Bytes.literal("30840fffffff"),
                Bytes.literal("3084ffffffff"),
                Bytes.literal("308500ffffffff"),
                Bytes.literal("3080"));
    }

    @ParameterizedTest
    @MethodSource("noLists")
    void whatIsNoListIsRefused(Bytes bytes) {
        Refusal.of(bytes, Crl::parse);
    }

    @Test
    void aListCutOffAnywhereIsRefused() {
        for (int length = 0; length < DER.length(); length++) {
            Refusal.of(DER.slice(0, length), Crl::parse);
        }
    }

    @Test
    void lengthsMustBeDefinite() {
        Bytes content = DER.from(DER.at(1) == 0x82 ? 4 : 3);
        Refusal.of(Bytes.concat(Bytes.literal("3080"), content, Bytes.literal("0000")), Crl::parse);
        Bytes longer = Vectors.entries("collateral")
                .filter(entry -> entry.file().startsWith("crl/pck-processor"))
                .findFirst()
                .orElseThrow()
                .bytes();
        assertThat(longer.slice(0, 2)).hasToString("3082");
        Refusal.of(Bytes.concat(Bytes.literal("3080"), longer.from(4), Bytes.literal("0000")), Crl::parse);
    }
}
