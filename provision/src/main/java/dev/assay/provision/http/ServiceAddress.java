package dev.assay.provision.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a service is, as in {@code https://localhost:8081/sgx/certification/v4/}; what is before {@code sgx} is kept, and
 * an address without a path stands for version 4.
 *
 * @param prefix with a slash at its end
 * @param version 3 or 4
 */
record ServiceAddress(String prefix, int version) {

    private static final Pattern PATH = Pattern.compile("(.*/)sgx/certification/v([34])/?");

    static ServiceAddress of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || uri.getHost() == null) {
            throw unusable(uri, "expected https://HOST:PORT/sgx/certification/v4/");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw unusable(uri, "it must have neither user, query nor fragment");
        }
        String authority = scheme + "://" + uri.getRawAuthority();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        if (path.equals("/")) {
            return new ServiceAddress(authority + "/", 4);
        }
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw unusable(uri, "its path must end in /sgx/certification/v4/ or /sgx/certification/v3/");
        }
        return new ServiceAddress(authority + matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    private static IllegalArgumentException unusable(URI uri, String expected) {
        String shown = uri.toString().replaceAll("//[^/@]*@", "//...@");
        return new IllegalArgumentException("\"" + shown + "\" is no address of a provisioning service: " + expected);
    }

    /**
     * The address of a route.
     *
     * @param tee {@code sgx} or {@code tdx}
     */
    URI route(String tee, String route, String... query) {
        return URI.create(prefix + tee + "/certification/v" + version + "/" + route + query(query));
    }

    /** Names and values in turn, percent-encoded; from the question mark on. */
    static String query(String... namesAndValues) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text.append(i == 0 ? '?' : '&')
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8)
                            .replace("+", "%20"));
        }
        return text.toString();
    }

    /** For people. */
    @Override
    public String toString() {
        return prefix + "sgx/certification/v" + version + "/";
    }
}
