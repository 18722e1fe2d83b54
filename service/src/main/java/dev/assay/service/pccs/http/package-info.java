/**
 * The routes of a PCCS over HTTP: what Intel's clients see.
 *
 * <p>{@link dev.assay.service.pccs.http.PccsServer} listens; {@link dev.assay.service.pccs.http.FrontDoor} takes each request
 * and gives an {@link dev.assay.service.pccs.http.Answer}, ready-made where it can.
 * {@link dev.assay.service.pccs.http.Reads}, {@link dev.assay.service.pccs.http.Writes} and
 * {@link dev.assay.service.pccs.http.Thim} are the routes. Nothing here knows SQL or what a document means.
 */
@NullMarked
package dev.assay.service.pccs.http;

import org.jspecify.annotations.NullMarked;
