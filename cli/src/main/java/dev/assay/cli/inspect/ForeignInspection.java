package dev.assay.cli.inspect;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.facts.CollateralDocumentFacts;
import dev.assay.cli.facts.Facts;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.foreign.ConclaveInstance;
import dev.assay.collateral.foreign.CrlCapture;
import dev.assay.collateral.foreign.FmspcList;
import dev.assay.collateral.foreign.ForeignBundle;
import dev.assay.collateral.foreign.ForeignDocument;
import dev.assay.collateral.foreign.IssuerChain;
import dev.assay.collateral.foreign.PckCertificateList;
import dev.assay.collateral.foreign.PckIdList;
import dev.assay.collateral.foreign.SignedCapture;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Explains documents in the formats of other projects. */
final class ForeignInspection {

    private ForeignInspection() {}

    static Inspection of(ForeignDocument document) throws MalformedException {
        return switch (document) {
            case ForeignBundle bundle -> ofBundle(bundle);
            case SignedCapture capture -> ofSigned(capture);
            case CrlCapture capture ->
                new Inspection(
                        Kind.CRL,
                        "certificate revocation list, " + capture.format(),
                        withIssuers(CollateralDocumentFacts.of(capture.crl()), capture.issuerChain()));
            case PckCertificateList list -> ofList(list);
            case IssuerChain chain -> Inspector.ofCertificates(chain.certificates());
            case FmspcList list -> ofList(list);
            case PckIdList list -> ofList(list);
        };
    }

    private static Inspection ofBundle(ForeignBundle bundle) {
        Facts facts = CollateralInspection.facts(bundle.collateral());
        if (bundle instanceof ConclaveInstance instance) {
            facts.add("signingKey", "signing key", instance.signingKey())
                    .add("encryptionKey", "encryption key", instance.encryptionKey())
                    .add("keyBound", "keys are bound", instance.bindsKeys(), "whether the quote was made over them");
        }
        bundle.quote()
                .ifPresent(quote ->
                        facts.add("quote", "quote", Inspector.ofQuote(quote).facts()));
        return new Inspection(Kind.COLLATERAL_BUNDLE, bundle.format(), facts);
    }

    private static Inspection ofSigned(SignedCapture capture) throws MalformedException {
        Inspection inner = switch (capture.document().readWithoutVerifying()) {
            case TcbInfo info -> Inspector.ofTcbInfo(info);
            case EnclaveIdentity identity -> Inspector.ofIdentity(identity);
            case TcbEvaluationDataNumbers numbers -> Inspector.ofNumbers(numbers);
            default -> throw new IllegalStateException("Intel signs no other documents");
        };
        inner.facts().add("signed", "signed", capture.hasSignature());
        return new Inspection(
                inner.kind(),
                inner.title() + ", " + capture.format(),
                withIssuers(inner.facts(), capture.issuerChain()));
    }

    private static Facts withIssuers(Facts facts, List<X509Certificate> issuers) {
        List<Facts> rows = new ArrayList<>(issuers.size());
        issuers.forEach(issuer -> rows.add(Inspector.summary(issuer)));
        return facts.addRows("issuerChain", "issuer chain", rows);
    }

    private static Inspection ofList(PckCertificateList list) {
        List<Facts> rows = new ArrayList<>();
        for (PckCertificateList.Entry entry : list.entries()) {
            Facts row = new Facts()
                    .add(
                            "tcbm",
                            "CPUSVN and PCESVN",
                            entry.tcb().map(Bytes::hex).orElse("none"));
            rows.add(row.add(
                    "certificate",
                    "certificate",
                    entry.certificate()
                            .map(pck -> "FMSPC " + pck.extension().fmspc() + ", PCESVN "
                                    + pck.extension().tcb().pceSvn())
                            .orElse("none")));
        }
        return new Inspection(
                Kind.PCK_CERTIFICATE_LIST,
                list.format(),
                withIssuers(new Facts().addRows("certificates", "certificates", rows), list.issuerChain()));
    }

    private static Inspection ofList(FmspcList list) {
        List<Facts> rows = new ArrayList<>();
        list.families()
                .forEach(family -> rows.add(new Facts()
                        .add("fmspc", "FMSPC", family.fmspc())
                        .add("platform", "platform", family.platform())));
        return new Inspection(Kind.FMSPC_LIST, list.format(), new Facts().addRows("families", "families", rows));
    }

    private static Inspection ofList(PckIdList list) {
        List<Facts> rows = new ArrayList<>();
        for (PckIdList.Platform platform : list.platforms()) {
            rows.add(new Facts()
                    .add("qeId", "QE id", platform.qeId())
                    .add(
                            "pceId",
                            "PCE-ID",
                            platform.reference().pceId().map(Bytes::hex).orElse("none"))
                    .add("cpuSvn", "CPUSVN", platform.reference().cpuSvn())
                    .add("pceSvn", "PCESVN", platform.reference().pceSvn())
                    .add(
                            "manifest",
                            "manifest",
                            platform.manifest()
                                    .map(bytes -> bytes.length() + " bytes")
                                    .orElse("none")));
        }
        return new Inspection(Kind.PCK_ID_LIST, list.format(), new Facts().addRows("platforms", "platforms", rows));
    }
}
