/**
 * Files of the kernel and of Gramine that may hang, refuse and race: read and written within a deadline, one request at a
 * time. A {@link dev.assay.platform.files.FileClerk} takes requests, each of which works through a
 * {@link dev.assay.platform.files.Visit}; {@link dev.assay.platform.files.FileError} is why a call failed.
 */
@NullMarked
package dev.assay.platform.files;

import org.jspecify.annotations.NullMarked;
