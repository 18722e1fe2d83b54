package dev.assay.simulator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.Time;

/** Dates of certificates and CRLs: RFC 5280, 4.1.2.5. By way of a {@code Date} they cost a start a calendar. */
final class DerTime {

    private static final Instant FIRST_UTC = Instant.parse("1950-01-01T00:00:00Z");
    private static final Instant PAST_UTC = Instant.parse("2050-01-01T00:00:00Z");

    private DerTime() {}

    /** In whole seconds. */
    static Time of(Instant instant) {
        String digits = instant.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:T]", "");
        boolean utc = !instant.isBefore(FIRST_UTC) && instant.isBefore(PAST_UTC);
        return new Time(utc ? new ASN1UTCTime(digits.substring(2)) : new ASN1GeneralizedTime(digits));
    }
}
