package dev.assay.cli.inspect;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.facts.CertificateFacts;
import dev.assay.cli.facts.CollateralDocumentFacts;
import dev.assay.cli.facts.Facts;
import dev.assay.cli.facts.PlatformFacts;
import dev.assay.cli.facts.QuoteFacts;
import dev.assay.cli.input.AsciiText;
import dev.assay.cli.input.EvidenceReader;
import dev.assay.cli.input.RaTlsCertificate;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.foreign.ForeignDocument;
import dev.assay.epid.IasReport;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.SgxExtension;
import dev.assay.quote.CertificationData.PckChain;
import dev.assay.quote.CertificationData.PckLeaf;
import dev.assay.quote.Quote;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells by its content what a file is, and takes it apart. Nothing is verified. */
public final class Inspector {

    private static final int DER_SEQUENCE = 0x30;
    private static final String PEM_CERTIFICATE = "-----BEGIN CERTIFICATE";
    private static final String PEM_CRL = "-----BEGIN X509 CRL";

    /** Members of which any tells a collateral bundle. */
    private static final Set<String> BUNDLE_MEMBERS = Set.of("tcb_info", "qe_identity", "pck_crl", "root_ca_crl");

    private Inspector() {}

    /**
     * What {@code bytes} are.
     *
     * @return empty for what this class does not know
     * @throws MalformedException if they begin like something known and go on in another way
     */
    public static Optional<Inspection> inspect(Bytes bytes) throws MalformedException {
        Optional<Inspection> configuration = QcnlInspection.of(bytes);
        if (configuration.isPresent()) {
            return configuration;
        }
        Optional<String> text = AsciiText.of(bytes);
        if (text.isPresent()) {
            return inspectText(bytes, text.get());
        }
        return inspectBinary(bytes);
    }

    private static Optional<Inspection> inspectBinary(Bytes bytes) throws MalformedException {
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        if (bytes.at(0) == DER_SEQUENCE) {
            return Optional.of(inspectDer(bytes));
        }
        Optional<ForeignDocument> foreign = ForeignDocument.recognise(bytes);
        if (foreign.isPresent()) {
            return Optional.of(ForeignInspection.of(foreign.get()));
        }
        return looksLikeQuote(bytes) ? Optional.of(ofQuote(Quote.parse(bytes))) : Optional.empty();
    }

    /** Version 3, 4 or 5 and the key type of ECDSA. Whatever is wrong behind that is worth a word. */
    private static boolean looksLikeQuote(Bytes bytes) {
        return bytes.length() >= 4 && bytes.uint16(0) >= 1 && bytes.uint16(0) <= 9 && bytes.uint16(2) <= 3;
    }

    private static Inspection inspectDer(Bytes der) throws MalformedException {
        try {
            return ofCertificates(List.of(Certificates.parseDer(der)));
        } catch (MalformedException notACertificate) {
            try {
                return ofCrl(Crl.parse(der));
            } catch (MalformedException notACrl) {
                throw new MalformedException(
                        "file", 0, "DER that is neither (" + notACertificate.found() + ")", "a certificate or a CRL");
            }
        }
    }

    private static Optional<Inspection> inspectText(Bytes bytes, String text) throws MalformedException {
        if (text.startsWith(PEM_CERTIFICATE)) {
            return Optional.of(ofCertificates(Certificates.parsePem(bytes)));
        }
        if (text.startsWith(PEM_CRL)) {
            return Optional.of(ofCrl(Crl.parse(bytes)));
        }
        if (text.startsWith("{")) {
            Optional<Inspection> json = inspectJson(bytes);
            if (json.isPresent()) {
                return json;
            }
        }
        Optional<ForeignDocument> foreign = ForeignDocument.recognise(bytes);
        if (foreign.isPresent()) {
            return Optional.of(ForeignInspection.of(foreign.get()));
        }
        Optional<Bytes> decoded = EvidenceReader.decode(text);
        return decoded.isPresent() ? inspectBinary(decoded.get()) : Optional.empty();
    }

    private static Optional<Inspection> inspectJson(Bytes json) throws MalformedException {
        Set<String> members = JsonMembers.of(json);
        if (members.contains("tcbInfo")) {
            return Optional.of(ofTcbInfo(Signed.tcbInfo(json).readWithoutVerifying()));
        }
        if (members.contains("enclaveIdentity")) {
            return Optional.of(ofIdentity(Signed.enclaveIdentity(json).readWithoutVerifying()));
        }
        if (members.contains("tcbEvaluationDataNumbers")) {
            return Optional.of(ofNumbers(Signed.tcbEvaluationDataNumbers(json).readWithoutVerifying()));
        }
        if (members.contains("isvEnclaveQuoteStatus")) {
            return Optional.of(IasInspection.of(IasReport.parse(json)));
        }
        if (members.stream().anyMatch(BUNDLE_MEMBERS::contains)) {
            return Optional.of(CollateralInspection.ofBundle("collateral bundle", CollateralBundle.parse(json)));
        }
        return Optional.empty();
    }

    static Inspection ofQuote(Quote quote) {
        Facts facts = QuoteFacts.of(quote);
        Optional<Bytes> chain = switch (quote.signature().certificationData()) {
            case PckChain inQuote -> Optional.of(inQuote.encoded());
            case PckLeaf leaf -> Optional.of(leaf.encoded());
            default -> Optional.empty();
        };
        chain.ifPresent(encoded -> addPlatform(facts, encoded));
        return new Inspection(
                Kind.QUOTE, quote.tee() + " quote of version " + quote.header().version(), facts);
    }

    private static void addPlatform(Facts facts, Bytes chain) {
        try {
            List<Facts> rows = new ArrayList<>();
            for (X509Certificate certificate : Certificates.parsePem(chain)) {
                rows.add(summary(certificate));
                if (certificate.getExtensionValue(SgxExtension.OID) != null) {
                    facts.add("platform", "platform", PlatformFacts.of(PckCertificate.of(certificate)));
                }
            }
            facts.addRows("certificates", "certificates in the quote", rows);
        } catch (MalformedException e) {
            facts.add("certificateProblem", "certificates", String.valueOf(e.getMessage()));
        }
    }

    static Facts summary(X509Certificate certificate) {
        return new Facts()
                .add("subject", "subject", Certificates.commonName(certificate))
                .add("notBefore", "valid from", certificate.getNotBefore().toInstant())
                .add("notAfter", "valid until", certificate.getNotAfter().toInstant())
                .add("role", "role", CertificateFacts.role(certificate));
    }

    static Inspection ofCertificates(List<X509Certificate> certificates) throws MalformedException {
        if (certificates.size() == 1) {
            X509Certificate only = certificates.get(0);
            Optional<RaTlsCertificate> raTls = RaTlsCertificate.of(only);
            return raTls.isPresent()
                    ? RaTlsInspection.of(raTls.get())
                    : new Inspection(
                            Kind.CERTIFICATE,
                            "certificate of " + Certificates.commonName(only),
                            CertificateFacts.of(only));
        }
        Facts facts = new Facts();
        for (int i = 0; i < certificates.size(); i++) {
            X509Certificate certificate = certificates.get(i);
            facts.add(
                    "certificate" + (i + 1),
                    (i + 1) + ". " + Certificates.commonName(certificate),
                    CertificateFacts.of(certificate));
        }
        return new Inspection(Kind.CERTIFICATE, "chain of " + certificates.size() + " certificates", facts);
    }

    static Inspection ofCrl(Crl crl) {
        return new Inspection(Kind.CRL, "certificate revocation list", CollateralDocumentFacts.of(crl));
    }

    static Inspection ofTcbInfo(TcbInfo info) {
        return new Inspection(
                Kind.TCB_INFO,
                "TCB info " + info.tcbEvaluationDataNumber() + " for " + info.tee() + " on FMSPC " + info.fmspc(),
                CollateralDocumentFacts.of(info));
    }

    static Inspection ofIdentity(EnclaveIdentity identity) {
        return new Inspection(
                Kind.ENCLAVE_IDENTITY,
                "identity " + identity.tcbEvaluationDataNumber() + " of enclave " + identity.id(),
                CollateralDocumentFacts.of(identity));
    }

    static Inspection ofNumbers(TcbEvaluationDataNumbers numbers) {
        return new Inspection(
                Kind.TCB_EVALUATION_DATA_NUMBERS,
                "TCB evaluation data numbers for " + numbers.tee(),
                CollateralDocumentFacts.of(numbers));
    }
}
