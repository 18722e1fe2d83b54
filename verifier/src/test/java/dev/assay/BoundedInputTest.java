package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.Signed;
import dev.assay.ecdsa.P256Signature;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.pck.SgxExtension;
import dev.assay.policy.Policy;
import dev.assay.quote.Quote;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory and time that hostile input costs grow with its size and not with what it declares. */
class BoundedInputTest {

    private static final int MIB = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Exceptions, their texts and what the parsers keep ready. */
    private static final long FIXED = 512 << 10;

    /** Input, its parser, the most bytes that it may allocate for a byte of input. */
    static Stream<Arguments> hostile() {
        return Stream.of(quotes(), certificates(), json()).flatMap(inputs -> inputs);
    }

    private static Stream<Arguments> quotes() {
        Bytes quote = VectorCase.named("synthetic-test-pki", "tdx4-uptodate").quote();
        int length = 48 + 584;
        Bytes sgx = VectorCase.named("synthetic-test-pki", "sgx3-uptodate").quote();
        return Stream.of(
                of("quote with 4 GiB of signature data", Edits.littleEndian(quote, length, 4, -1), Quote::parse, 2),
                of(
                        "quote with 2 GiB of signature data",
                        Edits.littleEndian(quote, length, 4, 0x7fffffff),
                        Quote::parse,
                        2),
                of(
                        "quote with 4 GiB of certification data",
                        Edits.littleEndian(sgx, 48 + 384 + 4 + 576 + 2 + 32 + 2, 4, -1),
                        Quote::parse,
                        2),
                of("16 MiB behind a quote", Bytes.concat(quote, Bytes.of(new byte[16 * MIB])), Quote::parse, 1),
                of("16 MiB of zeros", Bytes.of(new byte[16 * MIB]), Quote::parse, 1));
    }

    private static Stream<Arguments> certificates() {
        Bytes der = Vectors.read(Vectors.path("roots", "intel_sgx_root_ca.der"));
        String pem =
                Vectors.read(Vectors.path("roots", "intel_sgx_root_ca.pem")).utf8();
        Bytes crl =
                VectorCase.named("synthetic-test-pki", "sgx3-pck-leaf-revoked").piece(CollateralPiece.PCK_CRL);
        return Stream.of(
                of(
                        "certificate of 4 GiB",
                        Bytes.concat(Bytes.literal("3084ffffffff"), der),
                        Certificates::parseDer,
                        16),
                of(
                        "certificate of 2 GiB",
                        Bytes.concat(Bytes.literal("30847fffffff"), der),
                        Certificates::parseDer,
                        16),
                of(
                        "certificate of 256 MiB",
                        Bytes.concat(Bytes.literal("30840fffffff"), der),
                        Certificates::parseDer,
                        16),
                of(
                        "SEQUENCE of indefinite length, over and over",
                        Bytes.literal("3080".repeat(30_000)),
                        Certificates::parseDer,
                        16),
                of("SEQUENCE in SEQUENCE", nested(30_000), Certificates::parseDer, 16),
                of(
                        "chain of 64 KiB of beginnings",
                        Bytes.ofUtf8("-----BEGIN CERTIFICATE-----".repeat(2400)),
                        Certificates::parsePem,
                        16),
                of("chain of 60 certificates", Bytes.ofUtf8(pem.repeat(60)), Certificates::parsePem, 16),
                of(
                        "chain of one endless certificate",
                        Bytes.ofUtf8("-----BEGIN CERTIFICATE-----" + "A".repeat(60_000) + "-----END CERTIFICATE-----"),
                        Certificates::parsePem,
                        16),
                of("16 MiB of PEM", Bytes.ofUtf8(pem.repeat(16 * 1024)), Certificates::parsePem, 1),
                of("CRL of 4 GiB", Bytes.concat(Bytes.literal("3084ffffffff"), crl), Crl::parse, 16),
                of("CRL of 256 MiB", Bytes.concat(Bytes.literal("30840fffffff"), crl), Crl::parse, 16),
                of("8 MiB of hex", Bytes.ofUtf8("30".repeat(4 * MIB)), Crl::parse, 16),
                of("8 MiB of indefinite lengths", Bytes.literal("3080".repeat(4 * MIB)), Crl::parse, 16),
                of("8 MiB of white space", Bytes.ofUtf8(" ".repeat(8 * MIB)), Crl::parse, 16),
                of(
                        "8 MiB of PEM",
                        Bytes.ofUtf8("-----BEGIN X509 CRL-----" + "A".repeat(8 * MIB - 100) + "-----END X509 CRL-----"),
                        Crl::parse,
                        16),
                of("CRL with 100,000 entries", longCrl(crl, 100_000), Crl::parse, 64),
                of(
                        "extension of 16 MiB",
                        Bytes.concat(Bytes.literal("3083ffffff"), Bytes.of(new byte[16 * MIB])),
                        SgxExtension::parse,
                        1),
                of("extension nested for ever", nested(60_000), SgxExtension::parse, 1),
                of("signature of 1 MiB", Bytes.of(new byte[MIB]), P256Signature::ofDer, 3));
    }

    private static Stream<Arguments> json() {
        return Stream.of(
                        "[",
                        "{\"a\":",
                        "{\"a\":0,",
                        "\"",
                        "{\"a\":\"\\u0041",
                        "-",
                        "0",
                        "{}",
                        " ",
                        "{\"a\":[0,",
                        "{\"a\":[[],",
                        "{\"a\":[{},")
                .flatMap(unit -> {
                    String first = unit.startsWith("{\"a\":[") ? "{\"a\":[" : "";
                    String repeated = unit.startsWith("{\"a\":[") ? unit.substring(6) : unit;
                    int times = (4 * MIB - 64) / repeated.length();
                    Bytes input = Bytes.ofUtf8(first + repeated.repeat(times));
                    return Stream.of(
                            of("4 MiB of " + unit, input, Signed::tcbInfo, 40),
                            of("4 MiB of " + unit + " as a policy", input, Policy::parse, 40));
                })
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(),
                        inputs -> Stream.concat(
                                inputs.stream(),
                                Stream.of(
                                        of("4 MiB of members", Bytes.ofUtf8(members()), CollateralBundle::parse, 64),
                                        of(
                                                "4 MiB of one string",
                                                Bytes.ofUtf8("{\"pck_crl\":\"" + "a".repeat(4 * MIB - 64) + "\"}"),
                                                CollateralBundle::parse,
                                                16),
                                        of("16 MiB", Bytes.of(new byte[16 * MIB]), CollateralBundle::parse, 1)))));
    }

    private static String members() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; json.length() < 4 * MIB - 100; i++) {
            json.append("\"m").append(i).append("\":0,");
        }
        return json.append("\"end\":0}").toString();
    }

    private static Bytes nested(int size) {
        byte[] bytes = new byte[size];
        int at = 0;
        while (at + 4 < size) {
            int rest = size - at - 4;
            bytes[at] = 0x30;
            bytes[at + 1] = (byte) 0x82;
            bytes[at + 2] = (byte) (rest >>> 8);
            bytes[at + 3] = (byte) rest;
            at += 4;
        }
        return Bytes.of(bytes);
    }

    /** A list in whose place of the entries stand many more; its signature is nobody's. */
    private static Bytes longCrl(Bytes crl, int entries) {
        // version, algorithm, issuer and dates of the genuine list, up to its entries
        X500 header = X500.of(crl);
        byte[] list = new byte[entries * 35];
        for (int i = 0; i < entries; i++) {
            byte[] entry = HexFormat.of()
                    .parseHex(
                            "302102" + "10" + String.format("40%030x", i) + "170d" + "323430313031303030303030" + "5a");
            System.arraycopy(entry, 0, list, i * 35, entry.length);
        }
        Bytes revoked = Bytes.concat(Bytes.literal(String.format("3083%06x", list.length)), Bytes.of(list));
        Bytes tbsContent = Bytes.concat(header.beforeEntries(), revoked, header.extensions());
        Bytes tbs = Bytes.concat(Bytes.literal(String.format("3083%06x", tbsContent.length())), tbsContent);
        Bytes content = Bytes.concat(tbs, header.signature());
        return Bytes.concat(Bytes.literal(String.format("3083%06x", content.length())), content);
    }

    /** The parts of a CRL around its entries. */
    private record X500(Bytes beforeEntries, Bytes extensions, Bytes signature) {

        static X500 of(Bytes crl) {
            int outer = contentAt(crl, 0);
            int tbs = contentAt(crl, outer);
            int tbsEnd = end(crl, outer);
            int at = tbs;
            for (int i = 0; i < 5; i++) { // version, algorithm, issuer, thisUpdate, nextUpdate
                at = end(crl, at);
            }
            int afterEntries = end(crl, at);
            return new X500(crl.slice(tbs, at - tbs), crl.slice(afterEntries, tbsEnd - afterEntries), crl.from(tbsEnd));
        }

        private static int contentAt(Bytes der, int at) {
            return der.at(at + 1) < 0x80 ? at + 2 : at + 2 + der.at(at + 1) - 0x80;
        }

        private static int end(Bytes der, int at) {
            int content = contentAt(der, at);
            int length = 0;
            if (content == at + 2) {
                length = der.at(at + 1);
            }
            for (int i = at + 2; i < content; i++) {
                length = length << 8 | der.at(i);
            }
            return content + length;
        }
    }

    @Test
    void theLongListIsOne() throws MalformedException {
        Bytes crl =
                VectorCase.named("synthetic-test-pki", "sgx3-pck-leaf-revoked").piece(CollateralPiece.PCK_CRL);
        assertThat(Crl.parse(longCrl(crl, 100_000)).size()).isEqualTo(100_000);
    }

    private static Arguments of(String name, Bytes input, Refusal.Parser<?> parser, int factor) {
        return Arguments.of(name, input, parser, factor);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void costsASmallMultipleOfItsSize(String name, Bytes input, Refusal.Parser<?> parser, int factor) {
        Refusal.orValue(input, parser); // loads classes
        long thread = Thread.currentThread().getId();
        long started = System.nanoTime();
        long before = THREADS.getThreadAllocatedBytes(thread);
        Refusal.orValue(input, parser);
        long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        if (Boolean.getBoolean("assay.print-costs")) {
            System.out.printf(
                    "%8.1f bytes a byte, %4d ms: %s%n", (double) allocated / input.length(), took.toMillis(), name);
        }
        assertThat(allocated).as("bytes for %d", input.length()).isLessThan(FIXED + factor * (long) input.length());
        assertThat(took).isLessThan(Duration.ofSeconds(5));
    }
}
