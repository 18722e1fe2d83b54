package dev.assay.cli.verdict;

import dev.assay.cli.facts.Facts;
import dev.assay.cli.facts.PlatformFacts;
import dev.assay.cli.facts.QuoteFacts;
import dev.assay.cli.input.RaTlsCertificate;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.pck.Certificates;
import dev.assay.verify.CollateralFacts;
import dev.assay.verify.TcbEvaluation;
import dev.assay.verify.Validity;
import dev.assay.verify.Verification.Verified;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON form of an answer, which scripts rely on: members may be added, none is renamed. docs/verify.md describes it.
 */
public final class VerdictJson {

    private VerdictJson() {}

    /** Writes {@code answer} as one object. */
    public static void write(JsonGenerator json, Answer answer) {
        json.writeStartObject();
        writeMembers(json, answer);
        json.writeEndObject();
    }

    /** Writes {@code answer} into the object that is open. */
    public static void writeMembers(JsonGenerator json, Answer answer) {
        summary(answer).writeMembersTo(json);
        new Facts().addRows("reasons", "reasons", reasons(answer)).writeMembersTo(json);
        answer.question()
                .ifPresent(question -> new Facts()
                        .add("reportDataAsAsked", "report data as asked", question.isAnswered())
                        .writeMembersTo(json));
        if (!answer.notes().isEmpty()) {
            new Facts().addTexts("notes", "notes", answer.notes()).writeMembersTo(json);
        }
        writeOrNull(json, "quote", answer.quote().map(QuoteFacts::of).orElse(null));
        writeOrNull(json, "platform", answer.platform().map(PlatformFacts::of).orElse(null));
        answer.certificate().ifPresent(found -> writeOrNull(json, "certificate", certificate(found)));
        times(answer).writeMembersTo(json);
        answer.verified().ifPresent(verified -> writeOrNull(json, "tcb", tcb(verified)));
        TcbShortfall.of(answer).ifPresent(shortfall -> writeOrNull(json, "shortfall", shortfall.facts()));
        answer.verified().ifPresent(verified -> writeOrNull(json, "collateral", collateral(verified.collateral())));
    }

    private static void writeOrNull(JsonGenerator json, String name, @org.jspecify.annotations.Nullable Facts facts) {
        json.writeName(name);
        if (facts == null) {
            json.writeNull();
        } else {
            facts.writeTo(json);
        }
    }

    private static Facts summary(Answer answer) {
        Facts facts = new Facts().add("verdict", "verdict", answer.outcome().toString());
        if (answer.verified().isPresent()) {
            Verified verified = answer.verified().get();
            facts.add("tcbStatus", "TCB status", verified.status().toString())
                    .addTexts("advisoryIds", "advisories", verified.launch().advisoryIds())
                    .add("tcbDate", "TCB date", verified.launch().tcbDate());
        } else {
            facts.addAbsent("tcbStatus", "TCB status", "")
                    .addTexts("advisoryIds", "advisories", List.of())
                    .addAbsent("tcbDate", "TCB date", "");
        }
        return facts.add("trustDomain", "trust domain", answer.trustDomain().toString())
                .add("policy", "policy", answer.policy());
    }

    private static List<Facts> reasons(Answer answer) {
        List<Facts> rows = new ArrayList<>(answer.reasons().size());
        for (Reason reason : answer.reasons()) {
            rows.add(new Facts()
                    .add("code", "code", reason.code())
                    .add("where", "where", reason.where())
                    .add("found", "found", reason.found())
                    .add("expected", "expected", reason.expected())
                    .add("advice", "advice", reason.advice()));
        }
        return rows;
    }

    private static Facts times(Answer answer) {
        Facts facts = new Facts().add("verifiedAt", "verified at", answer.at());
        if (answer.verified().isPresent()) {
            return facts.add(
                    "validUntil",
                    "valid until",
                    answer.verified().get().collateral().validUntil());
        }
        return facts.addAbsent("validUntil", "valid until", "");
    }

    private static Facts certificate(RaTlsCertificate certificate) {
        return new Facts()
                .add("subject", "subject", Certificates.commonName(certificate.x509()))
                .add("form", "form", certificate.form().title())
                .add("extension", "extension", certificate.form().oid())
                .add(
                        "notBefore",
                        "valid from",
                        certificate.x509().getNotBefore().toInstant())
                .add("notAfter", "valid until", certificate.x509().getNotAfter().toInstant());
    }

    private static Facts tcb(Verified verified) {
        Facts facts = new Facts().add("launch", "at launch", evaluation(verified.launch()));
        verified.current().ifPresent(current -> facts.add("current", "now", evaluation(current)));
        return facts;
    }

    private static Facts evaluation(TcbEvaluation evaluation) {
        Facts facts = new Facts()
                .add("status", "status", evaluation.status().toString())
                .add("tcbDate", "date", evaluation.tcbDate())
                .addTexts("advisoryIds", "advisories", evaluation.advisoryIds())
                .add(
                        "platformLevel",
                        "platform level",
                        new Facts()
                                .add(
                                        "status",
                                        "status",
                                        evaluation.platformLevel().status().toString())
                                .add(
                                        "tcbDate",
                                        "date",
                                        evaluation.platformLevel().tcbDate())
                                .addTexts(
                                        "advisoryIds",
                                        "advisories",
                                        evaluation.platformLevel().advisoryIds()));
        evaluation.moduleLevel().ifPresent(level -> facts.add("moduleLevel", "TDX module level", isvLevel(level)));
        return facts.add("qeLevel", "QE level", isvLevel(evaluation.qeLevel()));
    }

    private static Facts isvLevel(IsvTcbLevel level) {
        return new Facts()
                .add("status", "status", level.status().toString())
                .add("isvSvn", "security version", level.isvSvn())
                .add("tcbDate", "date", level.tcbDate())
                .addTexts("advisoryIds", "advisories", level.advisoryIds());
    }

    private static Facts collateral(CollateralFacts collateral) {
        return new Facts()
                .add("tcbEvaluationDataNumber", "evaluation number", collateral.tcbEvaluationDataNumber())
                .add(
                        "tcbInfoEvaluationDataNumber",
                        "of the TCB info",
                        collateral.tcbInfo().tcbEvaluationDataNumber())
                .add(
                        "qeIdentityEvaluationDataNumber",
                        "of the QE identity",
                        collateral.qeIdentity().tcbEvaluationDataNumber())
                .add("pckCrlNumber", "PCK CRL number", collateral.pckCrlNumber().toString())
                .add(
                        "rootCaCrlNumber",
                        "root CA CRL number",
                        collateral.rootCaCrlNumber().toString())
                .add("rootKeyId", "root key id", collateral.rootKeyId())
                .add("earliestIssue", "oldest document", collateral.earliestIssue())
                .add("latestIssue", "newest document", collateral.latestIssue())
                .addRows("validities", "valid", validities(collateral.validities()))
                .addRows("expired", "expired", validities(collateral.expired()));
    }

    private static List<Facts> validities(List<Validity> validities) {
        List<Facts> rows = new ArrayList<>(validities.size());
        for (Validity validity : validities) {
            rows.add(new Facts()
                    .add("what", "what", validity.what())
                    .add("from", "from", validity.from())
                    .add("until", "until", validity.until()));
        }
        return rows;
    }
}
