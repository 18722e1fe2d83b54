/**
 * Intel's quoting library {@code libsgx_dcap_ql.so.1}, loaded into this process.
 *
 * <p>{@link dev.assay.platform.ql.InProcessQuotes} finds the library and says whether it can be used here; the source that
 * it opens quotes reports of Assay's own enclave. The library's errors reach the caller as sentences, with what to do and
 * with the last lines of its log.
 *
 * <p><b>Your part.</b> What is loaded here runs with all rights of this process. A fault in it ends the process, and a
 * call that hangs cannot be ended: the caller gets its TIMEOUT, and nothing else is asked of the library until the call
 * comes back. AESM, where it runs, has neither of these risks.
 */
@NullMarked
package dev.assay.platform.ql;

import org.jspecify.annotations.NullMarked;
