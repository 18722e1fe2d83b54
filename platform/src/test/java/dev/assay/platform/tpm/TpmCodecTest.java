package dev.assay.platform.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands and answers against bytes composed by hand from the specification's tables. */
class TpmCodecTest {

    private static final int REPORT = 0x01400001;

    @Test
    void readPublicHasNoSession() {
        assertThat(TpmCommand.nvReadPublic(REPORT).encoded().hex())
                .isEqualTo("8001" + "0000000e" + "00000169" + "01400001");
    }

    @Test
    void readIsAuthorizedByTheOwnersEmptyPassword() {
        assertThat(TpmCommand.nvRead(REPORT, 1024, 512).encoded().hex())
                .isEqualTo("8002" + "00000023" + "0000014e"
                        + "40000001" + "01400001"
                        + "00000009" + "40000009" + "0000" + "00" + "0000"
                        + "0400" + "0200");
    }

    @Test
    void writeHasDataBehindItsSizeAndThenTheOffset() {
        assertThat(TpmCommand.nvWrite(0x01400002, Bytes.literal("aabbcc"), 0)
                        .encoded()
                        .hex())
                .isEqualTo("8002" + "00000026" + "00000137"
                        + "40000001" + "01400002"
                        + "00000009" + "40000009" + "0000" + "00" + "0000"
                        + "0003" + "aabbcc" + "0000");
    }

    @Test
    void defineSpaceHasPasswordAndPublicAreaWithItsSize() {
        int attributes = NvPublic.OWNER_WRITE | NvPublic.OWNER_READ | NvPublic.PLATFORM_READ;
        assertThat(TpmCommand.nvDefineSpace(0x01400002, 64, attributes)
                        .encoded()
                        .hex())
                .isEqualTo("8002" + "0000002d" + "0000012a"
                        + "40000001"
                        + "00000009" + "40000009" + "0000" + "00" + "0000"
                        + "0000"
                        + "000e" + "01400002" + "000b" + "00030002" + "0000" + "0040");
    }

    @Test
    void bufferSizeIsAskedForAsOneProperty() {
        assertThat(TpmCommand.nvBufferMax().encoded().hex())
                .isEqualTo("8001" + "00000016" + "0000017a" + "00000006" + "0000012c" + "00000001");
    }

    @Test
    void readsPublicAreaAndName() throws Exception {
        TpmAnswer answer = answer(
                TpmCommand.nvReadPublic(REPORT),
                "8001" + "0000003e" + "00000000"
                        + "000e" + "01400001" + "000b" + "62060004" + "0000" + "0a28"
                        + "0022" + "000b" + "11".repeat(32));
        NvPublic index = answer.nvPublic();
        assertThat(index).isEqualTo(new NvPublic(REPORT, 0x62060004, 2600));
        assertThat(index.has(NvPublic.OWNER_READ | NvPublic.WRITTEN)).isTrue();
        assertThat(index.has(NvPublic.OWNER_WRITE)).isFalse();
    }

    @Test
    void readsDataBeforeTheAuthorization() throws Exception {
        TpmAnswer answer = answer(
                TpmCommand.nvRead(REPORT, 3, 0),
                "8002" + "00000018" + "00000000" + "00000005" + "0003" + "010203" + "0000" + "01" + "0000");
        assertThat(answer.data().hex()).isEqualTo("010203");
    }

    @Test
    void readsTheBufferSize() throws Exception {
        TpmAnswer answer = answer(
                TpmCommand.nvBufferMax(),
                "8001" + "0000001b" + "00000000" + "01" + "00000006" + "00000001" + "0000012c" + "00000800");
        assertThat(answer.property(TpmCommand.NV_BUFFER_MAX)).isEqualTo(2048);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "8002 00000013 00000000 00000000 0000 01                | the 17 that came",
                "8002 00000013 00000000 00000000 0000 01 0001           | found 1, expected 0",
                "8002 00000013 00000000 00000000 0001 01 0000           | found 1, expected 0",
                "8002 00000013 00000000 ffffffff 0000 01 0000           | parameters at offset 14",
                "8002 00000014 00000000 00000000 0000 01 0000 00        | 1 bytes too many",
                "8002 00000017 00000000 00000004 00000000 0000 01 0000  | parameters at offset 0",
                "8002 0000000a 0000018b                                 | tag at offset 0",
                "8001 0000000c 0000018b 0000                            | 2 bytes too many",
                "00c4 0000000a 00000001                                 | found 0xc4",
                "8001 00000013 00000000 00000000 0000 01 0000           | expected 0x8002",
            })
    void answerWithOneThingWrongIsRefused(String hex, String message) {
        TpmCommand command = TpmCommand.nvWrite(REPORT, Bytes.literal("00"), 0);
        MalformedException refused = assertThrows(
                MalformedException.class,
                () -> answer(command, hex.replace(" ", "")).nothing());
        assertThat(refused).hasMessageContaining(message).hasMessageContaining("NV_Write of NV index 0x01400001");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0000018b | TPM_RC_HANDLE (0x18b), a handle that the TPM does not know, about handle 1",
                "0000028b | TPM_RC_HANDLE (0x28b), a handle that the TPM does not know, about handle 2",
                "000001c4 | TPM_RC_VALUE (0x1c4), a value out of range, about parameter 1",
                "0000098e | TPM_RC_AUTH_FAIL (0x98e), wrong password, counted towards a lockout, about session 1",
                "0000014a | TPM_RC_NV_UNINITIALIZED (0x14a), nothing was written to the index yet",
                "00000922 | TPM_RC_RETRY (0x922), the TPM was not able to start the command, to be sent again",
                "000b0143 | TPM_RC_COMMAND_CODE (0xb0143), the command is not supported or not allowed, said by the kernel's resource manager",
                "000007ff | response code 0x7ff, about parameter 7",
            })
    void refusalSaysWhatTheCodeMeans(String code, String meaning) {
        TpmRefusal refusal =
                assertThrows(TpmRefusal.class, () -> answer(TpmCommand.nvReadPublic(REPORT), "80010000000a" + code));
        assertThat(refusal).hasMessage("NV_ReadPublic of NV index 0x01400001 was answered " + meaning);
    }

    @Test
    void everyReasonIsFoundByItsOwnCode() {
        for (ResponseCode.Reason reason : ResponseCode.Reason.values()) {
            assertThat(new ResponseCode(reason.code()).reason()).contains(reason);
        }
    }

    private static TpmAnswer answer(TpmCommand command, String hex) throws TpmRefusal, MalformedException {
        return TpmAnswer.parse(command, Bytes.literal(hex));
    }
}
