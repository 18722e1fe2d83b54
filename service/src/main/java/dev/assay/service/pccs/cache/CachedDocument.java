package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * A genuine document as the cache has it.
 *
 * @param body JSON byte by byte as it was signed, CRLs as DER
 * @param issuerChain PEM of the signer and the root
 * @param expired whether it had expired when it was asked for: it is served nevertheless, and marked
 * @param revisit until when this answer may be given again without asking the cache, as long as its revision stays
 */
public record CachedDocument(
        Bytes body,
        Optional<Bytes> issuerChain,
        Instant issued,
        Instant nextUpdate,
        Instant fetched,
        boolean expired,
        Instant revisit) {}
