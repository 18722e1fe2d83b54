package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes in no more of a body than is wanted: hangs up on a server that sends on and on. */
final class BoundedBody implements BodySubscriber<Bytes> {

    /** Enough for the sentence in which a server says what it does not like. */
    private static final int MAX_COMPLAINT = 4 << 10;

    /** More than was asked for. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLongException(String found, int limit) {
            super(found + ", expected at most " + limit + " bytes");
        }
    }

    /** The connection ended in the middle of the body. */
    static final class CutOffException extends IOException {

        private static final long serialVersionUID = 1L;

        CutOffException(int received, Throwable cause) {
            super("cut off after " + received + " bytes", cause);
        }
    }

    private final int limit;
    private final boolean tolerant;
    private final CompletableFuture<Bytes> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable Subscription subscription;
    private volatile int count;

    private BoundedBody(int limit, boolean tolerant) {
        this.limit = limit;
        this.tolerant = tolerant;
    }

    /** Takes in one body, and knows how far it has come. */
    static final class Reception implements BodyHandler<Bytes> {

        private final int limit;
        private volatile @Nullable BoundedBody body;

        private Reception(int limit) {
            this.limit = limit;
        }

        @Override
        public BodySubscriber<Bytes> apply(ResponseInfo info) {
            boolean success = info.statusCode() / 100 == 2;
            BoundedBody begun = new BoundedBody(success ? limit : MAX_COMPLAINT, !success).expecting(info);
            body = begun;
            return begun;
        }

        /** What ended a body that had begun; empty where none had. */
        Optional<CutOffException> cutOffBy(Throwable failure) {
            BoundedBody begun = body;
            return begun == null ? Optional.empty() : Optional.of(new CutOffException(begun.count, failure));
        }
    }

    /** Bodies of at most {@code limit} bytes; what comes with a failure is cut. */
    static Reception upTo(int limit) {
        return new Reception(limit);
    }

    private BoundedBody expecting(ResponseInfo info) {
        long announced = info.headers().firstValueAsLong("Content-Length").orElse(0);
        if (announced > limit && !tolerant) {
            whole.completeExceptionally(new TooLongException(announced + " bytes announced", limit));
        }
        return this;
    }

    @Override
    public CompletionStage<Bytes> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Subscription subscribed) {
        subscription = subscribed;
        if (whole.isDone()) {
            subscribed.cancel();
        } else {
            subscribed.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (whole.isDone()) {
                return;
            }
            int room = limit - received.size();
            byte[] bytes = new byte[Math.min(room, buffer.remaining())];
            boolean tooLong = buffer.remaining() > room;
            buffer.get(bytes);
            received.writeBytes(bytes);
            count = received.size();
            if (tooLong) {
                hangUp();
            }
        }
    }

    private void hangUp() {
        if (subscription != null) {
            subscription.cancel();
        }
        if (tolerant) {
            whole.complete(Bytes.of(received.toByteArray()));
        } else {
            whole.completeExceptionally(new TooLongException("more than " + limit + " bytes", limit));
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(Bytes.of(received.toByteArray()));
    }
}
