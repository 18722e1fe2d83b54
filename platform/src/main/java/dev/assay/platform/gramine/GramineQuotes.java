package dev.assay.platform.gramine;

import dev.assay.platform.Deadline;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.files.FileClerk;
import dev.assay.platform.files.FileError;
import dev.assay.platform.files.Visit;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Quotes from Gramine's {@code /dev/attestation}, about the SGX enclave that this process runs in. */
public final class GramineQuotes {

    /** Where Gramine has its files. */
    static final String FOLDER = "/dev/attestation";

    private static final Duration DETECTION = Duration.ofSeconds(2);
    private static final int TYPE_LIMIT = 64;
    private static final String SETTING = "set sgx.remote_attestation = \"dcap\" in the manifest, and sign it anew";

    private GramineQuotes() {}

    /**
     * What there is of it on {@code host}.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        Path folder = host.path(FOLDER);
        String place = folder.toString();
        boolean hasType = Files.exists(folder.resolve("attestation_type"));
        boolean hasQuote = Files.exists(folder.resolve("quote"));
        if (!Files.isDirectory(folder)) {
            return new Detected.Absent(
                    Kind.GRAMINE,
                    place,
                    new QuoteException(
                            Reason.ABSENT,
                            "no " + place + ": this process does not run under Gramine",
                            "only if it should: start it with gramine-sgx"));
        }
        if (!hasType && !hasQuote) {
            return new Detected.Absent(
                    Kind.GRAMINE,
                    place,
                    new QuoteException(
                            Reason.ABSENT,
                            place + " has neither attestation_type nor quote: Gramine runs without SGX",
                            "start the program with gramine-sgx instead of gramine-direct"));
        }
        try {
            String type = hasType
                    ? FileClerk.lookingAt(folder).serve(Deadline.in(DETECTION), visit -> type(visit, folder))
                    : "not told";
            requireUsable(type, hasQuote, place);
            return new Detected.Usable(
                    Kind.GRAMINE,
                    place,
                    "remote attestation of type " + type,
                    () -> new GramineSource(folder, patience));
        } catch (QuoteException problem) {
            return new Detected.Broken(Kind.GRAMINE, place, problem);
        }
    }

    private static String type(Visit visit, Path folder) throws QuoteException {
        try {
            return visit.read(folder.resolve("attestation_type"), TYPE_LIMIT)
                    .utf8()
                    .strip()
                    .replaceAll("[^ -~]", "?");
        } catch (IOException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            visit.step() + ": " + FileError.describe(e),
                            "look into Gramine's log: loader.log_level = \"debug\" in the manifest")
                    .causedBy(e);
        }
    }

    private static void requireUsable(String type, boolean hasQuote, String place) throws QuoteException {
        switch (type) {
            case "none" ->
                throw new QuoteException(
                        Reason.ABSENT, "attestation_type in " + place + " is none: nothing here makes quotes", SETTING);
            case "epid" ->
                throw new QuoteException(
                        Reason.UNSUPPORTED,
                        "attestation_type in " + place + " is epid, which Intel ended in April 2025",
                        SETTING);
            case "dcap", "not told" -> {
                if (!hasQuote) {
                    throw new QuoteException(
                            Reason.BROKEN,
                            place + " has no quote, though attestation_type is " + type,
                            "look for what was mounted over /dev/attestation: fs.mounts in the manifest");
                }
            }
            default ->
                throw new QuoteException(
                        Reason.UNSUPPORTED,
                        "attestation_type in " + place + " is \"" + type + "\", known are none, epid and dcap",
                        SETTING);
        }
    }
}
