package dev.assay.platform.tsm;

import dev.assay.platform.Deadline;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.files.FileClerk;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Quotes from Linux' configfs-tsm, 6.7 and later: of TDX guests, and raw reports of SEV-SNP guests. */
public final class TsmQuotes {

    /** Where entries are made. */
    static final String FOLDER = "/sys/kernel/config/tsm/report";

    /** Names an entry that was made for this process, as Intel's {@code libtdx_attest} has it. */
    static final String ENTRY_VARIABLE = "DCAP_TDX_QUOTE_CONFIGFS_PATH";

    private static final Duration DETECTION = Duration.ofSeconds(2);

    private TsmQuotes() {}

    /**
     * What there is of it on {@code host}. An entry is made and removed on the way, for only an entry tells whose quotes
     * they would be, and only making one tells whether this process may. That leaves everything as it was: the kernel asks
     * neither module nor host before outblob is read, and counts no entries. A process that is killed in between leaves its
     * entry behind, which the next detection names.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        Path folder = host.path(FOLDER);
        Optional<Path> given = Optional.ofNullable(host.environment().get(ENTRY_VARIABLE))
                .filter(path -> path.startsWith("/"))
                .map(host::path);
        String place = given.map(Path::toString).orElse(folder.toString());
        // Into a container the entry may have been mounted alone.
        if (given.isEmpty() && !Files.isDirectory(folder)) {
            return new Detected.Absent(Kind.TSM, place, absence(host));
        }
        TsmEntries entries = new TsmEntries(folder, given);
        try {
            TsmProvider provider = FileClerk.lookingAt(folder).serve(Deadline.in(DETECTION), entries::provider);
            return new Detected.Usable(
                    Kind.TSM,
                    place,
                    provider.what() + (given.isEmpty() ? leftBehind(entries.strays()) : ""),
                    () -> new TsmSource(entries, place, patience));
        } catch (QuoteException problem) {
            return problem.reason() == Reason.ABSENT && given.isEmpty()
                    ? new Detected.Absent(Kind.TSM, place, problem)
                    : new Detected.Broken(Kind.TSM, place, problem);
        }
    }

    private static String leftBehind(List<String> strays) {
        return strays.isEmpty()
                ? ""
                : "; entries of other processes of Assay are there, to be removed with rmdir if those were killed: "
                        + String.join(", ", strays);
    }

    private static QuoteException absence(Host host) {
        String missing;
        String advice;
        if (!Files.isDirectory(host.path("/sys/kernel/config"))) {
            missing = "no /sys/kernel/config: this kernel has no configfs, or its module is not loaded";
            advice = "modprobe configfs && mount -t configfs none /sys/kernel/config";
        } else if (!Files.isDirectory(host.path("/sys/kernel/config/tsm"))) {
            missing =
                    "no /sys/kernel/config/tsm: configfs is not mounted, the kernel is older than 6.7, or no driver of"
                            + " a confidential guest is loaded";
            advice =
                    "mount -t configfs none /sys/kernel/config, then modprobe tdx_guest (on Ubuntu's cloud kernels after"
                            + " apt install linux-modules-extra-$(uname -r))";
        } else {
            missing = "no " + FOLDER + ", though there is /sys/kernel/config/tsm";
            advice = "modprobe tdx_guest, or sev-guest on AMD";
        }
        boolean isGuest = Files.exists(host.path("/dev/tdx_guest"));
        return new QuoteException(
                Reason.ABSENT,
                missing,
                isGuest
                        ? advice + "; there is /dev/tdx_guest, so this is a TDX guest: use Linux 6.7 or later"
                        : "only if this is a TDX or SEV-SNP guest: " + advice);
    }
}
