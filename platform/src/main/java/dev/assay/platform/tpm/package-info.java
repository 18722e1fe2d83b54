/**
 * A TPM 2.0 behind Linux' resource manager, as far as quoting needs one: its non-volatile indices.
 *
 * <p>{@link dev.assay.platform.tpm.Tpm} talks to the device; a {@link dev.assay.platform.tpm.TpmCommand} is what goes
 * in, and a {@link dev.assay.platform.tpm.TpmAnswer} what comes out, checked to the last byte. What a TPM refuses comes
 * as {@link dev.assay.platform.tpm.TpmRefusal} with its {@link dev.assay.platform.tpm.ResponseCode}, which says what it
 * means; whatever else goes wrong as {@link dev.assay.quote.QuoteException}.
 *
 * <p>Authorization is the empty password throughout, which the owner of a virtual machine's TPM has unless somebody set
 * another. Numbers are big-endian. Source: TCG, "Trusted Platform Module Library", family 2.0, revision 1.59: Part 1,
 * section 18 (structure of commands), Part 2 (constants and structures), Part 3, sections 30.2 and 31 (commands).
 */
@NullMarked
package dev.assay.platform.tpm;

import org.jspecify.annotations.NullMarked;
