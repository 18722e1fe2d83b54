package dev.assay.simulator.files;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.files.PseudoFile.Content;
import dev.assay.simulator.files.PseudoFile.Exchange;
import dev.assay.simulator.files.PseudoFile.Opened;
import dev.assay.simulator.files.PseudoFile.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the kinds of {@link PseudoFile} do once they are opened. Channels let one call in at a time. */
final class OpenedFiles {

    private OpenedFiles() {}

    /** The content at the moment of opening, when there is nobody yet whose waiting could be ended. */
    static Bytes load(Content content) throws PosixException {
        try {
            return content.make(new Caller());
        } catch (PosixException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static class Reading implements Opened {
        private final Content content;
        private @Nullable Bytes made;
        private int position;

        Reading(Content content) {
            this.content = content;
        }

        @Override
        public int read(ByteBuffer into, Caller caller) throws IOException {
            Bytes all = made;
            if (all == null) {
                all = content.make(caller);
                made = all;
            }
            int count = Math.min(into.remaining(), all.length() - position);
            into.put(all.slice(position, count).asBuffer());
            position += count;
            return count;
        }

        @Override
        public void write(Bytes bytes, Caller caller) throws IOException {
            throw PosixError.EINVAL.exception();
        }
    }

    static final class ReadingAndWriting extends Reading {
        private final Sink sink;

        ReadingAndWriting(Content content, Sink sink) {
            super(content);
            this.sink = sink;
        }

        @Override
        public void write(Bytes bytes, Caller caller) throws IOException {
            sink.take(bytes, caller);
        }
    }

    static final class Gathering implements Opened {
        private final int limit;
        private final Sink sink;
        private Bytes gathered = Bytes.EMPTY;

        Gathering(int limit, Sink sink) {
            this.limit = limit;
            this.sink = sink;
        }

        @Override
        public int read(ByteBuffer into, Caller caller) throws IOException {
            throw PosixError.EINVAL.exception();
        }

        @Override
        public void write(Bytes bytes, Caller caller) throws IOException {
            if (bytes.length() > limit - gathered.length()) {
                throw PosixError.EFBIG.exception();
            }
            gathered = Bytes.concat(gathered, bytes);
        }

        @Override
        public void close() {
            if (gathered.isEmpty()) {
                return;
            }
            try {
                sink.take(gathered, new Caller());
            } catch (IOException unseen) {
                // The kernel ignores it as well; what was refused shows when the file's effect is looked for.
                gathered = Bytes.EMPTY;
            }
        }
    }

    static final class Conversation implements Opened {
        private final Exchange exchange;
        private Bytes answer = Bytes.EMPTY;

        Conversation(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public int read(ByteBuffer into, Caller caller) {
            int count = Math.min(into.remaining(), answer.length());
            into.put(answer.slice(0, count).asBuffer());
            answer = answer.from(count);
            return count;
        }

        @Override
        public void write(Bytes bytes, Caller caller) throws IOException {
            if (!answer.isEmpty()) {
                throw PosixError.EBUSY.exception();
            }
            answer = exchange.answer(bytes, caller);
        }
    }
}
