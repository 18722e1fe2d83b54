package dev.assay.provision.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that administrators have set: the JVM's {@code https.proxyHost} and its like where they are given, otherwise
 * {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy} of the environment, in small or capital
 * letters.
 *
 * <p>{@code no_proxy} is a list with commas of host names (their subdomains too), addresses, {@code host:port}, IPv4
 * networks as in {@code 10.0.0.0/8}, or {@code *}. Loopback addresses are never reached through a proxy of the
 * environment, and link-local ones through none at all: a cloud's metadata service would speak of the proxy's machine.
 * {@code HTTP_PROXY} in capitals is ignored where
 * {@code REQUEST_METHOD} is set: there the client of a CGI program sets it.
 */
public final class EnvironmentProxies extends ProxySelector {

    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final Map<String, String> environment;
    private final Function<String, @Nullable String> properties;
    private final @Nullable ProxySelector jvm;

    private EnvironmentProxies(
            Map<String, String> environment,
            Function<String, @Nullable String> properties,
            @Nullable ProxySelector jvm) {
        this.environment = Map.copyOf(environment);
        this.properties = properties;
        this.jvm = jvm;
    }

    /** As this process was told. */
    public static EnvironmentProxies ofProcess() {
        return new EnvironmentProxies(System.getenv(), System::getProperty, ProxySelector.getDefault());
    }

    /** As {@code environment} says; no property of the JVM counts. */
    public static EnvironmentProxies of(Map<String, String> environment) {
        return new EnvironmentProxies(environment, name -> null, null);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (host != null && Ipv4Network.LINK_LOCAL.contains(host)) {
            return DIRECT;
        }
        if (jvm != null && jvmIsTold(scheme)) {
            return jvm.select(uri);
        }
        if (host == null || isLocal(host) || isExempt(host, port(uri, scheme))) {
            return DIRECT;
        }
        return proxyOf(scheme).<List<Proxy>>map(List::of).orElse(DIRECT);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The caller hears of it by the exception that its call ends with.
    }

    private boolean jvmIsTold(String scheme) {
        return properties.apply(scheme + ".proxyHost") != null
                || properties.apply("socksProxyHost") != null
                || Boolean.parseBoolean(properties.apply("java.net.useSystemProxies"));
    }

    private Optional<Proxy> proxyOf(String scheme) {
        String upper = scheme.toUpperCase(Locale.ROOT) + "_PROXY";
        boolean cgi = scheme.equals("http") && environment.containsKey("REQUEST_METHOD");
        return variable(scheme + "_proxy")
                .or(() -> cgi ? Optional.empty() : variable(upper))
                .or(() -> variable("all_proxy"))
                .or(() -> variable("ALL_PROXY"))
                .map(text -> parse(scheme, text));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A proxy is a matter of trust as well: a setting that cannot be read must not mean none. */
    private static Proxy parse(String scheme, String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException notAnAddress) {
            throw unreadable(scheme, text);
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw unreadable(scheme, text);
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(unbracketed(uri.getHost()), port));
    }

    private static IllegalArgumentException unreadable(String scheme, String text) {
        String shown = text.replaceAll("//[^/@]*@", "//...@");
        return new IllegalArgumentException(
                "the environment's proxy for " + scheme + " is \"" + shown + "\"; expected http://host:port");
    }

    private boolean isExempt(String host, int port) {
        String list = variable("no_proxy").or(() -> variable("NO_PROXY")).orElse("");
        for (String entry : list.split("[,\\s]+", -1)) {
            if (!entry.isEmpty() && (entry.equals("*") || matches(entry.toLowerCase(Locale.ROOT), host, port))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String entry, String host, int port) {
        String name = unbracketed(host.toLowerCase(Locale.ROOT));
        if (entry.contains("/")) {
            return Ipv4Network.parse(entry)
                    .map(network -> network.contains(name))
                    .orElse(false);
        }
        String pattern = entry;
        int colon = entry.lastIndexOf(':');
        if ((colon > 0 && entry.indexOf(':') == colon) || entry.contains("]:")) {
            if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            pattern = entry.substring(0, colon);
        }
        pattern = unbracketed(pattern.startsWith("*.") ? pattern.substring(1) : pattern);
        String suffix = pattern.startsWith(".") ? pattern : "." + pattern;
        return name.equals(suffix.substring(1)) || name.endsWith(suffix);
    }

    private static boolean isLocal(String host) {
        String name = unbracketed(host.toLowerCase(Locale.ROOT));
        return name.equals("localhost") || name.equals("::1") || Ipv4Network.LOOPBACK.contains(name);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI uri, String scheme) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return scheme.equals("https") ? 443 : 80;
    }
}
