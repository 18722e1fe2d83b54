package dev.assay.provision.qcnl;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be told of a URL by looking at it.
 *
 * @param scheme lower-case, empty for none
 * @param host lower-case, without port, user or brackets
 * @param path from the first slash behind the host, with all that follows
 */
record Endpoint(String scheme, String host, String path) {

    private static final Pattern URL = Pattern.compile("(?s)(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)(.*)");
    private static final Pattern API = Pattern.compile("/sgx/certification/v([0-9]{1,3})(?:/|$)");
    private static final Pattern ALIBABA = Pattern.compile("sgx-dcap-server(-vpc)?\\.[a-z0-9-]+\\.aliyuncs\\.com");
    private static final Pattern PRIVATE_ADDRESS =
            Pattern.compile("10\\..*|192\\.168\\..*|172\\.(1[6-9]|2[0-9]|3[01])\\..*|f[cd][0-9a-f]*:.*|fe80:.*");

    static Endpoint of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return new Endpoint("", "", url);
        }
        String authority = parts.group(2).substring(parts.group(2).lastIndexOf('@') + 1);
        String host = authority.startsWith("[")
                ? authority.substring(1, Math.max(1, authority.indexOf(']')))
                : authority.replaceFirst(":[0-9]*$", "");
        String scheme = parts.group(1) == null ? "" : parts.group(1);
        return new Endpoint(scheme.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT), parts.group(3));
    }

    /** The N of {@code /sgx/certification/vN/}. */
    OptionalInt apiVersion() {
        Matcher api = API.matcher(path);
        return api.find() ? OptionalInt.of(Integer.parseInt(api.group(1))) : OptionalInt.empty();
    }

    boolean isLoopback() {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127\\.[0-9.]+")
                || host.equals("::1")
                || host.equals("0.0.0.0");
    }

    /** An address or name that no public authority certifies. */
    boolean isPrivate() {
        return isLoopback()
                || PRIVATE_ADDRESS.matcher(host).matches()
                || host.endsWith(".local")
                || host.endsWith(".lan")
                || host.endsWith(".internal")
                || (!host.isEmpty() && !host.contains(".") && !host.contains(":"));
    }

    /** As the library tells it: by a part of the URL. */
    static boolean isIntelPcs(String url) {
        return url.contains("trustedservices.intel.com");
    }

    boolean isImds() {
        return host.equals("169.254.169.254");
    }

    boolean isAzure() {
        return isImds() || host.equals("azure.net") || host.endsWith(".azure.net");
    }

    boolean isAlibaba() {
        return ALIBABA.matcher(host).matches();
    }

    boolean isAlibabaVpc() {
        return isAlibaba() && host.startsWith("sgx-dcap-server-vpc.");
    }
}
