package dev.assay.simulator.pcs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Every request since the start or the last {@link #clear}, in the order of arrival, those that were failed included. */
public final class PcsRequestLog {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<PcsRequest> requests = new ArrayList<>();

    PcsRequestLog() {}

    void add(PcsRequest request) {
        lock.lock();
        try {
            requests.add(request);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public List<PcsRequest> all() {
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    public long count(PcsRoute route) {
        return count(to(route));
    }

    public long count(Predicate<PcsRequest> which) {
        return all().stream().filter(which).count();
    }

    /** Waits until there are at least {@code count} requests for {@code route}; false if they do not come in time. */
    public boolean await(PcsRoute route, int count, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (requests.stream().filter(to(route)).count() < count) {
                if (left <= 0) {
                    return false;
                }
                left = arrived.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    public void clear() {
        lock.lock();
        try {
            requests.clear();
        } finally {
            lock.unlock();
        }
    }

    private static Predicate<PcsRequest> to(PcsRoute route) {
        return request -> request.route().filter(route::equals).isPresent();
    }
}
