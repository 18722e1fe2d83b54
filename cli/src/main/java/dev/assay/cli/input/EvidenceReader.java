package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.Certificates;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/**
 * Recognises the forms in which quotes are handed over: binary; hex in either case, with {@code 0x} or without; base64
 * with either alphabet, padded or not; and inside of RA-TLS certificates in PEM or DER. White space does not count in
 * texts.
 */
public final class EvidenceReader {

    private static final String EXPECTED = "a quote (binary, hex or base64) or an RA-TLS certificate (PEM or DER)";
    private static final String PEM = "-----BEGIN ";
    private static final int DER_SEQUENCE = 0x30;

    private EvidenceReader() {}

    public static Evidence read(Bytes input) throws MalformedException {
        if (input.isEmpty()) {
            throw new MalformedException("quote", 0, "nothing, 0 bytes", EXPECTED);
        }
        return AsciiText.of(input).isPresent() ? readText(AsciiText.of(input).get()) : readBinary(input);
    }

    private static Evidence readText(String text) throws MalformedException {
        if (text.startsWith(PEM)) {
            return ofCertificate(Certificates.parsePem(Bytes.ofUtf8(text)).get(0));
        }
        Optional<Bytes> decoded = decode(text);
        if (decoded.isEmpty()) {
            throw new MalformedException("quote", 0, "text that is neither hex nor base64", EXPECTED);
        }
        return readBinary(decoded.get());
    }

    /** The bytes that a text of hex or base64 spells; empty for other texts. */
    public static Optional<Bytes> decode(String text) {
        String dense = AsciiText.withoutBlanks(text);
        if (dense.isEmpty()) {
            return Optional.empty();
        }
        String digits = dense.startsWith("0x") || dense.startsWith("0X") ? dense.substring(2) : dense;
        try {
            return Optional.of(Bytes.ofHex(digits));
        } catch (MalformedException notHex) {
            return base64(dense);
        }
    }

    private static Optional<Bytes> base64(String dense) {
        boolean urlSafe = dense.indexOf('-') >= 0 || dense.indexOf('_') >= 0;
        try {
            return Optional.of(Bytes.of((urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(dense)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Evidence readBinary(Bytes bytes) throws MalformedException {
        // A quote begins with its version, and no version is 0x30.
        if (!bytes.isEmpty() && bytes.at(0) == DER_SEQUENCE) {
            return ofCertificate(Certificates.parseDer(bytes));
        }
        return new Evidence(bytes, Optional.empty());
    }

    private static Evidence ofCertificate(X509Certificate certificate) throws MalformedException {
        RaTlsCertificate found = RaTlsCertificate.of(certificate)
                .orElseThrow(() -> new MalformedException(
                        "certificate",
                        0,
                        "the certificate of " + Certificates.commonName(certificate) + " without a quote in it",
                        "an RA-TLS certificate, or a quote"));
        return new Evidence(found.quote(), Optional.of(found));
    }
}
