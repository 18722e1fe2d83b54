/** What servers need of a process: settings out of options, environment and a file, and a log. */
@NullMarked
package dev.assay.cli.server;

import org.jspecify.annotations.NullMarked;
