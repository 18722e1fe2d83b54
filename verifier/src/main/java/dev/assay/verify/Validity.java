package dev.assay.verify;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * The time in which a certificate, CRL or document holds; both ends belong to it.
 *
 * @param what as in {@code "PCK CRL"} or {@code "TCB info, certificate Intel SGX TCB Signing"}
 * @param from notBefore, thisUpdate or issueDate
 * @param until notAfter or nextUpdate
 */
public record Validity(String what, Instant from, Instant until) {

    static Validity of(String what, X509Certificate certificate) {
        return new Validity(
                what,
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    boolean isExpired(Instant at, Duration grace) {
        return until.isBefore(at) && Duration.between(until, at).compareTo(grace) > 0;
    }
}
