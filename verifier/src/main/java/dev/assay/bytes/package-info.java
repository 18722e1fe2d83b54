/**
 * Byte strings that cannot change, and a reader that never trusts a length.
 *
 * <ul>
 *   <li>{@link dev.assay.bytes.Bytes} is the value in which every other package hands out fields of quotes,
 *       certificates and collateral.
 *   <li>{@link dev.assay.bytes.ByteReader} takes such a value apart field by field.
 *   <li>{@link dev.assay.bytes.MalformedException} is the one error that parsers of this library throw: it names the
 *       field, the offset, what was found and what was expected.
 * </ul>
 *
 * <p>All parsers of this library are total and bounded: whatever the input, they return a value or throw
 * {@code MalformedException}, and they never allocate more than a small multiple of the input's size.
 */
@NullMarked
package dev.assay.bytes;

import org.jspecify.annotations.NullMarked;
