package dev.assay.cli.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** Writes each record with one call, so that lines of several processes do not mix and none waits in a buffer. */
final class LineHandler extends Handler {

    private final OutputStream out;

    LineHandler(OutputStream out, Formatter format) {
        this.out = out;
        setFormatter(format);
    }

    @Override
    public void publish(LogRecord logged) {
        if (!isLoggable(logged)) {
            return;
        }
        byte[] line = getFormatter().format(logged).getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (out) {
                out.write(line);
            }
        } catch (IOException e) {
            reportError("cannot write to the log", e, ErrorManager.WRITE_FAILURE);
        }
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        // Whoever opened the stream closes it: the process, by ending.
    }
}
