package dev.assay.cli.attest;

import dev.assay.bytes.Bytes;
import dev.assay.quote.ReportData;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What a quote has to carry, so that whoever reads it knows that it is no older than the question.
 *
 * @param nonce what is in the hash, 8 to 64 bytes; empty where report data stand there as they were given
 * @param given the report data that were given; empty without any
 * @param isFresh whether the nonce was drawn here
 * @param reportData the 64 bytes that follow from both
 */
public record Challenge(Optional<Bytes> nonce, Bytes given, boolean isFresh, ReportData reportData) {

    /** Shorter ones can be guessed, or come again. */
    public static final int MIN_NONCE = 8;

    public static final int MAX_NONCE = 64;

    private static final int FRESH_NONCE = 32;

    /** Up to 64 bytes as they are, zeros behind them. */
    public static Challenge verbatim(Bytes given) {
        return new Challenge(Optional.empty(), given, false, ReportData.padded(given));
    }

    /** SHA-512 of the nonce and, behind it, of the report data that were given. */
    public static Challenge of(Bytes nonce, Bytes given) {
        return new Challenge(Optional.of(nonce), given, false, hash(nonce, given));
    }

    /** The same over a nonce that nobody has seen before. */
    public static Challenge fresh() {
        byte[] drawn = new byte[FRESH_NONCE];
        new SecureRandom().nextBytes(drawn);
        Bytes nonce = Bytes.of(drawn);
        return new Challenge(Optional.of(nonce), Bytes.EMPTY, true, hash(nonce, Bytes.EMPTY));
    }

    private static ReportData hash(Bytes nonce, Bytes given) {
        try {
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            sha512.update(nonce.asBuffer());
            sha512.update(given.asBuffer());
            return new ReportData(Bytes.of(sha512.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    /** How the report data came about, in a few words. */
    public String story() {
        if (nonce.isEmpty()) {
            return given.length() + (given.length() == 1 ? " byte" : " bytes") + " as given"
                    + (given.length() < ReportData.SIZE ? ", zeros behind them" : "");
        }
        return "SHA-512 of " + (isFresh ? "a fresh nonce" : "the nonce")
                + (given.isEmpty() ? "" : " and the report data that were given");
    }
}
