package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
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

    private BoundedBody(int limit, boolean tolerant) {
        this.limit = limit;
        this.tolerant = tolerant;
    }

    /** Bodies of at most {@code limit} bytes; what comes with a failure is cut. */
    static BodyHandler<Bytes> upTo(int limit) {
        return info -> new BoundedBody(
                        info.statusCode() / 100 == 2 ? limit : MAX_COMPLAINT, info.statusCode() / 100 != 2)
                .expecting(info);
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
        whole.completeExceptionally(new CutOffException(received.size(), failure));
    }

    @Override
    public void onComplete() {
        whole.complete(Bytes.of(received.toByteArray()));
    }
}
