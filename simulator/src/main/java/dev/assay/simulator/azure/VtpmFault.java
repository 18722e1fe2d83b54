package dev.assay.simulator.azure;

import dev.assay.bytes.Bytes;
import java.time.Duration;

/** One way for an answer of the TPM to go wrong. */
public sealed interface VtpmFault {

    /** A response code instead of the answer, as in 0x922 for TPM_RC_RETRY. */
    record Refusal(int code) implements VtpmFault {}

    /** Nothing comes, until the file is closed. */
    record Silence() implements VtpmFault {}

    /** The right answer, but only after a while. */
    record Late(Duration delay) implements VtpmFault {}

    /** The driver fails with EIO. */
    record Failure() implements VtpmFault {}

    /** Only the first bytes of the right answer. */
    record Cut(int bytes) implements VtpmFault {}

    /** The right answer with another size in its header. */
    record Size(int size) implements VtpmFault {}

    /** The right answer with another tag. */
    record Tag(int tag) implements VtpmFault {}

    /** Zeros behind the right answer, counted in its size. */
    record Appended(int zeros) implements VtpmFault {}

    /** Some bytes of the right answer replaced. */
    record Patched(int offset, Bytes bytes) implements VtpmFault {}

    /** Before the command, another process writes its own user data. */
    record OtherUserData(Bytes userData) implements VtpmFault {}

    /** The paravisor does not renew its report, whatever time it is. */
    record Stale() implements VtpmFault {}

    /** Another process reads the report from its start, so that it is renewed in the middle of ours. */
    record RenewedMeanwhile() implements VtpmFault {}

    /** The command is carried out on a report that was never about these claims. */
    record ForeignClaims() implements VtpmFault {}
}
