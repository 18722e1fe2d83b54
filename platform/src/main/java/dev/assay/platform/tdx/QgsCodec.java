package dev.assay.platform.tdx;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.tdx.QgsMessage.CollateralRequest;
import dev.assay.platform.tdx.QgsMessage.CollateralResponse;
import dev.assay.platform.tdx.QgsMessage.Failure;
import dev.assay.platform.tdx.QgsMessage.PlatformInfoRequest;
import dev.assay.platform.tdx.QgsMessage.PlatformInfoResponse;
import dev.assay.platform.tdx.QgsMessage.QuoteRequest;
import dev.assay.platform.tdx.QgsMessage.QuoteResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of {@link QgsMessage}s. */
final class QgsCodec {

    static final int HEADER_SIZE = 16;

    /** The only one there is. */
    private static final int MAJOR = 1;

    /** Peers take any. Asked in version 0, newer services pad collateral with four bytes. */
    private static final int MINOR = 1;

    private static final int MINOR_WITH_PADDING = 0;
    private static final int PADDING = 4;

    private QgsCodec() {}

    /** @param error 0 in requests and wherever it went well */
    private record Header(int minor, int type, long error) {}

    static Bytes encode(QgsMessage message) {
        return switch (message) {
            case QuoteRequest request -> request(request.type(), request.report(), request.ids());
            case QuoteResponse response -> request(response.type(), response.selectedId(), response.quote());
            case CollateralRequest request -> request(request.type(), request.fmspc(), request.ca());
            case CollateralResponse response -> collateral(response);
            case PlatformInfoRequest request -> message(request.type(), 0, Bytes.EMPTY);
            case PlatformInfoResponse response ->
                message(
                        response.type(),
                        0,
                        Bytes.concat(
                                uint16(response.tdQeSvn()),
                                uint16(response.pceSvn()),
                                uint32(response.platformId().length()),
                                uint32(response.cpuSvn().length()),
                                response.platformId(),
                                response.cpuSvn()));
            case Failure failure -> message(failure.type(), failure.code(), Bytes.EMPTY);
        };
    }

    static QgsMessage parse(Bytes message) throws MalformedException {
        ByteReader in = ByteReader.over("QGS message", message);
        return body(in, header(in, message.length()));
    }

    /** The same for a message whose type is known. */
    static QgsMessage parse(Bytes message, int type) throws MalformedException {
        ByteReader in = ByteReader.over("QGS message", message);
        Header header = header(in, message.length());
        if (header.type() != type) {
            throw in.malformedAt(4, "type", Integer.toString(header.type()), Integer.toString(type));
        }
        return body(in, header);
    }

    private static QgsMessage body(ByteReader in, Header header) throws MalformedException {
        if (header.error() != 0) {
            // What a failure has in its body are lengths of nothing.
            return new Failure(header.type(), header.error());
        }
        QgsMessage parsed = switch (header.type()) {
            case QuoteRequest.TYPE -> quoteRequest(in);
            case QuoteResponse.TYPE -> quoteResponse(in);
            case CollateralRequest.TYPE -> collateralRequest(in);
            case CollateralResponse.TYPE -> collateralResponse(in, header.minor());
            case PlatformInfoRequest.TYPE -> new PlatformInfoRequest();
            default -> platformInfo(in);
        };
        in.end("end");
        return parsed;
    }

    private static Header header(ByteReader in, int length) throws MalformedException {
        int major = in.uint16("major version");
        if (major != MAJOR) {
            throw in.malformedAt(0, "major version", Integer.toString(major), Integer.toString(MAJOR));
        }
        int minor = in.uint16("minor version");
        long type = in.uint32("type");
        if (type > PlatformInfoResponse.TYPE) {
            throw in.malformedAt(4, "type", Long.toString(type), "0 to " + PlatformInfoResponse.TYPE);
        }
        long size = in.uint32("size");
        if (size != length) {
            throw in.malformedAt(8, "size", size + " bytes", "the " + length + " bytes that arrived");
        }
        return new Header(minor, (int) type, in.uint32("error code"));
    }

    private static QuoteRequest quoteRequest(ByteReader in) throws MalformedException {
        long report = in.uint32("report size");
        long ids = in.uint32("id list size");
        return new QuoteRequest(in.take("report", report), in.take("id list", ids));
    }

    private static QuoteResponse quoteResponse(ByteReader in) throws MalformedException {
        long id = in.uint32("selected id size");
        long quote = in.uint32("quote size");
        if (quote == 0) {
            throw in.malformedAt(HEADER_SIZE + 4, "quote size", "0 bytes without an error code", "a quote");
        }
        return new QuoteResponse(in.take("selected id", id), in.take("quote", quote));
    }

    private static CollateralRequest collateralRequest(ByteReader in) throws MalformedException {
        long fmspc = in.uint32("FMSPC size");
        long ca = in.uint32("CA size");
        return new CollateralRequest(in.take("FMSPC", fmspc), in.take("CA", ca));
    }

    private static CollateralResponse collateralResponse(ByteReader in, int minor) throws MalformedException {
        int majorOfCollateral = in.uint16("collateral's major version");
        int minorOfCollateral = in.uint16("collateral's minor version");
        long[] sizes = new long[7];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = in.uint32("size of piece " + i);
        }
        CollateralResponse response = new CollateralResponse(
                majorOfCollateral,
                minorOfCollateral,
                in.take("PCK CRL issuer chain", sizes[0]),
                in.take("root CA CRL", sizes[1]),
                in.take("PCK CRL", sizes[2]),
                in.take("TCB info issuer chain", sizes[3]),
                in.take("TCB info", sizes[4]),
                in.take("QE identity issuer chain", sizes[5]),
                in.take("QE identity", sizes[6]));
        if (minor == MINOR_WITH_PADDING && in.remaining() == PADDING) {
            in.rest();
        }
        return response;
    }

    private static PlatformInfoResponse platformInfo(ByteReader in) throws MalformedException {
        int tdQeSvn = in.uint16("TD QE ISVSVN");
        int pceSvn = in.uint16("PCE ISVSVN");
        long platformId = in.uint32("platform id size");
        long cpuSvn = in.uint32("CPUSVN size");
        return new PlatformInfoResponse(tdQeSvn, pceSvn, in.take("platform id", platformId), in.take("CPUSVN", cpuSvn));
    }

    private static Bytes collateral(CollateralResponse response) {
        Bytes[] pieces = {
            response.pckCrlIssuerChain(),
            response.rootCaCrl(),
            response.pckCrl(),
            response.tcbInfoIssuerChain(),
            response.tcbInfo(),
            response.qeIdentityIssuerChain(),
            response.qeIdentity()
        };
        Bytes sizes = Bytes.EMPTY;
        for (Bytes piece : pieces) {
            sizes = Bytes.concat(sizes, uint32(piece.length()));
        }
        return message(
                response.type(),
                0,
                Bytes.concat(uint16(response.major()), uint16(response.minor()), sizes, Bytes.concat(pieces)));
    }

    /** Two sizes, then what has them. */
    private static Bytes request(int type, Bytes first, Bytes second) {
        return message(type, 0, Bytes.concat(uint32(first.length()), uint32(second.length()), first, second));
    }

    private static Bytes message(int type, long error, Bytes body) {
        return Bytes.concat(
                uint16(MAJOR), uint16(MINOR), uint32(type), uint32(HEADER_SIZE + body.length()), uint32(error), body);
    }

    private static Bytes uint16(int value) {
        return little(2, value);
    }

    private static Bytes uint32(long value) {
        return little(4, value);
    }

    private static Bytes little(int size, long value) {
        ByteBuffer number =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return Bytes.of(number.array()).slice(0, size);
    }
}
