package dev.assay.platform.tpm;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.files.FileError;
import dev.assay.platform.files.Visit;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A TPM 2.0 behind its device, {@code /dev/tpmrm0}: a command is written in one piece, its answer read in one piece.
 *
 * <p>For one thread, which is the one of a {@link Visit}: Linux finishes a command that it has begun before it lets go of
 * the file, which can take longer than anybody wants to wait. When the visit is given up, a waiting call fails as timed
 * out.
 */
public final class Tpm implements AutoCloseable {

    /** What is read or written at a time if the TPM does not say; every TPM takes as much (Part 2, section 10.4.9). */
    private static final int NV_BUFFER = 1024;

    /** An answer of so many bytes of data still fits into {@link TpmCommand#MAX_SIZE}. */
    private static final int NV_BUFFER_LIMIT = 2048;

    /** How often a command is sent that the TPM wants to have again. */
    private static final int TRIES = 8;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String place;
    private final ByteChannel device;
    private final Visit visit;
    private int chunk;

    private Tpm(String place, ByteChannel device, Visit visit) {
        this.place = place;
        this.device = device;
        this.visit = visit;
    }

    /**
     * Opens the device.
     *
     * @param place for messages: {@code /dev/tpmrm0}
     * @param visit whose deadline is that of all that is asked of it
     */
    public static Tpm open(Path path, String place, Visit visit) throws QuoteException {
        visit.begin("opening " + place);
        try {
            return new Tpm(
                    place,
                    visit.hold(Files.newByteChannel(path, StandardOpenOption.READ, StandardOpenOption.WRITE)),
                    visit);
        } catch (NoSuchFileException e) {
            throw new QuoteException(
                            Reason.ABSENT,
                            "there is no " + place,
                            "in a container, pass the device in: docker run --device " + place)
                    .causedBy(e);
        } catch (AccessDeniedException e) {
            throw new QuoteException(
                            Reason.DENIED,
                            place + " may not be opened by this user",
                            "run as root, or join the device's group and log in again: sudo usermod -aG tss $USER")
                    .causedBy(e);
        } catch (FileSystemException e) {
            // EPERM comes of a container's list of devices, whoever asks.
            throw FileError.EPERM.isOf(e)
                    ? new QuoteException(
                                    Reason.DENIED,
                                    place + " may not be opened in this container",
                                    "pass the device in: docker run --device " + place)
                            .causedBy(e)
                    : cannotOpen(place, e);
        } catch (IOException e) {
            throw cannotOpen(place, e);
        }
    }

    /** What an index is like. */
    public NvPublic nvReadPublic(int index) throws TpmRefusal, QuoteException {
        TpmCommand command = TpmCommand.nvReadPublic(index);
        try {
            NvPublic found = ask(command).nvPublic();
            if (found.index() != index) {
                throw new MalformedException(
                        "answer to " + command, 0, TpmCommand.index(found.index()), TpmCommand.index(index));
            }
            return found;
        } catch (MalformedException e) {
            throw broken(e);
        }
    }

    /** {@code length} bytes from {@code offset} on, in as many pieces as it takes. */
    public Bytes nvRead(int index, int offset, int length) throws TpmRefusal, QuoteException {
        Bytes[] pieces = new Bytes[(length + chunk() - 1) / chunk()];
        for (int i = 0; i < pieces.length; i++) {
            int done = i * chunk();
            int wanted = Math.min(chunk(), length - done);
            TpmCommand command = TpmCommand.nvRead(index, wanted, offset + done);
            try {
                Bytes data = ask(command).data();
                if (data.length() != wanted) {
                    throw new MalformedException(
                            "answer to " + command + ", data", 0, data.length() + " bytes", wanted + " bytes");
                }
                pieces[i] = data;
            } catch (MalformedException e) {
                throw broken(e);
            }
        }
        return Bytes.concat(pieces);
    }

    /** {@code data} to the start of an index. */
    public void nvWrite(int index, Bytes data) throws TpmRefusal, QuoteException {
        perform(TpmCommand.nvWrite(index, data, 0));
    }

    /** A new index of the owner's, without a password. */
    public void nvDefineSpace(int index, int size, int attributes) throws TpmRefusal, QuoteException {
        perform(TpmCommand.nvDefineSpace(index, size, attributes));
    }

    @Override
    public void close() {
        try {
            device.close();
        } catch (IOException e) {
            // The descriptor is gone all the same, and nothing that was written waits for it.
        }
    }

    private void perform(TpmCommand command) throws TpmRefusal, QuoteException {
        try {
            ask(command).nothing();
        } catch (MalformedException e) {
            throw broken(e);
        }
    }

    /** Part 2, section 6.13: TPM_PT_NV_BUFFER_MAX. A TPM that does not tell gets the smallest. */
    private int chunk() throws QuoteException {
        if (chunk == 0) {
            try {
                long told = ask(TpmCommand.nvBufferMax()).property(TpmCommand.NV_BUFFER_MAX);
                if (told < 1) {
                    throw new MalformedException("TPM_PT_NV_BUFFER_MAX", 0, Long.toString(told), "at least 1");
                }
                chunk = (int) Math.min(told, NV_BUFFER_LIMIT);
            } catch (TpmRefusal e) {
                chunk = NV_BUFFER;
            } catch (MalformedException e) {
                throw broken(e);
            }
        }
        return chunk;
    }

    private TpmAnswer ask(TpmCommand command) throws TpmRefusal, MalformedException, QuoteException {
        for (int tries = 1; ; tries++) {
            try {
                return TpmAnswer.parse(command, exchange(command));
            } catch (TpmRefusal e) {
                boolean passes =
                        e.code().reason().map(ResponseCode.Reason::passes).orElse(false);
                if (!passes || tries == TRIES) {
                    throw e;
                }
                pause(PAUSE.multipliedBy(tries), command);
            }
        }
    }

    private void pause(Duration time, TpmCommand command) throws QuoteException {
        try {
            visit.pause(time);
        } catch (IOException e) {
            throw timeout(command).causedBy(e);
        }
    }

    private Bytes exchange(TpmCommand command) throws QuoteException {
        if (visit.deadline().hasPassed()) {
            throw timeout(command);
        }
        visit.begin("waiting for " + place + " to answer " + command);
        try {
            int written = device.write(command.encoded().asBuffer());
            if (written != command.encoded().length()) {
                throw new QuoteException(
                        Reason.BROKEN,
                        place + " took " + written + " bytes of " + command + ", which has "
                                + command.encoded().length(),
                        "see whether " + place + " is a TPM: ls -l " + place + "; dmesg | grep -i tpm");
            }
            // One more than there may be, to see that there are too many.
            ByteBuffer answer = ByteBuffer.allocate(TpmCommand.MAX_SIZE + 1);
            int read = device.read(answer);
            if (read < 0 || read > TpmCommand.MAX_SIZE) {
                throw new QuoteException(
                        Reason.BROKEN,
                        place + " answered " + command + " with "
                                + (read < 0 ? "nothing" : "more than " + TpmCommand.MAX_SIZE + " bytes"),
                        "see whether " + place + " is a TPM: ls -l " + place + "; dmesg | grep -i tpm");
            }
            return Bytes.of(answer.array()).slice(0, read);
        } catch (ClosedChannelException e) {
            throw timeout(command).causedBy(e);
        } catch (IOException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            place + " failed at " + command + ": " + FileError.describe(e),
                            "look for the driver's message: dmesg | grep -i tpm")
                    .causedBy(e);
        }
    }

    private QuoteException timeout(TpmCommand command) {
        return new QuoteException(
                Reason.TIMEOUT,
                place + " did not answer " + command + " in time",
                "allow more time; if it stays so, look for the driver's message: dmesg | grep -i tpm");
    }

    private QuoteException broken(MalformedException e) {
        return new QuoteException(
                        Reason.BROKEN,
                        place + ": " + e.getMessage(),
                        "see whether it is a TPM 2.0: cat /sys/class/tpm/tpm0/tpm_version_major")
                .causedBy(e);
    }

    private static QuoteException cannotOpen(String place, IOException e) {
        return new QuoteException(
                        Reason.BROKEN,
                        place + " cannot be opened: " + FileError.describe(e),
                        "look for the driver's message: dmesg | grep -i tpm")
                .causedBy(e);
    }
}
