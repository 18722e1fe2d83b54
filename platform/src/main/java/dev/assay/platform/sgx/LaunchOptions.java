package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an enclave is launched with. None of it is part of its measurement.
 *
 * @param debug whether a debugger may look inside, which makes its reports worthless to others
 * @param provisionKey whether it may derive the provisioning key, for which Linux wants {@code /dev/sgx_provision}
 */
public record LaunchOptions(boolean debug, boolean provisionKey) {

    /** The processor's x87 and SSE state, which every enclave has to allow. */
    static final long XFRM = 3;

    /** Nothing but the registers is saved when the enclave is interrupted. */
    static final int MISC_SELECT = 0;

    private static final long DEBUG = 1 << 1;
    private static final long MODE64 = 1 << 2;
    private static final long PROVISION_KEY = 1 << 4;

    /** As enclaves run that others are to trust. */
    public static LaunchOptions production() {
        return new LaunchOptions(false, false);
    }

    public LaunchOptions withDebug() {
        return new LaunchOptions(true, provisionKey);
    }

    public LaunchOptions withProvisionKey() {
        return new LaunchOptions(debug, true);
    }

    /** The flags of ATTRIBUTES (Intel SDM, volume 3D, 37.7.1). */
    long flags() {
        return MODE64 | (debug ? DEBUG : 0) | (provisionKey ? PROVISION_KEY : 0);
    }

    /** ATTRIBUTES: flags and XFRM, 16 bytes. */
    Bytes attributes() {
        return Bytes.of(ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(flags())
                .putLong(XFRM)
                .array());
    }
}
