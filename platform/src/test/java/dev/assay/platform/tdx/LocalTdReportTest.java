package dev.assay.platform.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport15;
import dev.assay.simulator.QuoteBodies;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TdReportField;
import dev.assay.simulator.qgs.TestDomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalTdReportTest {

    private static final Seed SEED = Seed.of(12);
    private static final Bytes REPORT_DATA = SEED.bytes("asked", 64);

    private final LocalTdReport report =
            new LocalTdReport(TestDomain.on(TdxStand.PLATFORM, SEED).report(REPORT_DATA));

    @Test
    void itsBodyIsThatOfTheDomainWithTheReportDataAsked() {
        TdReport domain = (TdReport) QuoteBodies.ofType(2, SEED);
        assertThat(report.body()).isEqualTo(TdReportField.REPORT_DATA.set(domain, REPORT_DATA));
        assertThat(report.mrTd()).isEqualTo(domain.mrTd());
        assertThat(report.reportData()).isEqualTo(REPORT_DATA);
        assertThat(report.version()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = TdReportField.class,
            names = {"TEE_TCB_SVN_2", "MR_SERVICE_TD"})
    void fieldsOfTdx15AreComparedToo(TdReportField field) {
        TdReport15 quoted = new TdReport15(Bytes.concat(report.body().encoded(), Bytes.of(new byte[64])));
        assertThat(report.differenceTo(quoted)).isEmpty();
        TdReport other = field.set(quoted, SEED.bytes("other", field.size()));
        assertThat(report.differenceTo(other))
                .hasValueSatisfying(text -> assertThat(text).startsWith(name(field)));
    }

    /** Offsets counted by hand: 256 + 128 in TEE_TCB_INFO, 512 + 400 in TDINFO. */
    @Test
    void fieldsOfTdx15AreReadWhereTheModulePutsThem() {
        Bytes svn = SEED.bytes("SVN of the second module", 16);
        Bytes service = SEED.bytes("service TD", 48);
        Bytes made = report.encoded();
        LocalTdReport of15 =
                new LocalTdReport(Bytes.concat(made.slice(0, 384), svn, made.slice(400, 512), service, made.from(960)));

        TdReport15 quoted = new TdReport15(Bytes.concat(report.body().encoded(), svn, service));

        assertThat(of15.differenceTo(quoted)).isEmpty();
        assertThat(report.differenceTo(quoted)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(value = TdReportField.class, from = "TEE_TCB_SVN", to = "REPORT_DATA")
    void everyFieldThatDiffersIsNamed(TdReportField field) {
        TdReport other = field.set(report.body(), SEED.bytes("other", field.size()));
        assertThat(report.differenceTo(other))
                .hasValueSatisfying(text -> assertThat(text).startsWith(name(field) + " "));
    }

    private static String name(TdReportField field) {
        return switch (field) {
            case TEE_TCB_SVN -> "TEE_TCB_SVN";
            case TEE_TCB_SVN_2 -> "TEE_TCB_SVN2";
            case RT_MR_0 -> "RTMR0";
            case RT_MR_1 -> "RTMR1";
            case RT_MR_2 -> "RTMR2";
            case RT_MR_3 -> "RTMR3";
            default -> field.name().replace("_", "");
        };
    }
}
