package dev.assay.platform.tdx;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * What is said to a quote generation service (QGS), and what it answers.
 *
 * <p>Every message is a header of 16 bytes and a body, all numbers little-endian; on a socket a {@link QgsFrame} is
 * around it. Source: Intel DCAP, {@code QuoteGeneration/quote_wrapper/qgs_msg_lib/inc/qgs_msg_lib.h}.
 */
sealed interface QgsMessage {

    /** The number in the header. */
    int type();

    /** The whole message, its header included. */
    default Bytes encode() {
        return QgsCodec.encode(this);
    }

    /** Reads a whole message, without the frame. */
    static QgsMessage parse(Bytes message) throws MalformedException {
        return QgsCodec.parse(message);
    }

    /** Reads the answer to this request; a message of any other type is refused. */
    default QgsMessage parseAnswer(Bytes message) throws MalformedException {
        return QgsCodec.parse(message, type() + 1);
    }

    /**
     * Asks for a quote.
     *
     * @param report a TDREPORT of 1024 bytes
     * @param ids attestation keys that the caller would take; empty for the service's choice
     */
    record QuoteRequest(Bytes report, Bytes ids) implements QgsMessage {
        static final int TYPE = 0;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * A quote.
     *
     * @param selectedId which of the offered keys it was made with; empty if none were offered
     * @param quote at least one byte
     */
    record QuoteResponse(Bytes selectedId, Bytes quote) implements QgsMessage {
        static final int TYPE = 1;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * Asks for collateral.
     *
     * @param fmspc 6 bytes
     * @param ca {@code platform} or {@code processor} and a NUL byte
     */
    record CollateralRequest(Bytes fmspc, Bytes ca) implements QgsMessage {
        static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Collateral for TDX quotes, as the service's library got it; {@code major} 3 or 4 says in which form. */
    record CollateralResponse(
            int major,
            int minor,
            Bytes pckCrlIssuerChain,
            Bytes rootCaCrl,
            Bytes pckCrl,
            Bytes tcbInfoIssuerChain,
            Bytes tcbInfo,
            Bytes qeIdentityIssuerChain,
            Bytes qeIdentity)
            implements QgsMessage {
        static final int TYPE = 3;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * Asks what the platform is. A thread of the service that is asked this first sets itself up without an attestation
     * key, and makes a new one for the next quote ({@code qgs_ql_logic.cpp}); so this is no probe.
     */
    record PlatformInfoRequest() implements QgsMessage {
        static final int TYPE = 4;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * What the platform is.
     *
     * @param tdQeSvn ISVSVN of the TD quoting enclave
     * @param pceSvn ISVSVN of the provisioning certification enclave
     */
    record PlatformInfoResponse(int tdQeSvn, int pceSvn, Bytes platformId, Bytes cpuSvn) implements QgsMessage {
        static final int TYPE = 5;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * The service could not.
     *
     * @param type of the response that this stands in for: 1, 3 or 5
     * @param code as in {@link QgsError}, never 0
     */
    record Failure(int type, long code) implements QgsMessage {}
}
