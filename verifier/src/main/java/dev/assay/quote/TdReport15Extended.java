package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * The extended report body of TDX 1.5, body type 4 of version 5.
 *
 * <p>No quote of this kind from hardware was to be had; the layout is that of Intel QVL d12717e3f1f2.
 *
 * @param encoded the 885 bytes
 */
public record TdReport15Extended(Bytes encoded) implements TdReport {

    private static final int VM_ID = TdReport15.SIZE;
    private static final int TD_ID = VM_ID + 1;
    private static final int DEV_INFO = TD_ID + 32;
    private static final int INIT_SERVICE_TD_HASH = DEV_INFO + 48;
    private static final int INIT_SERVICE_TD_ATTRIBUTES = INIT_SERVICE_TD_HASH + 48;
    private static final int INIT_CPU_SVN = INIT_SERVICE_TD_ATTRIBUTES + 8;
    private static final int INIT_TEE_TCB_SVN = INIT_CPU_SVN + 16;
    private static final int INIT_TEE_FMSPC = INIT_TEE_TCB_SVN + 16;
    private static final int CURRENT_SERVICE_TD_HASH = INIT_TEE_FMSPC + 12;
    private static final int CURRENT_SERVICE_TD_ATTRIBUTES = CURRENT_SERVICE_TD_HASH + 48;

    /** Length in bytes. */
    public static final int SIZE = CURRENT_SERVICE_TD_ATTRIBUTES + 8;

    public TdReport15Extended {
        Layout.requireSize("extended TD report 1.5", encoded, SIZE);
    }

    /** Number of the virtual machine inside a partitioned domain. */
    public int vmId() {
        return encoded.at(VM_ID);
    }

    /** 32 bytes that name the domain. */
    public Bytes tdId() {
        return encoded.slice(TD_ID, 32);
    }

    /** 48 bytes about the devices given to the domain. */
    public Bytes devInfo() {
        return encoded.slice(DEV_INFO, 48);
    }

    /** 48 bytes: hash of the service TDs bound when the domain was launched. */
    public Bytes initServiceTdHash() {
        return encoded.slice(INIT_SERVICE_TD_HASH, 48);
    }

    /** 8 bytes: attributes of the service TDs bound when the domain was launched. */
    public Bytes initServiceTdAttributes() {
        return encoded.slice(INIT_SERVICE_TD_ATTRIBUTES, 8);
    }

    /** 16 bytes: CPUSVN of the platform on which the domain was launched. */
    public Bytes initCpuSvn() {
        return encoded.slice(INIT_CPU_SVN, 16);
    }

    /** 16 bytes: SVNs of the TDX module under which the domain was launched. */
    public Bytes initTeeTcbSvn() {
        return encoded.slice(INIT_TEE_TCB_SVN, 16);
    }

    /** 12 bytes: FMSPC of the platform on which the domain was launched. */
    public Bytes initTeeFmspc() {
        return encoded.slice(INIT_TEE_FMSPC, 12);
    }

    /** 48 bytes: hash of the service TDs bound now. */
    public Bytes currentServiceTdHash() {
        return encoded.slice(CURRENT_SERVICE_TD_HASH, 48);
    }

    /** 8 bytes: attributes of the service TDs bound now. */
    public Bytes currentServiceTdAttributes() {
        return encoded.slice(CURRENT_SERVICE_TD_ATTRIBUTES, 8);
    }

    @Override
    public int bodyType() {
        return 4;
    }
}
