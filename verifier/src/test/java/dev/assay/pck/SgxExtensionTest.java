package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SGX extension is read in the one form that the profile gives it, and in no other. */
class SgxExtensionTest {

    private static Bytes pair(Bytes value, int... arcs) {
        return Der.sequence(Der.sgxOid(arcs), value);
    }

    /** TCB parts 1 to 18 in their order. */
    private static List<Bytes> tcbParts() {
        List<Bytes> parts = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            parts.add(pair(Der.integer(i), 2, i));
        }
        parts.add(pair(Der.integer(11), 2, 17));
        parts.add(pair(Der.octets(16), 2, 18));
        return parts;
    }

    /** The seven parts in their order. */
    private static List<Bytes> parts() {
        return new ArrayList<>(List.of(
                pair(Der.octets(16), 1),
                pair(Der.sequence(tcbParts()), 2),
                pair(Der.octets(2), 3),
                pair(Der.octets(6), 4),
                pair(Bytes.literal("0a0101"), 5),
                pair(Der.octets(16), 6),
                pair(flags("0101ff", "010100", "0101ff"), 7)));
    }

    private static Bytes flags(String... values) {
        List<Bytes> parts = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            parts.add(pair(Bytes.literal(values[i]), 7, i + 1));
        }
        return Der.sequence(parts);
    }

    private static Bytes withPart(int index, Bytes part) {
        List<Bytes> parts = parts();
        parts.set(index, part);
        return Der.sequence(parts);
    }

    private static Bytes withTcbPart(int number, Bytes value) {
        List<Bytes> tcb = tcbParts();
        tcb.set(number - 1, pair(value, 2, number));
        return withPart(1, pair(Der.sequence(tcb), 2));
    }

    private static MalformedException refused(Bytes extension) {
        return Refusal.of(extension, SgxExtension::parse);
    }

    @Test
    void readsEveryPart() throws MalformedException {
        SgxExtension read = SgxExtension.parse(Der.sequence(parts()));
        assertThat(read.tcb().components()).hasToString("0102030405060708090a0b0c0d0e0f10");
        assertThat(read.tcb().pceSvn()).isEqualTo(11);
        assertThat(read.sgxType()).isEqualTo(SgxExtension.SgxType.SCALABLE);
        assertThat(read.configuration()).contains(new SgxExtension.PlatformConfiguration(true, false, true));
    }

    @Test
    void theOrderOfPartsIsFree() throws MalformedException {
        List<Bytes> reversed = parts();
        Collections.reverse(reversed);
        assertThat(SgxExtension.parse(Der.sequence(reversed))).isEqualTo(SgxExtension.parse(Der.sequence(parts())));
        List<Bytes> tcb = tcbParts();
        Collections.reverse(tcb);
        assertThat(SgxExtension.parse(withPart(1, pair(Der.sequence(tcb), 2))))
                .isEqualTo(SgxExtension.parse(Der.sequence(parts())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void refusesAMissingPart(int index) {
        List<Bytes> parts = parts();
        parts.remove(index);
        refused(Der.sequence(parts));
    }

    @Test
    void instanceIdAndConfigurationComeTogetherOrNotAtAll() throws MalformedException {
        List<Bytes> neither = parts().subList(0, 5);
        assertThat(SgxExtension.parse(Der.sequence(neither)).platformInstanceId())
                .isEmpty();
        refused(Der.sequence(parts().subList(0, 6)));
        List<Bytes> onlyConfiguration = parts();
        onlyConfiguration.remove(5);
        refused(Der.sequence(onlyConfiguration));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void refusesAPartThatComesTwice(int index) {
        List<Bytes> parts = parts();
        parts.add(parts.get(index));
        assertThat(refused(Der.sequence(parts)).found()).isEqualTo("a second one");
    }

    @Test
    void refusesEachTcbPartMissingOrTwice() {
        for (int i = 0; i < 18; i++) {
            List<Bytes> missing = tcbParts();
            missing.remove(i);
            refused(withPart(1, pair(Der.sequence(missing), 2)));
            List<Bytes> twice = tcbParts();
            twice.add(twice.get(i));
            refused(withPart(1, pair(Der.sequence(twice), 2)));
        }
    }

    @Test
    void refusesOidsOfNobody() {
        for (int arc : new int[] {0, 8, 127}) {
            List<Bytes> parts = parts();
            parts.add(pair(Der.octets(2), arc));
            refused(Der.sequence(parts));
        }
        for (int arc : new int[] {0, 19, 127}) {
            List<Bytes> tcb = tcbParts();
            tcb.add(pair(Der.integer(1), 2, arc));
            refused(withPart(1, pair(Der.sequence(tcb), 2)));
        }
        refused(withPart(0, Der.sequence(Der.element(0x06, Bytes.literal("2a864886f84d010d02")), Der.octets(16))));
        refused(withPart(0, Der.sequence(Der.element(0x06), Der.octets(16))));
        refused(withPart(0, pair(Der.octets(16), 1, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 127, 128, 255, 256, 32767, 32768, 65535})
    void readsPceSvnsOfSixteenBits(int pceSvn) throws MalformedException {
        assertThat(SgxExtension.parse(withTcbPart(17, Der.integer(pceSvn)))
                        .tcb()
                        .pceSvn())
                .isEqualTo(pceSvn);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 65536, 0x7fffffff, 0xffffffffL, 0x1_0000_000bL})
    void refusesPceSvnsBeyondSixteenBits(long pceSvn) {
        assertThat(refused(withTcbPart(17, Der.integer(pceSvn))).field()).contains("PCESVN");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255})
    void readsComponentsOfEightBits(int svn) throws MalformedException {
        for (int component = 1; component <= 16; component++) {
            assertThat(SgxExtension.parse(withTcbPart(component, Der.integer(svn)))
                            .tcb()
                            .components()
                            .at(component - 1))
                    .isEqualTo(svn);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -128, 256, 65535, 0x1_0000_0001L})
    void refusesComponentsBeyondEightBits(long svn) {
        assertThat(refused(withTcbPart(16, Der.integer(svn))).field()).contains("component 16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0200", "02020001", "0203000080", "028101" + "01", "0202ff01", "0a0101", "040101", "0280010000"})
    void refusesNumbersInOtherThanTheShortestForm(String integer) {
        refused(withTcbPart(1, Bytes.literal(integer)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a0103", "0a01ff", "0a0200" + "01", "0a00", "020101"})
    void refusesSgxTypesThatAreNotZeroOneOrTwo(String type) {
        refused(withPart(4, pair(Bytes.literal(type), 5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"010101", "01017f", "0100", "0102ff00", "020101", "0101"})
    void refusesFlagsThatAreNeitherTrueNorFalse(String flag) {
        refused(withPart(6, pair(flags(flag, "010100", "010100"), 7)));
    }

    @Test
    void refusesFlagsMissingOrTooMany() {
        refused(withPart(6, pair(flags("0101ff", "0101ff"), 7)));
        refused(withPart(6, pair(flags("0101ff", "0101ff", "0101ff", "0101ff"), 7)));
        refused(withPart(6, pair(flags(), 7)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5})
    void refusesOctetsOfAnotherLength(int index) {
        int[] genuine = {16, 0, 2, 6, 0, 16};
        for (int length : new int[] {0, genuine[index] - 1, genuine[index] + 1, 300}) {
            refused(withPart(index, pair(Der.octets(length), index + 1)));
        }
    }

    @Test
    void refusesBytesBehindAnything() {
        Bytes good = Der.sequence(parts());
        Bytes zero = Bytes.literal("00");
        refused(Bytes.concat(good, zero));
        refused(withPart(0, Der.sequence(Der.sgxOid(1), Der.octets(16), zero)));
        refused(withPart(0, Bytes.concat(parts().get(0), zero)));
        refused(withTcbPart(1, Bytes.concat(Der.integer(1), zero)));
        refused(withPart(6, pair(flags("0101ff00", "0101ff", "0101ff"), 7)));
    }

    @Test
    void refusesLengthsThatAreIndefiniteTooLongOrNotTheShortest() {
        Bytes content = Bytes.concat(parts().toArray(Bytes[]::new));
        int length = content.length();
        refused(Bytes.concat(Bytes.literal("3080"), content, Bytes.literal("0000")));
        refused(Bytes.concat(Bytes.literal(String.format("3083%06x", length)), content));
        refused(Bytes.concat(Bytes.literal(String.format("3084%08x", length)), content));
        refused(Bytes.concat(Bytes.literal(String.format("3082%04x", length + 1)), content));
        refused(Bytes.concat(Bytes.literal(String.format("3082%04x", length - 1)), content));
        refused(Bytes.concat(Bytes.literal("3083ffffff"), content));
        refused(Bytes.literal("30ff"));
        refused(Bytes.EMPTY);
        refused(Bytes.literal("3000"));
        refused(Bytes.literal("0500"));
    }

    @Test
    void refusesAnExtensionCutOffAnywhere() {
        Bytes good = Der.sequence(parts());
        for (int i = 0; i < good.length(); i++) {
            refused(good.slice(0, i));
        }
    }
}
