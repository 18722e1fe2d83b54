package dev.assay.ecdsa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Edits;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures that no honest party makes are refused before a provider sees them. */
class P256Test {

    private static final BigInteger P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final String GX = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    private static final String GY = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

    /** The square root of b: the curve's point whose x is 0. */
    private static final String Y_OF_ZERO = "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4";

    private static Bytes number(BigInteger value) {
        return Bytes.literal(String.format("%064x", value));
    }

    @Test
    void takesPointsOnTheCurve() throws MalformedException {
        Bytes generator = Bytes.literal(GX + GY);
        P256Key key = P256Key.of(generator);
        assertThat(key.point()).isEqualTo(generator);
        assertThat(P256Key.ofSubjectPublicKeyInfo(key.subjectPublicKeyInfo())).isEqualTo(key);
        BigInteger minusY = P.subtract(new BigInteger(GY, 16));
        assertThat(P256Key.of(Bytes.concat(Bytes.literal(GX), number(minusY)))).isNotEqualTo(key);
        assertThat(P256Key.of(Bytes.concat(number(BigInteger.ZERO), Bytes.literal(Y_OF_ZERO))))
                .isNotEqualTo(key);
    }

    static Stream<Bytes> noPoints() {
        Bytes zero = number(BigInteger.ZERO);
        Bytes x = Bytes.literal(GX);
        Bytes y = Bytes.literal(GY);
        return Stream.of(
                Bytes.EMPTY,
                Bytes.concat(x, y).slice(0, 63),
                Bytes.concat(x, y, Bytes.literal("00")),
                Bytes.concat(Bytes.literal("04"), x, y),
                Bytes.concat(zero, zero),
                Bytes.concat(x, zero),
                Bytes.concat(y, x),
                Edits.xor(Bytes.concat(x, y), 63, 1),
                // The point with x = 0, written with x = p.
                Bytes.concat(number(P), Bytes.literal(Y_OF_ZERO)),
                Bytes.concat(x, number(P)),
                Bytes.concat(number(P.add(BigInteger.ONE)), y),
                Bytes.literal("ff".repeat(64)));
    }

    @ParameterizedTest
    @MethodSource("noPoints")
    void refusesWhatIsNoPoint(Bytes point) {
        assertThat(Refusal.of(point, P256Key::of).field()).isEqualTo("P-256 point");
    }

    @Test
    void refusesKeysOfOtherKinds() throws Exception {
        Bytes good = P256Key.of(Bytes.literal(GX + GY)).subjectPublicKeyInfo();
        Refusal.of(good.slice(0, good.length() - 1), P256Key::ofSubjectPublicKeyInfo);
        Refusal.of(Bytes.concat(good, Bytes.literal("00")), P256Key::ofSubjectPublicKeyInfo);
        for (int at = 0; at < 27; at++) {
            Refusal.of(Edits.xor(good, at, 1), P256Key::ofSubjectPublicKeyInfo);
        }
        for (String curve : List.of("secp384r1", "secp521r1")) {
            java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance("EC");
            generator.initialize(new java.security.spec.ECGenParameterSpec(curve));
            Bytes other = Bytes.of(generator.generateKeyPair().getPublic().getEncoded());
            Refusal.of(other, P256Key::ofSubjectPublicKeyInfo);
        }
    }

    static Stream<BigInteger> outOfRange() {
        return Stream.of(
                BigInteger.ZERO,
                N,
                N.add(BigInteger.ONE),
                BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void refusesNumbersThatNoSignatureHas(BigInteger number) {
        Bytes one = number(BigInteger.ONE);
        MalformedException r = Refusal.of(Bytes.concat(number(number), one), P256Signature::of);
        assertThat(r.field()).isEqualTo("ECDSA signature, r");
        assertThat(r.offset()).isZero();
        MalformedException s = Refusal.of(Bytes.concat(one, number(number)), P256Signature::of);
        assertThat(s.field()).isEqualTo("ECDSA signature, s");
        assertThat(s.offset()).isEqualTo(32);
    }

    @Test
    void takesTheLeastAndTheGreatestNumber() throws MalformedException {
        for (BigInteger r : List.of(BigInteger.ONE, N.subtract(BigInteger.ONE))) {
            for (BigInteger s : List.of(BigInteger.ONE, N.subtract(BigInteger.ONE))) {
                Bytes raw = Bytes.concat(number(r), number(s));
                P256Signature signature = P256Signature.of(raw);
                assertThat(signature.raw()).isEqualTo(raw);
                assertThat(P256Signature.ofDer(Bytes.of(signature.der())).raw()).isEqualTo(raw);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 65, 128})
    void refusesRawSignaturesOfAnotherLength(int length) {
        Refusal.of(Bytes.of(new byte[length]), P256Signature::of);
    }

    /** Of r = 1, s = 1, which in DER is 30 06 02 01 01 02 01 01. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "3006",
                "30060201010201",
                "3106020101020101",
                "3006030101020101",
                "3006020101030101",
                "3005020101020101",
                "3007020101020101",
                "300602010102010100",
                "308106020101020101",
                "3080020101020101" + "0000",
                "300702020001020101",
                "300702010102020001",
                "3006020181020101",
                "3006020101020181",
                "3006020100020101",
                "3006020101020100",
                "3005020002010101",
                "300602010102810101",
                "3009020101020101020101",
                "3006020401020101",
                "300602ff01020101"
            })
    void refusesDerThatIsNotTheOneFormOfASignature(String hex) {
        Refusal.of(Bytes.literal(hex), P256Signature::ofDer);
    }

    @Test
    void refusesDerNumbersAboveTheOrder() {
        for (BigInteger number : List.of(N, BigInteger.TWO.pow(256), BigInteger.TWO.pow(264))) {
            byte[] digits = number.toByteArray();
            Bytes integer = Bytes.concat(Bytes.of(new byte[] {2, (byte) digits.length}), Bytes.of(digits));
            Bytes one = Bytes.literal("020101");
            for (Bytes content : List.of(Bytes.concat(integer, one), Bytes.concat(one, integer))) {
                Refusal.of(
                        Bytes.concat(Bytes.of(new byte[] {0x30, (byte) content.length()}), content),
                        P256Signature::ofDer);
            }
        }
    }
}
