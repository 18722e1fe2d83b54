package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import java.util.Arrays;
import java.util.List;

/**
 * The report enclave, written by hand: four pages, one of them code, which asks the processor for a REPORT and leaves.
 *
 * <pre>
 * 0x0000  TCS    one thread, one frame of saved state
 * 0x1000  SSA    RW  the frame
 * 0x2000  code   RX
 * 0x3000  data   RW  TARGETINFO at 0x000, REPORTDATA at 0x200, REPORT at 0x400: aligned as EREPORT wants them
 * </pre>
 *
 * <p>The caller passes in RDI the address of a TARGETINFO (512 bytes), in RSI that of REPORTDATA (64), in RDX that of a
 * buffer for the REPORT (432). RCX is where EENTER wants to be left to; RAX is CSSA, which is zero unless somebody enters
 * while another call is interrupted (with one frame the processor refuses that itself).
 *
 * <p>The enclave keeps no secret, and what it reports is the caller's to choose. Still it takes no address that lies within
 * itself: it then leaves without having done anything. It uses no stack, of the caller's flags only those that it sets, and
 * leaves nothing of its own in the registers that it used.
 *
 * <p>Intel SDM, volume 3D, chapter 40: EENTER, EREPORT, EEXIT.
 */
final class ReportEnclaveImage {

    static final long SIZE = 0x4000;
    static final long TCS = 0x0000;
    static final long SAVED_STATE = 0x1000;
    static final long CODE = 0x2000;
    static final long DATA = 0x3000;

    private static final String LISTING = """
            49 89 c8              mov r8, rcx          ; where to leave to
            fc                    cld                  ; the caller's direction flag would turn the copies around
            85 c0                 test eax, eax
            0f 85 9f 00 00 00     jnz leave            ; CSSA: entered over an interrupted call
            49 89 d1              mov r9, rdx
            49 89 f2              mov r10, rsi
            4c 8d 1d e7 0f 00 00  lea r11, [rip+0xfe7] ; the data page
            4c 89 db              mov rbx, r11
            48 c1 eb 0e           shr rbx, 14          ; the enclave's address, by its size
            48 89 f8              mov rax, rdi         ; TARGETINFO: first byte
            48 c1 e8 0e           shr rax, 14
            48 39 d8              cmp rax, rbx
            74 7f                 je leave
            48 8d 87 ff 01 00 00  lea rax, [rdi+511]   ; and last byte
            48 c1 e8 0e           shr rax, 14
            48 39 d8              cmp rax, rbx
            74 6f                 je leave
            48 89 f0              mov rax, rsi         ; REPORTDATA: first byte
            48 c1 e8 0e           shr rax, 14
            48 39 d8              cmp rax, rbx
            74 63                 je leave
            48 8d 46 3f           lea rax, [rsi+63]    ; and last byte
            48 c1 e8 0e           shr rax, 14
            48 39 d8              cmp rax, rbx
            74 56                 je leave
            48 89 d0              mov rax, rdx         ; REPORT: first byte
            48 c1 e8 0e           shr rax, 14
            48 39 d8              cmp rax, rbx
            74 4a                 je leave
            48 8d 82 af 01 00 00  lea rax, [rdx+431]   ; and last byte
            48 c1 e8 0e           shr rax, 14
            48 39 d8              cmp rax, rbx
            74 3a                 je leave
            48 89 fe              mov rsi, rdi
            4c 89 df              mov rdi, r11
            b9 00 02 00 00        mov ecx, 512
            f3 a4                 rep movsb            ; TARGETINFO into the enclave
            4c 89 d6              mov rsi, r10
            b9 40 00 00 00        mov ecx, 64
            f3 a4                 rep movsb            ; REPORTDATA behind it
            4c 89 db              mov rbx, r11
            49 8d 8b 00 02 00 00  lea rcx, [r11+0x200]
            49 8d 93 00 04 00 00  lea rdx, [r11+0x400]
            31 c0                 xor eax, eax         ; leaf 0
            0f 01 d7              enclu                ; EREPORT
            48 89 d6              mov rsi, rdx
            4c 89 cf              mov rdi, r9
            b9 b0 01 00 00        mov ecx, 432
            f3 a4                 rep movsb            ; REPORT out
            4c 89 c3              mov rbx, r8          ; leave:
            31 d2                 xor edx, edx
            31 f6                 xor esi, esi
            31 ff                 xor edi, edi
            45 31 c0              xor r8d, r8d
            45 31 c9              xor r9d, r9d
            45 31 d2              xor r10d, r10d
            45 31 db              xor r11d, r11d
            b8 04 00 00 00        mov eax, 4           ; leaf 4
            0f 01 d7              enclu                ; EEXIT
            0f 0b                 ud2
            """;

    /** The instructions, without what fills their page. */
    static final Bytes INSTRUCTIONS = Assembly.bytes(LISTING);

    /** Breakpoints, so that a jump into nowhere ends there. */
    private static final int FILL = 0xcc;

    private ReportEnclaveImage() {}

    static EnclaveImage build() {
        return new EnclaveImage(
                SIZE,
                1,
                List.of(
                        new EnclavePage(TCS, SecInfo.THREAD, true, new Tcs(SAVED_STATE, 1, CODE).encoded()),
                        new EnclavePage(SAVED_STATE, SecInfo.DATA, true, page(Bytes.EMPTY, 0)),
                        new EnclavePage(CODE, SecInfo.CODE, true, page(INSTRUCTIONS, FILL)),
                        new EnclavePage(DATA, SecInfo.DATA, true, page(Bytes.EMPTY, 0))));
    }

    private static Bytes page(Bytes start, int fill) {
        byte[] rest = new byte[EnclavePage.SIZE - start.length()];
        Arrays.fill(rest, (byte) fill);
        return Bytes.concat(start, Bytes.of(rest));
    }
}
