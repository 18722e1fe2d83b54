package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.Quote;
import dev.assay.quote.SgxReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of enclaves: a real one, our own, and broken ones. */
class SigStructTest {

    private static final Bytes REAL = resource("sigstruct-powersoftau.hex");
    private static final Bytes MR_ENCLAVE =
            Bytes.literal("b1de642a41bd99668f0c3057202ef6cb083d099a660ff2db804282513f463c33");

    @Test
    void readsAndVerifiesASignatureOfIntelsTool() throws MalformedException {
        SigStruct real = SigStruct.parse(REAL);
        real.verify();
        assertThat(real.claims())
                .isEqualTo(new SigStruct.Claims(
                        0,
                        0x20191126,
                        0,
                        0,
                        -1,
                        Bytes.literal("04000000000000000300000000000000"),
                        Bytes.literal("ffffffffffffffff1bffffffffffffff"),
                        MR_ENCLAVE,
                        0,
                        0));
    }

    @Test
    void namesTheSignerAsAProcessorDoes() throws MalformedException, IOException {
        Quote quote = Quote.parse(
                Bytes.of(Files.readAllBytes(Path.of("..", "vectors", "quotes", "v3-sgx-00606a000000-77bcbdfa.bin"))));
        assertThat(SigStruct.parse(REAL).mrSigner()).isEqualTo(((SgxReport) quote.body()).mrSigner());
    }

    @Test
    void putsClaimsWhereIntelsToolPutsThem() throws MalformedException {
        SigStruct real = SigStruct.parse(REAL);
        SigStruct ours = SgxMachine.SIGNER.sign(real.claims());
        ours.verify();
        assertThat(ours.signedBytes()).isEqualTo(real.signedBytes());
        assertThat(SigStruct.parse(ours.encoded()).claims()).isEqualTo(real.claims());
    }

    @Test
    void signsWithTheDateInDecimalDigits() throws MalformedException {
        SigStruct signed = SgxMachine.SIGNER.sign(MR_ENCLAVE, LaunchOptions.production(), LocalDate.of(2026, 1, 9));
        assertThat(signed.encoded().slice(20, 4)).isEqualTo(Bytes.literal("09012620"));
        assertThat(signed.mrEnclave()).isEqualTo(MR_ENCLAVE);
        signed.verify();
    }

    @Test
    void aKeyMadeOnTheSpotSignsAndIsKept() throws MalformedException {
        EnclaveSigner signer = SgxMachine.SIGNER;
        SigStruct first = signer.sign(MR_ENCLAVE, LaunchOptions.production(), LocalDate.EPOCH);
        SigStruct second = signer.sign(MR_ENCLAVE, LaunchOptions.production().withDebug(), LocalDate.EPOCH);
        first.verify();
        second.verify();
        assertThat(first.mrSigner()).isEqualTo(second.mrSigner());
        assertThat(first.modulus().bitLength()).isEqualTo(3072);
    }

    /** Every byte is fixed, signed, or part of the signature and its quotients. */
    @Test
    void noticesAChangeOfAnyByte() {
        assertThat(IntStream.range(0, SigStruct.SIZE).filter(at -> isAccepted(changed(REAL, at))))
                .isEmpty();
    }

    private static boolean isAccepted(Bytes changed) {
        try {
            SigStruct.parse(changed).verify();
            return true;
        } catch (MalformedException e) {
            assertThat(e).hasMessageStartingWith("SIGSTRUCT, ");
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 1807, 1809})
    void refusesAnotherLength(int length) {
        byte[] content = new byte[length];
        System.arraycopy(REAL.toArray(), 0, content, 0, Math.min(length, SigStruct.SIZE));
        assertThatThrownBy(() -> SigStruct.parse(Bytes.of(content))).isInstanceOf(MalformedException.class);
    }

    @Test
    void saysThatTheQuotientIsWrong() {
        assertThatThrownBy(() -> SigStruct.parse(changed(REAL, 1040)).verify())
                .hasMessageContaining("Q1 at offset 1040");
        assertThatThrownBy(() -> SigStruct.parse(changed(REAL, 1807)).verify())
                .hasMessageContaining("Q2 at offset 1424");
    }

    static Bytes changed(Bytes content, int at) {
        byte[] changed = content.toArray();
        changed[at] ^= 1;
        return Bytes.of(changed);
    }

    private static Bytes resource(String name) {
        try (InputStream in = Objects.requireNonNull(SigStructTest.class.getResourceAsStream(name), name)) {
            return Bytes.literal(new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
