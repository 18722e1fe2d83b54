package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.Certificates;
import dev.assay.pck.PemHeader;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The attestation service's answer as it was received. Nothing in it is trusted; {@link IasVerifier} verifies it.
 *
 * @param body the response's body; the report is not read from it before its signature was found right
 * @param signature over {@code body}, as long as the signer's modulus: 256 bytes
 * @param certificates the signing certificate, then the CA that issued it, which may be missing
 */
public record SignedIasReport(Bytes body, Bytes signature, List<X509Certificate> certificates) {

    private static final int MAX_SIGNATURE_TEXT = 1024;

    public SignedIasReport {
        certificates = List.copyOf(certificates);
    }

    /**
     * Takes an answer apart.
     *
     * @param body the response's body, byte for byte
     * @param signature the header {@code X-IASReport-Signature}: base64; white space at the end is allowed
     * @param certificates the header {@code X-IASReport-Signing-Certificate}: PEM, percent-encoded or plain
     */
    public static SignedIasReport parse(Bytes body, String signature, String certificates) throws MalformedException {
        if (body.length() > IasReport.MAX_BYTES) {
            throw new MalformedException("IAS report", 0, body.length() + " bytes", "at most " + IasReport.MAX_BYTES);
        }
        if (signature.length() > MAX_SIGNATURE_TEXT) {
            throw new MalformedException(
                    "IAS report signature", 0, signature.length() + " characters", "at most " + MAX_SIGNATURE_TEXT);
        }
        Optional<Bytes> decoded = CanonicalBase64.decode(signature.stripTrailing());
        if (decoded.isEmpty()) {
            throw new MalformedException(
                    "IAS report signature", 0, "text that is not base64", "base64 with its padding");
        }
        return new SignedIasReport(body, decoded.get(), Certificates.parsePem(PemHeader.decode(certificates)));
    }
}
