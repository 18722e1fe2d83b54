package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's shared library in this process, and what hostile bytes in its place would do. */
class VdsoTest {

    private static final String CLOCK = "__vdso_clock_gettime";

    private Vdso vdso = new Vdso(0, Bytes.EMPTY);

    @BeforeEach
    void findIt() throws MalformedException {
        assumeThat(System.getProperty("os.arch")).as("processor").isEqualTo("amd64");
        assumeThat(Vdso.ofThisProcess()).as("a vDSO in this process").isPresent();
        vdso = Vdso.ofThisProcess().orElseThrow();
    }

    @Test
    void findsAFunctionThatWorks() throws Throwable {
        long clock = vdso.function(CLOCK).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            int result = (int) Linker.nativeLinker()
                    .downcallHandle(
                            MemorySegment.ofAddress(clock),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invokeExact(0, time);
            assertThat(result).isZero();
            assertThat(time.get(ValueLayout.JAVA_LONG, 0))
                    .isBetween(
                            Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 60);
        }
    }

    @Test
    void findsTheWayIntoEnclavesWhereTheKernelHasOne() throws MalformedException {
        assumeThat(vdso.function(VdsoEntry.FUNCTION)).as(VdsoEntry.FUNCTION).isPresent();
        assertThat(vdso.function(VdsoEntry.FUNCTION).orElseThrow())
                .isBetween(vdso.address(), vdso.address() + vdso.image().length());
    }

    @Test
    void doesNotFindWhatIsNotThere() throws MalformedException {
        assertThat(vdso.function("__vdso_clock_gettim")).isEmpty();
        assertThat(vdso.function("clock_gettime_")).isEmpty();
        assertThat(vdso.function("x".repeat(100_000))).isEmpty();
    }

    /** Some kernels' vDSO has the one hash table, some the other. */
    @Test
    void findsTheSameByTheGnuHashTableAlone() throws MalformedException {
        assumeThat(tags(0x6ffffef5L)).as("a GNU hash table").isPositive();
        Vdso without = new Vdso(vdso.address(), withoutTag(vdso.image(), 4));
        assertThat(without.function(CLOCK)).isEqualTo(vdso.function(CLOCK)).isPresent();
        Vdso neither = new Vdso(vdso.address(), withoutTag(without.image(), 0x6ffffef5L));
        assertThatThrownBy(() -> neither.function(CLOCK))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("dynamic section");
    }

    private int tags(long tag) {
        return vdso.image().equals(withoutTag(vdso.image(), tag)) ? 0 : 1;
    }

    /** The image with a tag of its dynamic section turned into one that means nothing. */
    private static Bytes withoutTag(Bytes image, long tag) {
        byte[] changed = image.toArray();
        int segments = (int) image.bits64(32);
        for (int i = 0; i < image.uint16(56); i++) {
            int segment = segments + 56 * i;
            if (image.uint32(segment) == 2) {
                int dynamic = (int) image.bits64(segment + 8);
                for (int at = dynamic; at < dynamic + image.bits64(segment + 32); at += 16) {
                    if (image.bits64(at) == tag) {
                        changed[at + 7] = 0x55;
                    }
                }
            }
        }
        return Bytes.of(changed);
    }

    @Test
    void nothingElseThanElfIsRead() {
        assertThatThrownBy(() -> new Vdso(4096, Bytes.EMPTY).function(CLOCK)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Vdso(4096, Bytes.ofUtf8("#!/bin/sh\n")).function(CLOCK))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("7f454c460201");
    }

    /** Cut off or spoilt, it is refused or read, in time that has a bound; an address is never outside. */
    @Test
    void mutilatedBytesNeverLeadOutside() {
        Bytes image = vdso.image();
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            byte[] spoilt = image.slice(0, i % 4 == 0 ? random.nextInt(image.length()) : image.length())
                    .toArray();
            for (int j = 0; j < 1 + random.nextInt(8) && spoilt.length > 0; j++) {
                // Headers and tables are at the beginning.
                spoilt[random.nextInt(Math.min(spoilt.length, 1600))] = (byte) random.nextInt();
            }
            Vdso other = new Vdso(vdso.address(), Bytes.of(spoilt));
            try {
                other.function(CLOCK)
                        .ifPresent(address ->
                                assertThat(address).isBetween(vdso.address(), vdso.address() + spoilt.length - 1));
            } catch (MalformedException e) {
                assertThat(e).hasMessageStartingWith("vDSO, ");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
