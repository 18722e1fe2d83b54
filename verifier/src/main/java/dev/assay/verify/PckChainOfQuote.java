package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckChainSource;
import dev.assay.quote.CertificationData;
import dev.assay.quote.CertificationData.PckChain;
import dev.assay.quote.CertificationData.PckLeaf;
import dev.assay.quote.CertificationData.PlatformReference;
import dev.assay.quote.Quote;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Finds the PCK certificate chain of a quote: in the quote, in the collateral, or from a source.
 *
 * <p>A chain that did not come with the quote must be for the platform that the quote names. CPUSVN and PCESVN are not
 * compared: a provisioning service answers with the certificate of the highest TCB that the platform reaches, which may
 * be lower. That it is the right one is proven by the quoting enclave's report, since every TCB has a key of its own.
 */
final class PckChainOfQuote {

    private static final String WHERE = CollateralPiece.PCK_CHAIN.title();
    private static final String ADVICE = "fetch the PCK certificate for the values in the quote";

    private PckChainOfQuote() {}

    /**
     * The bytes of the chain, by which what is proven about it can be remembered; empty where there is none.
     *
     * <p>A quote with a leaf alone takes the issuers from the CRL's chain when no other is given.
     */
    static Optional<Bytes> bytes(Quote quote, Collateral collateral, Optional<PckChainSource> source) {
        CertificationData data = quote.signature().certificationData();
        if (data instanceof PckChain chain) {
            return Optional.of(chain.encoded());
        }
        Optional<Bytes> supplied = collateral.piece(CollateralPiece.PCK_CHAIN);
        if (supplied.isPresent()) {
            return supplied;
        }
        if (data instanceof PckLeaf leaf) {
            return collateral
                    .piece(CollateralPiece.PCK_CRL_ISSUER_CHAIN)
                    .map(issuers -> Bytes.concat(pem(leaf.encoded()), Bytes.ofUtf8("\n"), issuers));
        }
        return data instanceof PlatformReference reference
                ? source.flatMap(
                        fetcher -> fetcher.chainOf(reference, quote.header().qeId()))
                : Optional.empty();
    }

    static List<X509Certificate> parse(Bytes chain) throws Refused {
        try {
            return Certificates.parsePem(chain);
        } catch (MalformedException e) {
            throw Refused.malformed(CollateralPiece.PCK_CHAIN, e);
        }
    }

    private static Bytes pem(Bytes certificate) {
        boolean isDer = !certificate.isEmpty() && certificate.at(0) == 0x30;
        return isDer
                ? Bytes.ofUtf8("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.toArray())
                        + "\n-----END CERTIFICATE-----")
                : certificate;
    }

    /** Refuses a chain that is not the one that the quote means. */
    static void requireFits(Quote quote, TrustedPck chain) throws Refused {
        CertificationData data = quote.signature().certificationData();
        if (data instanceof PckLeaf leaf) {
            requireLeaf(leaf, chain.pck().x509());
        } else if (data instanceof PlatformReference reference) {
            if (reference.pceId().isPresent()) {
                requireEqual(
                        "PCE-ID",
                        chain.pck().extension().pceId().hex(),
                        reference.pceId().get().hex());
            }
            if (reference.type() == 1) {
                requireEqual(
                        "PPID",
                        chain.pck().extension().ppid().hex(),
                        reference.ppid().hex());
            }
        }
    }

    private static void requireLeaf(PckLeaf leaf, X509Certificate supplied) throws Refused {
        try {
            if (!Certificates.parse(leaf.encoded()).equals(supplied)) {
                throw mismatch("another certificate", "the one in the quote");
            }
        } catch (MalformedException e) {
            throw Refused.malformed("PCK certificate in the quote", e);
        }
    }

    private static void requireEqual(String field, String found, String expected) throws Refused {
        if (!found.equals(expected)) {
            throw mismatch(field + " " + found, expected + ", as in the quote");
        }
    }

    private static Refused mismatch(String found, String expected) {
        return new Refused(ReasonCode.PCK_MISMATCH, WHERE, found, expected, ADVICE);
    }
}
