package dev.assay.cli.inspect;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.facts.CertificateFacts;
import dev.assay.cli.facts.Facts;
import dev.assay.cli.input.RaTlsCertificate;
import dev.assay.pck.Certificates;
import dev.assay.quote.Quote;

/** Explains RA-TLS certificates. */
final class RaTlsInspection {

    private RaTlsInspection() {}

    static Inspection of(RaTlsCertificate certificate) throws MalformedException {
        Quote quote = Quote.parse(certificate.quote());
        Facts facts = new Facts()
                .add(
                        "form",
                        "form",
                        certificate.form().title(),
                        "extension " + certificate.form().oid())
                .add(
                        "keyBound",
                        "key is bound",
                        isBound(certificate, quote),
                        "whether the quote was made over this key")
                .add("certificate", "certificate", CertificateFacts.of(certificate.x509()));
        certificate.claims().ifPresent(claims -> facts.add("claims", "claims (CBOR)", claims));
        return new Inspection(
                Kind.RA_TLS_CERTIFICATE,
                "RA-TLS certificate of " + Certificates.commonName(certificate.x509()) + " with "
                        + (quote.tee() + " quote of version " + quote.header().version()),
                facts.add("quote", "quote", Inspector.ofQuote(quote).facts()));
    }

    private static boolean isBound(RaTlsCertificate certificate, Quote quote) {
        try {
            return certificate.isBoundBy(quote);
        } catch (MalformedException unreadableClaims) {
            return false;
        }
    }
}
