package dev.assay.collateral.foreign;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.Signed;
import dev.assay.quote.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collateral as dcap-qvl and the Phala blockchain store it: nine byte strings in SCALE, the codec of Substrate.
 *
 * <p>Layout: nine times a compact length and as many bytes: PCK CRL issuer chain (PEM), root CRL, PCK CRL (hex of DER),
 * TCB info issuer chain (PEM), TCB info (the signed text), its signature (64 bytes r‖s), QE identity issuer chain (PEM),
 * QE identity (the signed text), its signature. A compact length has its size in the two low bits of its first byte: 0,
 * 1, 2 for 1, 2, 4 bytes, little-endian, the number above these bits; it takes the smallest that fits.
 *
 * <p>Source: dcap-qvl, {@code QuoteCollateralV3}; Polkadot documentation, "SCALE codec", compact integers.
 */
public final class ScaleCollateral implements ForeignBundle {

    private static final List<String> FIELDS = List.of(
            "PCK CRL issuer chain",
            "root CA CRL",
            "PCK CRL",
            "TCB info issuer chain",
            "TCB info",
            "TCB info signature",
            "QE identity issuer chain",
            "QE identity",
            "QE identity signature");

    private static final Bytes PEM = Bytes.ofUtf8("-----BEGIN CERTIFICATE-----");

    private final List<Bytes> fields;
    private final Collateral collateral;

    private ScaleCollateral(List<Bytes> fields, Collateral collateral) {
        this.fields = List.copyOf(fields);
        this.collateral = collateral;
    }

    /** The first field is a PEM chain. */
    static boolean isLike(Bytes bytes) {
        if (bytes.length() < 1 + PEM.length()) {
            return false;
        }
        int lengthSize = lengthSize(bytes.at(0));
        return lengthSize > 1 && bytes.from(lengthSize).startsWith(PEM);
    }

    /** Parses nine byte strings that fill {@code bytes}. */
    public static ScaleCollateral parse(Bytes bytes) throws MalformedException {
        ByteReader in = ByteReader.over("SCALE collateral", bytes);
        List<Bytes> fields = new ArrayList<>(FIELDS.size());
        for (String field : FIELDS) {
            fields.add(readField(in, field));
        }
        in.end("end");
        requireSignature(fields.get(5), "TCB info signature");
        requireSignature(fields.get(8), "QE identity signature");
        return new ScaleCollateral(
                fields,
                Collateral.none()
                        .with(CollateralPiece.PCK_CRL_ISSUER_CHAIN, fields.get(0))
                        .with(CollateralPiece.ROOT_CA_CRL, fields.get(1))
                        .with(CollateralPiece.PCK_CRL, fields.get(2))
                        .with(CollateralPiece.TCB_INFO_ISSUER_CHAIN, fields.get(3))
                        .with(
                                CollateralPiece.TCB_INFO,
                                Signed.tcbInfo(fields.get(4), fields.get(5)).encoded())
                        .with(CollateralPiece.QE_IDENTITY_ISSUER_CHAIN, fields.get(6))
                        .with(
                                CollateralPiece.QE_IDENTITY,
                                Signed.enclaveIdentity(fields.get(7), fields.get(8))
                                        .encoded()));
    }

    private static void requireSignature(Bytes signature, String field) throws MalformedException {
        if (signature.length() != 64) {
            throw new MalformedException("SCALE collateral, " + field, 0, signature.length() + " bytes", "64 bytes");
        }
    }

    private static Bytes readField(ByteReader in, String field) throws MalformedException {
        int start = in.position();
        Bytes first = in.take(field + " length", 1);
        int size = lengthSize(first.at(0));
        if (size == 0) {
            throw in.malformedAt(start, field + " length", "a number of more than 30 bits", "a length of 1 to 4 bytes");
        }
        Bytes encoded = Bytes.concat(first, in.take(field + " length", size - 1));
        int length = (int) (number(encoded) >>> 2);
        if (!length(length).equals(encoded)) {
            throw in.malformedAt(start, field + " length", "a length with spare bytes", "the shortest form");
        }
        return in.take(field, length);
    }

    /** Bytes that a compact length takes; 0 for the form that is for greater numbers. */
    private static int lengthSize(int firstByte) {
        return switch (firstByte & 3) {
            case 0 -> 1;
            case 1 -> 2;
            case 2 -> 4;
            default -> 0;
        };
    }

    private static long number(Bytes encoded) {
        long number = 0;
        for (int i = encoded.length() - 1; i >= 0; i--) {
            number = (number << 8) | encoded.at(i);
        }
        return number;
    }

    private static Bytes length(int length) {
        if (length < 1 << 6) {
            return Bytes.of(new byte[] {(byte) (length << 2)});
        }
        int marked = (length << 2) | (length < 1 << 14 ? 1 : 2);
        return length < 1 << 14
                ? Bytes.of(new byte[] {(byte) marked, (byte) (marked >>> 8)})
                : Bytes.of(
                        new byte[] {(byte) marked, (byte) (marked >>> 8), (byte) (marked >>> 16), (byte) (marked >>> 24)
                        });
    }

    @Override
    public String format() {
        return "collateral in SCALE, as stored by dcap-qvl and Phala";
    }

    /** Written anew from the fields; all collateral that could be parsed gives the same bytes again. */
    @Override
    public Bytes encoded() {
        Bytes[] parts = new Bytes[2 * fields.size()];
        for (int i = 0; i < fields.size(); i++) {
            parts[2 * i] = length(fields.get(i).length());
            parts[2 * i + 1] = fields.get(i);
        }
        return Bytes.concat(parts);
    }

    @Override
    public Collateral collateral() {
        return collateral;
    }

    /** None: the quote is kept apart. */
    @Override
    public Optional<Quote> quote() {
        return Optional.empty();
    }
}
