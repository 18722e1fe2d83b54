package dev.assay.cli.inspect;

import dev.assay.cli.facts.Facts;
import dev.assay.epid.IasReport;
import dev.assay.quote.SgxReport;

/** Explains reports of Intel's attestation service for EPID. */
final class IasInspection {

    private IasInspection() {}

    static Inspection of(IasReport report) {
        SgxReport enclave = report.quoteBody().report();
        Facts facts = new Facts()
                .add("id", "report", report.id())
                .add("timestamp", "made", report.timestamp())
                .add("isvEnclaveQuoteStatus", "status", report.quoteStatus().name());
        report.version().ifPresent(version -> facts.add("version", "version", version));
        facts.addTexts("advisoryIds", "advisories", report.advisoryIds());
        report.advisoryUrl().ifPresent(url -> facts.add("advisoryUrl", "advisories at", url));
        report.tcbEvaluationDataNumber()
                .ifPresent(number -> facts.add("tcbEvaluationDataNumber", "evaluation number", number));
        report.revocationReason()
                .ifPresent(reason -> facts.add("revocationReason", "revoked because", reason.toString()));
        report.nonce().ifPresent(nonce -> facts.add("nonce", "nonce", nonce));
        report.pseManifestStatus()
                .ifPresent(status -> facts.add("pseManifestStatus", "platform services", status.toString()));
        report.platformInfoBlob().ifPresent(blob -> facts.add("platformInfoBlob", "platform info", blob));
        facts.add(
                "quote",
                "quote",
                new Facts()
                        .add("version", "version", report.quoteBody().version())
                        .add("linkable", "linkable", report.quoteBody().isLinkable())
                        .add("epidGroupId", "EPID group", report.quoteBody().epidGroupId())
                        .add("mrEnclave", "MRENCLAVE", enclave.mrEnclave())
                        .add("mrSigner", "MRSIGNER", enclave.mrSigner())
                        .add("isvProdId", "product", enclave.isvProdId())
                        .add("isvSvn", "security version", enclave.isvSvn())
                        .add("debug", "debug", enclave.attributes().isDebug())
                        .add("cpuSvn", "CPUSVN", enclave.cpuSvn())
                        .add("reportData", "report data", enclave.reportData()));
        return new Inspection(
                Kind.IAS_REPORT, "report of Intel's attestation service (EPID, switched off in 2025)", facts);
    }
}
