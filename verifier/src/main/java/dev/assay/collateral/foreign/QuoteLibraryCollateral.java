package dev.assay.collateral.foreign;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.quote.Quote;
import dev.assay.quote.Tee;
import java.util.List;
import java.util.Optional;

/**
 * The collateral structure of Intel's quote provider library as it lay in the memory of a 64-bit process, with the pieces
 * behind it. Open Enclave keeps endorsements for TDX in this form.
 *
 * <p>Layout, little-endian: major version (2 bytes) · minor version (2) · TEE type (4) · seven times: address (8), size
 * (4), padding (4) · the seven pieces one after the other. Addresses mean nothing outside of that process and are not
 * read. Texts end in a NUL byte, which their size counts and {@link #collateral} leaves out.
 *
 * <p>Source: Intel DCAP, {@code sgx_ql_lib_common.h}, {@code sgx_ql_qve_collateral_t}.
 */
public final class QuoteLibraryCollateral implements ForeignBundle {

    private static final int VERSION_AND_TEE = 2 + 2 + 4;
    private static final int POINTER = 8 + 4 + 4;

    private static final List<CollateralPiece> ORDER = List.of(
            CollateralPiece.PCK_CRL_ISSUER_CHAIN,
            CollateralPiece.ROOT_CA_CRL,
            CollateralPiece.PCK_CRL,
            CollateralPiece.TCB_INFO_ISSUER_CHAIN,
            CollateralPiece.TCB_INFO,
            CollateralPiece.QE_IDENTITY_ISSUER_CHAIN,
            CollateralPiece.QE_IDENTITY);

    private static final int HEADER = VERSION_AND_TEE + ORDER.size() * POINTER;

    private final Bytes encoded;
    private final Collateral collateral;

    private QuoteLibraryCollateral(Bytes encoded, Collateral collateral) {
        this.encoded = encoded;
        this.collateral = collateral;
    }

    /** The version and TEE type of the structure, and sizes that add up to what follows it. */
    static boolean isLike(Bytes bytes) {
        if (bytes.length() < HEADER) {
            return false;
        }
        int major = bytes.uint16(0);
        long tee = bytes.uint32(4);
        if ((major != 1 && major != 3 && major != 4) || bytes.uint16(2) > 1) {
            return false;
        }
        long total = HEADER;
        for (int i = 0; i < ORDER.size(); i++) {
            total += bytes.uint32(sizeAt(i));
        }
        return (tee == Tee.SGX.code() || tee == Tee.TDX.code()) && total == bytes.length();
    }

    /** Parses the structure and the pieces behind it, which must fill {@code bytes}. */
    public static QuoteLibraryCollateral parse(Bytes bytes) throws MalformedException {
        if (!isLike(bytes)) {
            throw new MalformedException(
                    "quote library collateral",
                    0,
                    bytes.length() + " bytes of another form",
                    "a structure of version 1, 3 or 4 whose sizes add up");
        }
        ByteReader in = ByteReader.over("quote library collateral", bytes);
        in.take("header", HEADER);
        Collateral collateral = Collateral.none();
        for (int i = 0; i < ORDER.size(); i++) {
            CollateralPiece piece = ORDER.get(i);
            Bytes content = in.take(piece.title(), bytes.uint32(sizeAt(i)));
            if (!content.isEmpty()) {
                collateral = collateral.with(piece, withoutNul(content));
            }
        }
        in.end("end");
        return new QuoteLibraryCollateral(bytes, collateral);
    }

    private static int sizeAt(int index) {
        return VERSION_AND_TEE + index * POINTER + 8;
    }

    private static Bytes withoutNul(Bytes content) {
        boolean terminated = content.at(content.length() - 1) == 0;
        boolean der = content.at(0) == 0x30 && content.length() > 1 && content.at(1) >= 0x80;
        return terminated && !der ? content.slice(0, content.length() - 1) : content;
    }

    /** 1: CRLs are PEM; 3 and 4: hex of DER, or DER, as {@link #minorVersion} says. */
    public int majorVersion() {
        return encoded.uint16(0);
    }

    /** From major version 3 on, 0: CRLs are hex of DER; 1: DER. */
    public int minorVersion() {
        return encoded.uint16(2);
    }

    /** What the collateral is for. */
    public Tee tee() {
        return encoded.uint32(4) == Tee.SGX.code() ? Tee.SGX : Tee.TDX;
    }

    @Override
    public String format() {
        return "Intel quote provider library collateral, as stored by Open Enclave";
    }

    @Override
    public Bytes encoded() {
        return encoded;
    }

    @Override
    public Collateral collateral() {
        return collateral;
    }

    /** None: the structure has no place for it. */
    @Override
    public Optional<Quote> quote() {
        return Optional.empty();
    }
}
