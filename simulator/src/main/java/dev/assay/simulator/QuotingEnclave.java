package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteBody;
import dev.assay.quote.QuoteSignature;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdAttributes;
import dev.assay.quote.TdReport;
import dev.assay.quote.Tee;
import dev.assay.simulator.pcs.PcsPlatform;

/**
 * Makes the quotes of one platform about one enclave or TD. Its own report is certified once; each quote then costs one
 * signature.
 */
final class QuotingEnclave {

    private static final int DEBUG = 0x02;
    private static final int TUD_DEBUG = 0x01;

    private final Quote pattern;
    private final TestKey attestationKey;

    private QuotingEnclave(Quote pattern, TestKey attestationKey) {
        this.pattern = pattern;
        this.attestationKey = attestationKey;
    }

    static QuotingEnclave of(PcsPlatform platform, Knobs knobs) {
        TestPlatform machine = platform.machine();
        Bytes cpuSvn = machine.extension().tcb().cpuSvn();
        QuoteDraft draft =
                QuoteDraft.of(knobs.version(), body(machine, knobs), machine).withQe(SgxReportField.CPU_SVN, cpuSvn);
        return new QuotingEnclave(draft.sign(machine.pckKey(), platform.certificationData()), draft.attestationKey());
    }

    private static QuoteBody body(TestPlatform machine, Knobs knobs) {
        QuoteBody body =
                QuoteBodies.ofType(knobs.kind().bodyType(), machine.seed().child("attested"));
        if (body instanceof SgxReport enclave) {
            body = enclave(enclave, machine.extension().tcb().cpuSvn(), knobs.debug());
        } else if (body instanceof TdReport domain) {
            body = domain(domain, knobs.standing(), knobs.debug());
        }
        for (var field : knobs.attested().entrySet()) {
            body = field.getKey().set(body, field.getValue());
        }
        return body;
    }

    private static SgxReport enclave(SgxReport report, Bytes cpuSvn, boolean debug) {
        SgxReport own = SgxReportField.CPU_SVN.set(report, cpuSvn);
        return debug
                ? SgxReportField.ATTRIBUTES.set(own, withBits(own.attributes().encoded(), DEBUG))
                : own;
    }

    private static TdReport domain(TdReport report, Standing standing, boolean debug) {
        TdReport own = TdReportField.TEE_TCB_SVN.set(report, standing.teeTcbSvnAtLaunch());
        if (TdReportField.TEE_TCB_SVN_2.isIn(own)) {
            own = TdReportField.TEE_TCB_SVN_2.set(own, standing.teeTcbSvn());
        }
        TdAttributes attributes = own.tdAttributes();
        return debug ? TdReportField.TD_ATTRIBUTES.set(own, withBits(attributes.encoded(), TUD_DEBUG)) : own;
    }

    /** Bits of the first byte set. */
    private static Bytes withBits(Bytes attributes, int bits) {
        return Bytes.concat(Patch.padded(1, attributes.at(0) | bits), attributes.from(1));
    }

    Quote quote(ReportData reportData) {
        QuoteBody body = pattern.body().tee() == Tee.SGX
                ? SgxReportField.REPORT_DATA.set((SgxReport) pattern.body(), reportData.bytes())
                : TdReportField.REPORT_DATA.set((TdReport) pattern.body(), reportData.bytes());
        Quote unsigned = new Quote(pattern.header(), body, pattern.signature(), Bytes.EMPTY);
        QuoteSignature known = pattern.signature();
        return new Quote(
                pattern.header(),
                body,
                new QuoteSignature(
                        attestationKey.sign(unsigned.signedBytes()),
                        known.attestationKey(),
                        known.qeReport(),
                        known.qeReportSignature(),
                        known.qeAuthData(),
                        known.certificationData()),
                Bytes.EMPTY);
    }
}
