package dev.assay.quote;

import dev.assay.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * The report body of a trust domain; the three forms begin alike and grow at the end.
 *
 * <p>Measurements are 48 bytes, SHA-384.
 */
public sealed interface TdReport extends QuoteBody permits TdReport10, TdReport15, TdReport15Extended {

    /** 16 bytes, one SVN each, of the TDX module when the domain was launched; byte 1 is the module's version. */
    default Bytes teeTcbSvn() {
        return encoded().slice(TdReport10.TEE_TCB_SVN, 16);
    }

    /** Measurement of the TDX module. */
    default Bytes mrSeam() {
        return encoded().slice(TdReport10.MR_SEAM, 48);
    }

    /** Measurement of the TDX module's signer; zero for Intel's. */
    default Bytes mrSignerSeam() {
        return encoded().slice(TdReport10.MR_SIGNER_SEAM, 48);
    }

    /** 8 bytes; zero for a module of production. */
    default Bytes seamAttributes() {
        return encoded().slice(TdReport10.SEAM_ATTRIBUTES, 8);
    }

    default TdAttributes tdAttributes() {
        return new TdAttributes(encoded().slice(TdReport10.TD_ATTRIBUTES, TdAttributes.SIZE));
    }

    /** 8 bytes: extended processor features that the domain may use, as in XCR0. */
    default Bytes xfam() {
        return encoded().slice(TdReport10.XFAM, 8);
    }

    /** Measurement of what the domain was built from; it identifies the virtual firmware. */
    default Bytes mrTd() {
        return encoded().slice(TdReport10.MR_TD, 48);
    }

    /** Chosen by whoever configured the domain, not by its owner. */
    default Bytes mrConfigId() {
        return encoded().slice(TdReport10.MR_CONFIG_ID, 48);
    }

    /** Names the domain's owner. */
    default Bytes mrOwner() {
        return encoded().slice(TdReport10.MR_OWNER, 48);
    }

    /** Chosen by the owner. */
    default Bytes mrOwnerConfig() {
        return encoded().slice(TdReport10.MR_OWNER_CONFIG, 48);
    }

    /** The four measurement registers that the domain extends while it runs. */
    default List<Bytes> rtMrs() {
        return List.of(
                encoded().slice(TdReport10.RT_MR, 48),
                encoded().slice(TdReport10.RT_MR + 48, 48),
                encoded().slice(TdReport10.RT_MR + 96, 48),
                encoded().slice(TdReport10.RT_MR + 144, 48));
    }

    @Override
    default Bytes reportData() {
        return encoded().slice(TdReport10.REPORT_DATA, 64);
    }

    /**
     * From TDX 1.5 on, 16 bytes: the SVNs of the TDX module that runs now; it may have been updated under the running
     * domain.
     */
    default Optional<Bytes> teeTcbSvn2() {
        return since15(TdReport15.TEE_TCB_SVN_2, 16);
    }

    /** From TDX 1.5 on: measurement of the service TDs bound to the domain; zero where there is none. */
    default Optional<Bytes> mrServiceTd() {
        return since15(TdReport15.MR_SERVICE_TD, 48);
    }

    private Optional<Bytes> since15(int index, int length) {
        return encoded().length() < TdReport15.SIZE
                ? Optional.empty()
                : Optional.of(encoded().slice(index, length));
    }

    @Override
    default Tee tee() {
        return Tee.TDX;
    }
}
