package dev.assay.provision.qcnl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A configuration to be written, with comments that say why each line is there.
 *
 * <p>{@link #json} has everything; {@link #keyValue} is for libraries before JSON (DCAP 1.12 of 2021) and cannot express
 * what Azure needs. What is written is read back by {@link QcnlReading} with the same values.
 */
public final class QcnlTemplate {

    private static final String PCS = "https://api.trustedservices.intel.com/sgx/certification/v4/";
    private static final int CACHE_HOURS = 168;
    private static final int AZURE_CACHE_HOURS = 48;

    /** A line of the file: why, and a member with its value in JSON. */
    private record Line(String why, String key, String value) {}

    private final String title;
    private final boolean isLegacyEnough;
    private final List<Line> lines = new ArrayList<>();

    private QcnlTemplate(String title, boolean isLegacyEnough) {
        this.title = title;
        this.isLegacyEnough = isLegacyEnough;
    }

    /** Certificates and collateral straight from Intel, for a platform that is registered there. */
    public static QcnlTemplate intelPcs() {
        return new QcnlTemplate("Straight from Intel's provisioning service", true)
                .text("Intel has certificates of registered platforms only.", "pccs_url", PCS)
                .add("Intel's certificate is signed by a public authority.", "use_secure_cert", "true")
                .common(CACHE_HOURS);
    }

    /**
     * Certificates and collateral from a PCCS.
     *
     * @param url of the interface, as in {@code https://pccs.example.net:8081/sgx/certification/v4/}; the last slash is
     *     added
     * @param secure whether the server's certificate is checked; false for a self-signed one
     * @throws IllegalArgumentException if the library could not use the URL
     */
    public static QcnlTemplate pccs(String url, boolean secure) {
        String slashed = url.endsWith("/") ? url : url + "/";
        requireUsable(slashed);
        return new QcnlTemplate("From a PCCS", true)
                .text("The library appends pckcert?... to this as it stands.", "pccs_url", slashed)
                .add(
                        secure
                                ? "The certificate's issuer must be among those that the system trusts."
                                : "No server's certificate is checked; what Intel signed is checked all the same.",
                        "use_secure_cert",
                        String.valueOf(secure))
                .text("A PCCS gives CRLs in DER from version 3.1 on.", "pccs_api_version", "3.1")
                .common(CACHE_HOURS);
    }

    /** Certificates from Azure's metadata service and cache, collateral from Intel. */
    public static QcnlTemplate azure() {
        return new QcnlTemplate("For a guest on Azure", false)
                .text(
                        "Asked when the guest's own metadata service has no certificate.",
                        "pccs_url",
                        "https://global.acccache.azure.net/sgx/certification/v4/")
                .add("Azure's certificate is signed by a public authority.", "use_secure_cert", "true")
                .text("Collateral is the same everywhere; Intel has it first.", "collateral_service", PCS)
                .text("Intel's CRLs are DER.", "pccs_api_version", "3.1")
                .text(
                        "Answers in the guest itself and nowhere else; plain HTTP that leaves no machine.",
                        "local_pck_url",
                        "http://169.254.169.254/metadata/THIM/sgx/certification/v4/")
                .add(
                        "The metadata service refuses requests without these.",
                        "custom_request_options",
                        "{\"get_cert\": {\"headers\": {\"metadata\": \"true\"},"
                                + " \"params\": {\"api-version\": \"2021-07-22-preview\"}}}")
                .common(AZURE_CACHE_HOURS);
    }

    /**
     * Certificates and collateral from Alibaba's server of a region, inside its private network.
     *
     * @param region as in {@code cn-hangzhou}
     * @throws IllegalArgumentException if that cannot be a region
     */
    public static QcnlTemplate alibaba(String region) {
        if (!region.matches("[a-z0-9]+(-[a-z0-9]+){0,4}") || region.length() > 40) {
            throw new IllegalArgumentException("\"" + Finding.quoted(region)
                    + "\" is no region of Alibaba; they look like cn-hangzhou, and 100.100.100.200 tells an instance its"
                    + " own");
        }
        return new QcnlTemplate("For an instance of Alibaba Cloud in " + region, true)
                .text(
                        "The region must be the instance's own.",
                        "pccs_url",
                        "https://sgx-dcap-server-vpc." + region + ".aliyuncs.com/sgx/certification/v4/")
                .add("Alibaba's certificate is signed by a public authority.", "use_secure_cert", "true")
                .common(CACHE_HOURS);
    }

    private static void requireUsable(String url) {
        Endpoint endpoint = Endpoint.of(url);
        boolean plain = url.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"'\\\\<>`{}|^#".indexOf(c) < 0);
        boolean http = endpoint.scheme().equals("https") || endpoint.scheme().equals("http");
        if (!plain
                || !http
                || endpoint.host().isEmpty()
                || endpoint.apiVersion().isEmpty()) {
            throw new IllegalArgumentException("\"" + Finding.quoted(url)
                    + "\" is no URL of a PCCS; it looks like https://pccs.example.net:8081/sgx/certification/v4/");
        }
    }

    private QcnlTemplate common(int cacheHours) {
        return add("Only 503 and failed connections are tried again.", "retry_times", "6")
                .add("Seconds between two tries.", "retry_delay", "10")
                .add(
                        "Hours. The library keeps certificates beyond their replacement: delete .dcap-qcnl after changes.",
                        "pck_cache_expire_hours",
                        String.valueOf(cacheHours))
                .add(
                        "Hours. CRLs and TCB infos can change sooner; the library does not ask before these are over.",
                        "verify_collateral_cache_expire_hours",
                        String.valueOf(cacheHours));
    }

    private QcnlTemplate text(String why, String key, String value) {
        return add(why, key, '"' + value + '"');
    }

    private QcnlTemplate add(String why, String key, String value) {
        lines.add(new Line(why, key, value));
        return this;
    }

    /** JSON with comments; byte 0 is the brace without which the library would hide its errors. */
    public String json() {
        StringBuilder text = new StringBuilder("{\n  // ").append(title).append(".\n");
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            text.append("\n  // ")
                    .append(line.why())
                    .append("\n  \"")
                    .append(line.key())
                    .append("\": ");
            text.append(line.value()).append(i < lines.size() - 1 ? ",\n" : "\n");
        }
        return text.append("}\n").toString();
    }

    /**
     * Lines of key=value.
     *
     * @throws IllegalStateException for Azure, whose headers this form cannot express
     */
    public String keyValue() {
        if (!isLegacyEnough) {
            throw new IllegalStateException("key=value cannot express the headers that Azure wants; write JSON");
        }
        StringBuilder text = new StringBuilder("# ").append(title).append(".\n");
        for (Line line : lines) {
            String plain = line.value().replace("\"", "");
            String value = line.value().equals("true") || line.value().equals("false")
                    ? plain.toUpperCase(Locale.ROOT)
                    : plain;
            text.append("\n# ").append(line.why()).append('\n');
            text.append(line.key().toUpperCase(Locale.ROOT))
                    .append('=')
                    .append(value)
                    .append('\n');
        }
        return text.toString();
    }
}
