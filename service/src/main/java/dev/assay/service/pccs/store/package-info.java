/**
 * The cache's tables: one schema, in an SQLite file or in PostgreSQL.
 *
 * <p>{@link dev.assay.service.pccs.store.Store} opens them. Times are epoch milliseconds; hex is upper case.
 */
@NullMarked
package dev.assay.service.pccs.store;

import org.jspecify.annotations.NullMarked;
