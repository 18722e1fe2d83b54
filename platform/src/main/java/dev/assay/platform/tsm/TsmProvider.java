package dev.assay.platform.tsm;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;

/** Who makes what an entry hands out, by the name that the kernel's driver has. */
enum TsmProvider {
    TDX("tdx_guest", "quotes of an Intel TDX guest"),
    SNP("sev_guest", "raw reports of an AMD SEV-SNP guest, which are not verified yet");

    private final String label;
    private final String what;

    TsmProvider(String label, String what) {
        this.label = label;
        this.what = what;
    }

    String label() {
        return label;
    }

    String what() {
        return what;
    }

    static TsmProvider of(String label) throws QuoteException {
        for (TsmProvider provider : values()) {
            if (provider.label.equals(label)) {
                return provider;
            }
        }
        throw new QuoteException(
                Reason.UNSUPPORTED,
                "the provider of configfs-tsm is \"" + printable(label) + "\", known are tdx_guest and sev_guest",
                "use a tool of that platform; Assay verifies Intel's quotes");
    }

    private static String printable(String label) {
        String start = label.length() > 40 ? label.substring(0, 40) + "..." : label;
        return start.replaceAll("[^ -~]", "?");
    }
}
