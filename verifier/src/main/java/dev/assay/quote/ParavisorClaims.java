package dev.assay.quote;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * What Azure's paravisor says about a guest and has bound into a hardware report: a JSON document, whose hash is the
 * report's REPORTDATA.
 *
 * <p>Source: Microsoft, "Confidential VM Guest Attestation Design Detail", section Runtime Claims
 * (MicrosoftDocs/azure-docs, articles/confidential-computing/guest-attestation-confidential-virtual-machines-design.md).
 * Reports seen have some 1,200 bytes of it, user data in capitals; the paravisor that is public (microsoft/openvmm,
 * openhcl/openhcl_attestation_protocol/src/igvm_attest/get.rs) writes small letters.
 */
final class ParavisorClaims {

    /** The report in the virtual TPM has 2,600 bytes with everything. */
    private static final int MAX_BYTES = 1 << 16;

    /** Which of these it is the report's envelope says, which nothing signs; a match of any is as good. */
    private static final List<String> HASHES = List.of("SHA-256", "SHA-384", "SHA-512");

    private ParavisorClaims() {}

    /** Whether {@code reportData} is a hash of {@code claims} with zeros behind it. */
    static boolean areHashedIn(Bytes claims, Bytes reportData) {
        return reportData.length() == ReportData.SIZE
                && claims.length() <= MAX_BYTES
                && HASHES.stream().anyMatch(algorithm -> isHash(algorithm, claims, reportData));
    }

    /** The member {@code user-data}, if the claims are a document that has one of 64 bytes. */
    static Optional<Bytes> userData(Bytes claims) {
        if (claims.length() > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonObject.parse("runtime claims", claims).hex("user-data", ReportData.SIZE));
        } catch (MalformedException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isHash(String algorithm, Bytes claims, Bytes reportData) {
        try {
            Bytes hash = Bytes.of(MessageDigest.getInstance(algorithm).digest(claims.toArray()));
            return reportData.startsWith(hash) && reportData.from(hash.length()).isZero();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is missing from this Java runtime", e);
        }
    }
}
