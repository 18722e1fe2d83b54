package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;

/**
 * A request that the stand-in was asked.
 *
 * @param route what for
 * @param message the whole frame's content
 * @param code the error code of the answer, before any fault
 */
public record AesmRecord(AesmRoute route, Bytes message, long code) {}
