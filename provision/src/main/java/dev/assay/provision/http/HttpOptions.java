package dev.assay.provision.http;

import java.net.ProxySelector;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How patient clients are with servers, and by which way they reach them.
 *
 * @param connectTimeout for a connection without TLS handshake; default 5 seconds
 * @param deadline for a whole call with all its attempts and pauses; default 20 seconds
 * @param patience how much of a server's {@code Retry-After} is waited for within a call; default 2 seconds
 * @param refusalMemory how long a longer {@code Retry-After} is heeded at most, so that no call for that document goes out
 *     before; zero for a caller who keeps such accounts himself; default a day
 * @param proxies default: {@link EnvironmentProxies}
 * @param tls default: the JVM's trust store
 * @param time default: the machine's
 */
public record HttpOptions(
        Duration connectTimeout,
        Duration deadline,
        Duration patience,
        Duration refusalMemory,
        ProxySelector proxies,
        Optional<SSLContext> tls,
        Time time) {

    public HttpOptions {
        requirePositive("connect timeout", connectTimeout);
        requirePositive("deadline", deadline);
        if (patience.isNegative() || refusalMemory.isNegative()) {
            throw new IllegalArgumentException(
                    "patience " + patience + " and memory of refusals " + refusalMemory + " cannot be less than none");
        }
    }

    /** The defaults. */
    public static HttpOptions standard() {
        return new HttpOptions(
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                Duration.ofDays(1),
                EnvironmentProxies.ofProcess(),
                Optional.empty(),
                Time.system());
    }

    public HttpOptions withConnectTimeout(Duration changed) {
        return new HttpOptions(changed, deadline, patience, refusalMemory, proxies, tls, time);
    }

    public HttpOptions withDeadline(Duration changed) {
        return new HttpOptions(connectTimeout, changed, patience, refusalMemory, proxies, tls, time);
    }

    public HttpOptions withPatience(Duration changed) {
        return new HttpOptions(connectTimeout, deadline, changed, refusalMemory, proxies, tls, time);
    }

    public HttpOptions withRefusalMemory(Duration changed) {
        return new HttpOptions(connectTimeout, deadline, patience, changed, proxies, tls, time);
    }

    public HttpOptions withProxies(ProxySelector changed) {
        return new HttpOptions(connectTimeout, deadline, patience, refusalMemory, changed, tls, time);
    }

    public HttpOptions withTls(SSLContext changed) {
        return new HttpOptions(connectTimeout, deadline, patience, refusalMemory, proxies, Optional.of(changed), time);
    }

    public HttpOptions withTime(Time changed) {
        return new HttpOptions(connectTimeout, deadline, patience, refusalMemory, proxies, tls, changed);
    }

    private static void requirePositive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " of " + duration + " leaves no time at all");
        }
    }
}
