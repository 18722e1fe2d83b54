/**
 * Files and devices of the kernel and of Gramine that may hang, refuse and race: used within a deadline, one request at a
 * time. A {@link dev.assay.platform.files.FileClerk} takes requests, each of which works through a
 * {@link dev.assay.platform.files.Visit}; {@link dev.assay.platform.files.Requests} are those of one source, which end when
 * it is closed; {@link dev.assay.platform.files.FileError} is why a call failed.
 */
@NullMarked
package dev.assay.platform.files;

import org.jspecify.annotations.NullMarked;
