package dev.assay.collateral.foreign;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.quote.Quote;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * The {@code EnclaveInstanceInfo} of Conclave: an enclave's two public keys, its quote and the collateral for it.
 *
 * <p>Layout; lengths are 4 bytes, big-endian, and stand before what they count: {@code "EII"} · length, signing key ·
 * length, encryption key · attestation type (1 byte, 1 is DCAP) · length, attestation. A DCAP attestation is the quote,
 * which tells its own length, and eight pieces, each with its length: version in digits, PCK CRL issuer chain, root CRL,
 * PCK CRL, TCB info issuer chain, TCB info, QE identity issuer chain, QE identity.
 *
 * <p>EPID and mock attestations (types 0 and 2) are malformed here. Source: conclave-core-sdk, {@code Attestation.kt} and
 * {@code QuoteCollateral.kt}.
 */
public final class ConclaveInstance implements ForeignBundle {

    private static final Bytes MAGIC = Bytes.ofUtf8("EII");
    private static final int DCAP = 1;
    private static final int SIGNING_KEY = 44;
    private static final int ENCRYPTION_KEY = 32;
    private static final int MAX_VERSION_DIGITS = 10;

    private static final List<CollateralPiece> ORDER = List.of(
            CollateralPiece.PCK_CRL_ISSUER_CHAIN,
            CollateralPiece.ROOT_CA_CRL,
            CollateralPiece.PCK_CRL,
            CollateralPiece.TCB_INFO_ISSUER_CHAIN,
            CollateralPiece.TCB_INFO,
            CollateralPiece.QE_IDENTITY_ISSUER_CHAIN,
            CollateralPiece.QE_IDENTITY);

    private final Bytes signingKey;
    private final Bytes encryptionKey;
    private final Quote quote;
    private final Bytes collateralVersion;
    private final Collateral collateral;

    private ConclaveInstance(
            Bytes signingKey, Bytes encryptionKey, Quote quote, Bytes collateralVersion, Collateral collateral) {
        this.signingKey = signingKey;
        this.encryptionKey = encryptionKey;
        this.quote = quote;
        this.collateralVersion = collateralVersion;
        this.collateral = collateral;
    }

    static boolean isLike(Bytes bytes) {
        return bytes.startsWith(MAGIC);
    }

    /** Parses an instance with a DCAP attestation. */
    public static ConclaveInstance parse(Bytes bytes) throws MalformedException {
        ByteReader in = ByteReader.over("Conclave instance info", bytes);
        if (!in.take("magic", MAGIC.length()).equals(MAGIC)) {
            throw in.malformedAt(0, "magic", "another word", "EII");
        }
        Bytes signingKey = sized(in, "signing key", SIGNING_KEY);
        Bytes encryptionKey = sized(in, "encryption key", ENCRYPTION_KEY);
        int typeAt = in.position();
        int type = in.take("attestation type", 1).at(0);
        if (type != DCAP) {
            throw in.malformedAt(typeAt, "attestation type", Integer.toString(type), "1, DCAP");
        }
        int start = in.position() + 4;
        Bytes attestation = prefixed(in, "attestation");
        in.end("end");
        try {
            return readAttestation(signingKey, encryptionKey, attestation);
        } catch (MalformedException e) {
            throw e.within("Conclave instance info", start);
        }
    }

    private static ConclaveInstance readAttestation(Bytes signingKey, Bytes encryptionKey, Bytes attestation)
            throws MalformedException {
        Quote padded = Quote.parse(attestation);
        Quote quote = new Quote(padded.header(), padded.body(), padded.signature(), Bytes.EMPTY);
        int end = attestation.length() - padded.trailing().length();
        ByteReader in = ByteReader.over("attestation after the quote", padded.trailing());
        try {
            Bytes version = prefixed(in, "collateral version");
            if (version.isEmpty() || version.length() > MAX_VERSION_DIGITS) {
                throw in.malformedAt(0, "collateral version", version.length() + " bytes", "a few digits");
            }
            Collateral collateral = Collateral.none();
            for (CollateralPiece piece : ORDER) {
                collateral = collateral.with(piece, prefixed(in, piece.title()));
            }
            in.end("end");
            return new ConclaveInstance(signingKey, encryptionKey, quote, version, collateral);
        } catch (MalformedException e) {
            throw e.within("attestation", end);
        }
    }

    private static Bytes sized(ByteReader in, String field, int size) throws MalformedException {
        int at = in.position();
        Bytes content = prefixed(in, field);
        if (content.length() != size) {
            throw in.malformedAt(at, field, content.length() + " bytes", size + " bytes");
        }
        return content;
    }

    private static Bytes prefixed(ByteReader in, String field) throws MalformedException {
        Bytes prefix = in.take(field + " length", 4);
        long length = 0;
        for (int i = 0; i < 4; i++) {
            length = (length << 8) | prefix.at(i);
        }
        return in.take(field, length);
    }

    private static Bytes prefix(Bytes content) {
        int length = content.length();
        return Bytes.concat(
                Bytes.of(
                        new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
                        }),
                content);
    }

    /** The key by which the enclave signs: Ed25519, DER of SubjectPublicKeyInfo, 44 bytes. */
    public Bytes signingKey() {
        return signingKey;
    }

    /** The key to which mail is encrypted: Curve25519, 32 bytes. */
    public Bytes encryptionKey() {
        return encryptionKey;
    }

    /** The version that Intel's library gave the collateral, in digits. */
    public String collateralVersion() {
        return collateralVersion.latin1();
    }

    /** Whether the quote speaks for the two keys: its report data is SHA-512 over the one and then the other. */
    public boolean bindsKeys() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(signingKey.asBuffer());
            digest.update(encryptionKey.asBuffer());
            return Bytes.of(digest.digest()).equals(quote.body().reportData());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-512", e);
        }
    }

    @Override
    public String format() {
        return "Conclave EnclaveInstanceInfo";
    }

    /** Written anew from the parts; every instance that could be parsed gives the same bytes again. */
    @Override
    public Bytes encoded() {
        Bytes attestation = Bytes.concat(quote.encode(), prefix(collateralVersion));
        for (CollateralPiece piece : ORDER) {
            attestation =
                    Bytes.concat(attestation, prefix(collateral.piece(piece).orElse(Bytes.EMPTY)));
        }
        return Bytes.concat(
                MAGIC, prefix(signingKey), prefix(encryptionKey), Bytes.of(new byte[] {DCAP}), prefix(attestation));
    }

    @Override
    public Collateral collateral() {
        return collateral;
    }

    @Override
    public Optional<Quote> quote() {
        return Optional.of(quote);
    }
}
