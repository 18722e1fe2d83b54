package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What to tell those who still want EPID quotes.
 *
 * <p>{@link LegacyAesm} can ask for one where the old plugins are installed; nobody can verify it any more.
 */
public final class EpidQuotes {

    private static final int SIGNATURE_LENGTH = 432;
    private static final int SIGNATURE = SIGNATURE_LENGTH + 4;

    private EpidQuotes() {}

    /** Why there are none, and what to do on this machine. */
    public static QuoteException ended(String place) {
        return new QuoteException(
                Reason.UNSUPPORTED,
                place + " offers EPID keys only; EPID has ended: Intel shut the service that verified such quotes in"
                        + " 2025, and no setting brings it back",
                "see whether `grep -wo sgx_lc /proc/cpuinfo` finds it; if so, " + migration()
                        + "; a processor without it has no path to DCAP and has to be replaced");
    }

    private static String migration() {
        return "`sudo apt remove libsgx-aesm-epid-plugin libsgx-aesm-launch-plugin`, `sudo apt install"
                + " libsgx-aesm-ecdsa-plugin libsgx-aesm-quote-ex-plugin libsgx-dcap-default-qpl`, set 'default quoting type ="
                + " ecdsa_256' in /etc/aesmd.conf and pccs_url in /etc/sgx_default_qcnl.conf, `sudo systemctl restart"
                + " aesmd`";
    }

    /** Whether {@code ids} are all of EPID, which is how AESM looks before it is migrated. */
    static boolean isAllThereIs(List<AttestationKeyId> ids) {
        return !ids.isEmpty() && ids.stream().allMatch(AttestationKeyId::isEpid);
    }

    /**
     * The EPID quote that {@code padded} begins with; empty if that is not all there.
     *
     * <p>Source: {@code sgx_quote_t} in intel/linux-sgx, common/inc/sgx_quote.h: the signature's length is at 432.
     */
    static Optional<Bytes> withoutPadding(Bytes padded) {
        if (padded.length() < SIGNATURE) {
            return Optional.empty();
        }
        long length = SIGNATURE + padded.uint32(SIGNATURE_LENGTH);
        return length <= padded.length() ? Optional.of(padded.slice(0, (int) length)) : Optional.empty();
    }
}
