package dev.assay.cli.facts;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TdxModule;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.pck.Crl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the documents say by which a platform is judged. */
public final class CollateralDocumentFacts {

    private CollateralDocumentFacts() {}

    public static Facts of(TcbInfo info) {
        Facts facts = new Facts()
                .add("version", "version", info.version())
                .add("tee", "environment", info.tee().name().toLowerCase(Locale.ROOT))
                .add("fmspc", "FMSPC", info.fmspc(), "the family of processors that it is for")
                .add("pceId", "PCE-ID", info.pceId().map(Bytes::hex).orElse("none"))
                .add("tcbEvaluationDataNumber", "evaluation number", info.tcbEvaluationDataNumber(), RISES)
                .add("issueDate", "issued", info.issueDate())
                .add("nextUpdate", "next one by", info.nextUpdate());
        info.tdxModule().ifPresent(module -> facts.add("tdxModule", "TDX module, first version", module(module)));
        if (!info.tdxModuleIdentities().isEmpty()) {
            facts.addRows("tdxModuleIdentities", "TDX modules, later versions", modules(info.tdxModuleIdentities()));
        }
        return facts.addRows("tcbLevels", "TCB levels, highest first", levels(info));
    }

    private static final String RISES = "rises with each TCB recovery";

    private static Facts module(TdxModule module) {
        return new Facts()
                .add("mrSigner", "MRSIGNER", module.mrSigner())
                .add("attributes", "attributes", module.attributes())
                .add("attributesMask", "mask", module.attributesMask());
    }

    private static List<Facts> modules(List<TdxModuleIdentity> modules) {
        List<Facts> rows = new ArrayList<>();
        for (TdxModuleIdentity module : modules) {
            for (IsvTcbLevel level : module.tcbLevels()) {
                rows.add(new Facts().add("id", "id", module.id()).add("tcbLevel", "level", isvLevel(level)));
            }
        }
        return flattened(rows);
    }

    /** A table has no room for groups. */
    private static List<Facts> flattened(List<Facts> rows) {
        List<Facts> flat = new ArrayList<>(rows.size());
        for (Facts row : rows) {
            Facts facts = new Facts();
            for (Facts.Fact fact : row.list()) {
                if (fact.value() instanceof Facts.Value.Group group) {
                    group.facts().list().forEach(facts::add);
                } else {
                    facts.add(fact);
                }
            }
            flat.add(facts);
        }
        return flat;
    }

    private static List<Facts> levels(TcbInfo info) {
        List<Facts> rows = new ArrayList<>(info.tcbLevels().size());
        for (TcbLevel level : info.tcbLevels()) {
            Facts row = new Facts()
                    .add("tcbStatus", "status", level.status().toString())
                    .add("tcbDate", "date", level.tcbDate())
                    .addNumbers("sgxComponents", "SGX components", svns(level.sgxComponents()))
                    .add("pceSvn", "PCESVN", level.pceSvn());
            if (!level.tdxComponents().isEmpty()) {
                row.addNumbers("tdxComponents", "TDX components", svns(level.tdxComponents()));
            }
            rows.add(row.addTexts("advisoryIds", "advisories", level.advisoryIds()));
        }
        return rows;
    }

    private static List<Integer> svns(List<TcbComponent> components) {
        List<Integer> svns = new ArrayList<>(components.size());
        components.forEach(component -> svns.add(component.svn()));
        return svns;
    }

    public static Facts of(EnclaveIdentity identity) {
        List<Facts> levels = new ArrayList<>();
        identity.tcbLevels().forEach(level -> levels.add(isvLevel(level)));
        return new Facts()
                .add("id", "enclave", identity.id().name(), meaning(identity.id()))
                .add("version", "version", identity.version())
                .add("tcbEvaluationDataNumber", "evaluation number", identity.tcbEvaluationDataNumber(), RISES)
                .add("issueDate", "issued", identity.issueDate())
                .add("nextUpdate", "next one by", identity.nextUpdate())
                .add("mrSigner", "MRSIGNER", identity.mrSigner())
                .add("isvProdId", "product", identity.isvProdId())
                .add("miscSelect", "MISCSELECT", identity.miscSelect())
                .add("miscSelectMask", "mask", identity.miscSelectMask())
                .add("attributes", "attributes", identity.attributes())
                .add("attributesMask", "mask", identity.attributesMask())
                .addRows("tcbLevels", "TCB levels, highest first", levels);
    }

    private static String meaning(EnclaveIdentity.Id id) {
        return switch (id) {
            case QE -> "quoting enclave for SGX";
            case TD_QE -> "quoting enclave for TDX";
            case QVE -> "quote verification enclave";
            case QAE -> "quote appraisal enclave";
        };
    }

    private static Facts isvLevel(IsvTcbLevel level) {
        return new Facts()
                .add("isvSvn", "security version", level.isvSvn())
                .add("tcbStatus", "status", level.status().toString())
                .add("tcbDate", "date", level.tcbDate())
                .addTexts("advisoryIds", "advisories", level.advisoryIds());
    }

    public static Facts of(TcbEvaluationDataNumbers numbers) {
        List<Facts> rows = new ArrayList<>();
        for (TcbEvaluationDataNumbers.Entry entry : numbers.numbers()) {
            rows.add(new Facts()
                    .add("tcbEvaluationDataNumber", "number", entry.tcbEvaluationDataNumber())
                    .add("tcbRecoveryEventDate", "TCB recovery", entry.tcbRecoveryEventDate())
                    .add("tcbDate", "levels of", entry.tcbDate()));
        }
        return new Facts()
                .add("tee", "environment", numbers.tee().name().toLowerCase(Locale.ROOT))
                .add("version", "version", numbers.version())
                .add("issueDate", "issued", numbers.issueDate())
                .add("nextUpdate", "next one by", numbers.nextUpdate())
                .addRows("tcbEvalNumbers", "sets that Intel serves", rows);
    }

    public static Facts of(Crl crl) {
        Facts facts = new Facts()
                .add("issuer", "issuer", crl.issuer().getName())
                .add("number", "number", number(crl))
                .add("thisUpdate", "issued", crl.thisUpdate());
        crl.nextUpdate()
                .ifPresentOrElse(
                        next -> facts.add("nextUpdate", "next one by", next),
                        () -> facts.addAbsent("nextUpdate", "next one by", "the list does not say"));
        return facts.add("revoked", "revoked", crl.size(), "certificates on the list");
    }

    private static String number(Crl crl) {
        try {
            return crl.number().map(Object::toString).orElse("none");
        } catch (MalformedException e) {
            return "unreadable";
        }
    }
}
