package dev.assay.platform.gramine;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Deadline;
import dev.assay.platform.files.FileClerk;
import dev.assay.platform.files.FileError;
import dev.assay.platform.files.OverlongException;
import dev.assay.platform.files.Requests;
import dev.assay.platform.files.Visit;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.ReportData;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;

/** One after the other into the files that a process has only one of each. */
final class GramineFiles {

    private final Path folder;
    private final Duration patience;
    private final Requests requests;

    GramineFiles(Path folder, Duration patience) {
        this.folder = folder;
        this.patience = patience;
        this.requests = new Requests(FileClerk.at(folder), folder.toString());
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    /** What is done when it is one's turn. */
    @FunctionalInterface
    interface Work {
        Bytes with(Visit visit) throws IOException, QuoteException;
    }

    /** The result of {@code work}, during which nobody else of this process is at the files. */
    Bytes serve(Work work) throws QuoteException {
        return requests.serve(Deadline.in(patience), visit -> {
            try {
                return work.with(visit);
            } catch (IOException e) {
                throw failure(e, visit);
            }
        });
    }

    void write(Visit visit, String name, Bytes bytes) throws IOException {
        visit.write(folder.resolve(name), bytes);
    }

    Bytes read(Visit visit, String name, int limit) throws IOException {
        return visit.read(folder.resolve(name), limit);
    }

    void requireBound(String name, Bytes found, ReportData requested) throws QuoteException {
        if (!found.equals(requested.bytes())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    path(name) + " is about report data " + found + ", requested was " + requested,
                    "keep other code in this process from writing " + path("user_report_data")
                            + ": there is one for all");
        }
    }

    private static QuoteException failure(IOException failure, Visit visit) {
        String problem = visit.step() + ": " + FileError.describe(failure);
        if (failure instanceof ClosedChannelException) {
            return new QuoteException(Reason.ABSENT, "given up while " + visit.step(), "open the source anew")
                    .causedBy(failure);
        }
        if (failure instanceof OverlongException) {
            return new QuoteException(
                            Reason.BROKEN, problem, "look for what was mounted over /dev/attestation in the manifest")
                    .causedBy(failure);
        }
        // Whatever went wrong outside of the enclave, Gramine tells EACCES; only its log has the reason.
        boolean told = FileError.EACCES.isOf(failure);
        return new QuoteException(
                        told ? Reason.REFUSED : Reason.BROKEN,
                        FileError.of(failure).map(FileError::name).orElse(""),
                        problem + (told ? ", which is what Gramine says whatever the reason" : ""),
                        "see whether the host makes quotes (systemctl status aesmd, /var/run/aesmd mounted into the"
                                + " container), and look into Gramine's log: loader.log_level = \"debug\"")
                .causedBy(failure);
    }

    void close() {
        requests.close();
    }
}
