package dev.assay.service.pccs.store;

import dev.assay.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Platforms, their PCK certificates, and which certificate answers which raw TCB. Names and hex are upper case. */
public final class PlatformTable {

    /**
     * A platform.
     *
     * @param qeId 1 to 260 characters, mostly 32 hex digits
     * @param pceId 4 hex digits, little-endian
     * @param encryptedPpid 768 hex digits, or empty
     * @param manifest hex, or empty
     * @param fmspc 12 hex digits
     * @param ca {@code PROCESSOR} or {@code PLATFORM}
     * @param issuerChain PEM of the CA and the root; many platforms share a row of it
     */
    public record Platform(
            String qeId,
            String pceId,
            String encryptedPpid,
            String manifest,
            String fmspc,
            String ca,
            Bytes issuerChain) {}

    /**
     * One of a platform's certificates.
     *
     * @param tcbm 36 hex digits
     * @param certificate PEM
     */
    public record Certificate(String tcbm, Bytes certificate) {}

    /** What a platform reports: 32 and 4 hex digits. */
    public record RawTcb(String cpuSvn, String pceSvn) {}

    /** A platform, the certificate for a raw TCB, and nothing where that TCB was not asked for before. */
    public record Match(Platform platform, Optional<Certificate> certificate) {}

    public Optional<Platform> find(String qeId, String pceId) {
        throw new UnsupportedOperationException();
    }

    /** The hot read: one query by primary keys. */
    public Optional<Match> match(String qeId, String pceId, RawTcb raw) {
        throw new UnsupportedOperationException();
    }

    public List<Certificate> certificates(String qeId, String pceId) {
        throw new UnsupportedOperationException();
    }

    public List<RawTcb> rawTcbs(String qeId, String pceId) {
        throw new UnsupportedOperationException();
    }

    /** Adds or replaces a platform with all its certificates; forgets its raw TCBs. */
    public void put(Platform platform, List<Certificate> certificates) {
        throw new UnsupportedOperationException();
    }

    /** Remembers that {@code raw} is answered by the certificate of {@code tcbm}; at most {@code limit} a platform. */
    public void remember(String qeId, String pceId, RawTcb raw, String tcbm, int limit) {
        throw new UnsupportedOperationException();
    }

    /** All platforms with one of these FMSPCs, or all; in pages, after the given one. */
    public List<Platform> list(Set<String> fmspcs, Optional<Platform> after, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Every FMSPC there is. */
    public List<String> fmspcs() {
        throw new UnsupportedOperationException();
    }

    public long count() {
        throw new UnsupportedOperationException();
    }
}
