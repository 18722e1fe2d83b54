package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData;
import dev.assay.quote.SgxReport;
import dev.assay.simulator.Forge;
import dev.assay.simulator.QuoteBodies;
import dev.assay.simulator.SgxReportField;
import dev.assay.simulator.TestKey;

/** The quoting enclave behind the stand-in: forgets its key when it is restarted, and then is another enclave. */
final class AesmEnclave {

    private static final Bytes ZEROS = Bytes.of(new byte[512]);

    private final Forge forge;
    private final TestKey pckKey;
    private final CertificationData certification;
    private final int quoteSize;
    private int generation;
    private boolean initialised;
    private boolean takesAnyReport;

    /** Quotes on the platform of {@code forge}; its certificates are minted once. */
    AesmEnclave(Forge forge) {
        this.forge = forge;
        this.pckKey = forge.platform().pckKey();
        this.certification = forge.certificationData();
        this.quoteSize = quote(QuoteBodies.enclave(forge.platform().seed())).length();
    }

    synchronized void restart() {
        generation++;
        initialised = false;
    }

    synchronized void takeAnyReport() {
        takesAnyReport = true;
    }

    synchronized void initialise() {
        initialised = true;
    }

    synchronized boolean isInitialised() {
        return initialised;
    }

    /** 512 bytes: MRENCLAVE, attributes, then zeros. */
    synchronized Bytes targetInfo() {
        Bytes mrEnclave = TestReports.sha256(Bytes.ofUtf8("ASSAY TEST quoting enclave, generation " + generation));
        return Bytes.concat(mrEnclave, Bytes.literal("1500000000000000e700000000000000"), ZEROS.slice(0, 464));
    }

    /** 32 bytes: a hash of the attestation key. */
    Bytes publicKeyId() {
        return TestReports.sha256(forge.platform().attestationKey().publicKey().point());
    }

    int quoteSize() {
        return quoteSize;
    }

    synchronized boolean takes(Bytes report) {
        return takesAnyReport || TestReports.isFor(report, targetInfo());
    }

    Bytes quote(SgxReport body) {
        return forge.draft().withBody(body).sign(pckKey, certification).encode();
    }

    /** The quoting enclave's report about its {@code quote}, for the enclave of {@code targetInfo}. */
    Bytes reportAbout(Bytes nonce, Bytes quote, Bytes targetInfo) {
        Bytes data = Bytes.concat(TestReports.sha256(Bytes.concat(nonce, quote)), ZEROS.slice(0, 32));
        return TestReports.report(SgxReportField.REPORT_DATA.set(forge.draft().qeReport(), data), targetInfo);
    }
}
