package dev.assay.quote;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * A parsed ECDSA quote of version 3, 4 or 5.
 *
 * <p>{@code Quote.parse(bytes).encode()} gives the same bytes.
 *
 * <p><b>Your part.</b> Parsing proves nothing; see {@code dev.assay.verify.QuoteVerifier}. Do not take the bytes of a
 * quote as an identity: signatures can be made over again for the same content, and anything may trail.
 *
 * @param header the first 48 bytes
 * @param body what is attested
 * @param signature signature, attestation key and its evidence
 * @param trailing what follows the signature data; interfaces that hand out buffers of fixed size pad with zeros. It is
 *     not signed, and nothing but {@link #encode} looks at it
 */
public record Quote(QuoteHeader header, QuoteBody body, QuoteSignature signature, Bytes trailing) {

    /** Parses a quote; bytes after it are kept as {@link #trailing}. */
    public static Quote parse(Bytes bytes) throws MalformedException {
        ByteReader in = ByteReader.over("quote", bytes);
        QuoteHeader header = readHeader(in);
        QuoteBody body = header.version() == 5 ? readDescribedBody(in, header) : readBody(in, header);
        int lengthAt = in.position();
        long length = in.uint32("signature data length");
        if (length > in.remaining()) {
            throw in.malformedAt(
                    lengthAt, "signature data length", length + " bytes", "at most the " + in.remaining() + " left");
        }
        int signatureAt = in.position();
        QuoteSignature signature;
        try {
            signature = QuoteSignature.read(
                    ByteReader.over("signature data", in.take("signature data", length)), header.version());
        } catch (MalformedException e) {
            throw e.within("quote", signatureAt);
        }
        return new Quote(header, body, signature, in.rest());
    }

    /** The bytes of this quote, {@link #trailing} included. */
    public Bytes encode() {
        Bytes encodedSignature = signature.encode(header.version());
        return Bytes.concat(signedBytes(), Encoder.uint32(encodedSignature.length()), encodedSignature, trailing);
    }

    /** What {@link QuoteSignature#signature} covers: header, in version 5 the body's type and size, body. */
    public Bytes signedBytes() {
        return header.version() == 5
                ? Bytes.concat(
                        header.encoded(),
                        Encoder.uint16(body.bodyType()),
                        Encoder.uint32(body.encoded().length()),
                        body.encoded())
                : Bytes.concat(header.encoded(), body.encoded());
    }

    public Tee tee() {
        return body.tee();
    }

    private static QuoteHeader readHeader(ByteReader in) throws MalformedException {
        QuoteHeader header = new QuoteHeader(in.take("header", QuoteHeader.SIZE));
        if (header.version() < 3 || header.version() > 5) {
            throw in.malformedAt(0, "version", Integer.toString(header.version()), "3, 4 or 5");
        }
        if (header.attestationKeyType() != QuoteHeader.ECDSA_P256) {
            throw in.malformedAt(
                    2, "attestation key type", Integer.toString(header.attestationKeyType()), "2, ECDSA on P-256");
        }
        boolean known =
                header.teeType() == Tee.SGX.code() || (header.teeType() == Tee.TDX.code() && header.version() > 3);
        if (!known) {
            throw in.malformedAt(
                    4,
                    "TEE type",
                    "0x" + Long.toHexString(header.teeType()),
                    header.version() == 3 ? "0, SGX, in version 3" : "0 for SGX or 0x81 for TDX");
        }
        if (!header.qeVendorId().equals(QuoteHeader.INTEL_QE_VENDOR_ID)) {
            throw in.malformedAt(
                    12, "QE vendor id", header.qeVendorId().hex(), "Intel's, " + QuoteHeader.INTEL_QE_VENDOR_ID.hex());
        }
        return header;
    }

    private static QuoteBody readBody(ByteReader in, QuoteHeader header) throws MalformedException {
        return header.teeType() == Tee.SGX.code()
                ? new SgxReport(in.take("SGX report", SgxReport.SIZE))
                : new TdReport10(in.take("TD report", TdReport10.SIZE));
    }

    /** Version 5 says which body follows and how long it is; both must agree with each other and the TEE type. */
    private static QuoteBody readDescribedBody(ByteReader in, QuoteHeader header) throws MalformedException {
        int start = in.position();
        int type = in.uint16("body type");
        long size = in.uint32("body size");
        int expectedSize = switch (type) {
            case 1 -> SgxReport.SIZE;
            case 2 -> TdReport10.SIZE;
            case 3 -> TdReport15.SIZE;
            case 4 -> TdReport15Extended.SIZE;
            default -> throw in.malformedAt(start, "body type", Integer.toString(type), "1 to 4");
        };
        if ((type == 1) != (header.teeType() == Tee.SGX.code())) {
            throw in.malformedAt(
                    start,
                    "body type",
                    type + " with TEE type 0x" + Long.toHexString(header.teeType()),
                    "type 1 with SGX, types 2 to 4 with TDX");
        }
        if (size != expectedSize) {
            throw in.malformedAt(start + 2, "body size", size + " bytes", expectedSize + " bytes for type " + type);
        }
        Bytes body = in.take("body", size);
        return switch (type) {
            case 1 -> new SgxReport(body);
            case 2 -> new TdReport10(body);
            case 3 -> new TdReport15(body);
            default -> new TdReport15Extended(body);
        };
    }
}
