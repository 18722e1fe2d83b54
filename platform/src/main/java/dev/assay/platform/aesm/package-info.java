/**
 * Intel's AESM service: quotes for SGX enclaves over a Unix domain socket.
 *
 * <p>{@link dev.assay.platform.aesm.AesmQuotes} finds the service and makes a
 * {@link dev.assay.quote.QuoteSource} of it. Underneath, {@link dev.assay.platform.aesm.AesmClient} asks single
 * questions: those of DCAP itself, those of earlier years as {@link dev.assay.platform.aesm.LegacyAesm}. What the
 * service refuses arrives as a {@link dev.assay.quote.QuoteException} with the number, the meaning and the fix that
 * {@link dev.assay.platform.aesm.AesmError} has for it; {@link dev.assay.platform.aesm.EpidQuotes} tells those who come
 * for EPID that it has ended, and what to do.
 *
 * <p>One request is one connection: four bytes of length, little-endian, then a protobuf message; the answer alike. The
 * messages are in {@code aesm.proto}, from which {@code dev.assay.platform.aesm.wire} is generated.
 *
 * <p>Nothing here has met a service on hardware: the bytes are compared with some composed by hand from Intel's field
 * table, and the flow is run against a stand-in that was written from the same table.
 */
@NullMarked
package dev.assay.platform.aesm;

import org.jspecify.annotations.NullMarked;
