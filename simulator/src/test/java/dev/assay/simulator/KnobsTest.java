package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbStatus;
import dev.assay.pck.PckCertificate;
import dev.assay.simulator.Knobs.Documents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnobsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tee=tdx15,tcb-status=TDRelaunchAdvised",
                "tee=tdx,version=5,level=2,debug,fmspc=00906ed50000",
                "version=5,newest-level=9,tcb-status=Revoked,advisories=A-1+B-2,ca=processor,revoked-pck",
                "tcb-status=OutOfDate,expired-collateral",
                "product=3,svn=65535,rolled-back-collateral",
                "tee=tdx,rtmr1="
                        + "010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
                        + ",future-collateral"
            })
    void textIsReadAndWritten(String text) throws Exception {
        assertThat(Knobs.parse(text)).hasToString(text);
        assertThat(Knobs.parse(Knobs.parse(text).toString())).isEqualTo(Knobs.parse(text));
    }

    @Test
    void theirOrderAndBlanksAroundThemDoNotMatter() throws Exception {
        assertThat(Knobs.parse(" version=5, tee=tdx ,debug")).isEqualTo(Knobs.parse("debug,tee=tdx,version=5"));
        assertThat(Knobs.parse("  ")).isEqualTo(Knobs.standard());
    }

    @Test
    void textAndCodeSetTheSame() throws Exception {
        assertThat(Knobs.parse("tcb-status=OutOfDate,advisories=A+B,debug,revoked-pck,expired-collateral,level=2,"
                        + "fmspc=00906ed50000,ca=processor,mrenclave=" + "0a".repeat(32)))
                .isEqualTo(Knobs.standard()
                        .withLevel(2)
                        .withStatus(TcbStatus.OUT_OF_DATE)
                        .withAdvisories(List.of("A", "B"))
                        .withDebug(true)
                        .withPckRevoked(true)
                        .withDocuments(Documents.EXPIRED)
                        .withFmspc(Bytes.literal("00906ed50000"))
                        .withCa(PckCertificate.Ca.PROCESSOR)
                        .with(AttestedField.MRENCLAVE, Bytes.literal("0a".repeat(32))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|status UpToDate",
                "debug,tcb-status=OutOfDate|status OutOfDate, debug",
                "tee=tdx,level=2,revoked-pck|TDX 1.0, TCB level 2 of 3, PCK certificate revoked",
                "rolled-back-collateral,fmspc=00906ed50000|FMSPC 00906ed50000, rolled-back collateral",
                "version=5,svn=9,expired-collateral|quotes of version 5, SVN 9, expired collateral",
            })
    void peopleReadWhatDiffers(String text, String shown) throws Exception {
        assertThat(Knobs.parse(text).describe()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour=red|knobs, knob at offset 0: found colour, expected one of tee=, version=, level=",
                "debug,,level=2|knobs, knob at offset 6: found nothing, expected one of tee=",
                "tcb-status=Outdated|found Outdated, expected one of UpToDate, SWHardeningNeeded",
                "debug,tcb-status|knob tcb-status at offset 6: found nothing, expected tcb-status= and what",
                "debug=yes|knob debug at offset 0: found yes, expected no value",
                "level=-1|knob level at offset 0: found -1, expected a number from 0 to 200",
                "level=201|found 201, expected a number from 0 to 200",
                "svn=65536|found 65536, expected a number from 0 to 65535",
                "debug,mrenclave=ab|knob mrenclave at offset 6: found ab, expected 32 bytes in hex",
                "fmspc=00906ed5000g|expected 6 bytes in hex",
                "advisories=A++B|found A++B, expected names like TEST-SA-00001, + between them",
                "ca=root|found root, expected platform or processor",
                "tee=sev|found sev, expected sgx, tdx or tdx15",
                "debug,debug|knob debug at offset 6: found it twice, expected it once",
                "expired-collateral,future-collateral|expected only one of the three knobs for collateral",
                "tee=tdx,version=3|a quote of version 3 for TDX 1.0, whose quotes are of version 4 to 5",
                "mrtd=" + "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "0000|MRTD for SGX, it is a field of TDX",
                "tee=tdx,ca=processor|the Processor CA for TDX, whose platforms are all under the Platform CA",
                "tcb-status=TDRelaunchAdvised|TDRelaunchAdvised for SGX, only reports of TDX 1.5 tell",
                "tee=tdx15,level=2,newest-level=3,tcb-status=TDRelaunchAdvised|the platform has to be on the newest level",
                "newest-level=2|level 3 above the newest, 2",
                "level=0,tcb-status=OutOfDate|status or advisories of level 0",
                "level=1,newest-level=1,rolled-back-collateral|rolled-back collateral of a family whose only level is",
            })
    void whatIsWrongIsNamed(String text, String problem) {
        MalformedException failure = catchThrowableOfType(MalformedException.class, () -> Knobs.parse(text));
        assertThat(failure).hasMessageContaining(problem);
    }

    @Test
    void everyKnobIsInTheHelp() {
        assertThat(Knobs.help())
                .hasSize(Knob.values().length)
                .contains("debug", "tee=  sgx, tdx or tdx15: what makes the quotes");
    }
}
