/**
 * What the cache knows and does, whoever asks: documents that are fetched once and verified before they are kept,
 * platforms and the certificates that answer for them, registrations, policies, refresh.
 *
 * <p>{@link dev.assay.service.pccs.cache.Cache} is the way in. HTTP and SQL are next door.
 */
@NullMarked
package dev.assay.service.pccs.cache;

import org.jspecify.annotations.NullMarked;
