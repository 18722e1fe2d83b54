package dev.assay.provision.qcnl;

import dev.assay.provision.qcnl.Report.GivenUrl;
import java.util.List;
import java.util.Optional;

/**
 * Says of settings that were read whether they can work, and where. In three steps, each of which hides the next: what
 * is broken, what is outdated, what holds under a condition. Who has a broken file is not helped by a hint about Azure.
 */
final class Judgement {

    private final QcnlSettings settings;
    private final Report report;

    private Judgement(QcnlSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    static Verdict of(QcnlSettings settings, Report report) {
        return new Judgement(settings, report).judge();
    }

    private Verdict judge() {
        report.urls().forEach(this::form);
        if (!settings.localCacheOnly()) {
            missingUrl();
        }
        if (report.hasDefect()) {
            return Verdict.BROKEN;
        }
        if (retired()) {
            return Verdict.OUTDATED;
        }
        return conditions();
    }

    private void form(GivenUrl given) {
        Endpoint url = Endpoint.of(given.url());
        String shown = given.role() + " \"" + Finding.quoted(given.url()) + "\"";
        if (given.url().chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            defect(given, "blank-in-url", shown + " has a blank or a control character in it.");
        }
        if (url.scheme().isEmpty()) {
            defect(given, "no-scheme", shown + " does not begin with https://; the library would try plain HTTP.");
        } else if (!url.scheme().equals("https") && !url.scheme().equals("http")) {
            defect(given, "unknown-scheme", shown + " begins with neither https:// nor http://.");
        }
        if (!url.scheme().isEmpty() && url.host().isEmpty()) {
            defect(given, "no-host", shown + " names no host.");
        }
        if (url.apiVersion().isEmpty()) {
            defect(
                    given,
                    "no-api-path",
                    shown + " lacks the path of the interface, as in /sgx/certification/v4/; the library adds none.");
        }
        if (!given.url().endsWith("/")) {
            defect(
                    given,
                    "no-trailing-slash",
                    shown + " does not end with a slash; the library appends pckcert?... to it as it stands.");
        }
    }

    private void missingUrl() {
        if (report.url(UrlRole.PCCS).isPresent() || report.hasUnreadable(UrlRole.PCCS)) {
            return;
        }
        report.add(Finding.of(
                Severity.DEFECT,
                "no-pccs-url",
                "No pccs_url is read; the library asks " + QcnlSettings.DEFAULT_URL + ", where only a PCCS on this"
                        + " machine would answer."));
    }

    private boolean retired() {
        boolean retired = false;
        for (GivenUrl given : report.urls()) {
            int version = Endpoint.of(given.url()).apiVersion().orElse(4);
            if (version < 3 || (version == 3 && Endpoint.isIntelPcs(given.url()))) {
                retired = true;
                report.add(new Finding(
                        "api-version-v" + version,
                        Severity.WARNING,
                        Optional.of(given.where()),
                        given.role() + " names version " + version
                                + " of the interface, which has no TDX and which Intel"
                                + " retired on 30 April 2026; write /v4/."));
            }
        }
        return retired;
    }

    private Verdict conditions() {
        List<Endpoint> endpoints = report.urls().stream()
                .filter(this::isAsked)
                .map(given -> Endpoint.of(given.url()))
                .toList();
        if (!settings.useSecureCert()) {
            warn(
                    "tls-verification-off",
                    "use_secure_cert is false: neither certificate nor name of any server is checked, Intel's neither.");
        }
        transport();
        oldInterface();
        if (settings.localCacheOnly()) {
            localCache();
            return Verdict.OK_IF_CACHE_FILLED;
        }
        if (report.url(UrlRole.PCCS)
                .filter(pccs -> Endpoint.isIntelPcs(pccs.url()))
                .isPresent()) {
            warn(
                    "direct-pcs-needs-registered-platform",
                    "Intel's service has PCK certificates only for platforms that are registered with it; one with"
                            + " several sockets must be registered first.");
        }
        if (endpoints.stream().anyMatch(Endpoint::isLoopback)) {
            warn("pccs-is-localhost", "A PCCS must run on this machine (and in this container or virtual machine).");
        }
        selfSigned();
        return place(endpoints);
    }

    private Verdict place(List<Endpoint> endpoints) {
        azure(endpoints);
        if (endpoints.stream().anyMatch(Endpoint::isAlibaba)) {
            warn(
                    "region-must-match-instance",
                    "Alibaba's servers know the machines of their own region; the region in the URL must be this one's.");
        }
        if (endpoints.stream().anyMatch(Endpoint::isLoopback)) {
            return Verdict.OK_IF_LOCAL_PCCS;
        }
        if (endpoints.stream().anyMatch(Endpoint::isAzure)) {
            return Verdict.OK_ON_AZURE_ONLY;
        }
        if (endpoints.stream().anyMatch(Endpoint::isAlibabaVpc)) {
            return Verdict.OK_ON_ALIBABA_VPC;
        }
        return endpoints.stream().anyMatch(Endpoint::isAlibaba) ? Verdict.OK_ON_ALIBABA : Verdict.OK;
    }

    private boolean isAsked(GivenUrl given) {
        return given.role() == UrlRole.COLLATERAL || !settings.localCacheOnly();
    }

    private void transport() {
        for (GivenUrl given : report.urls()) {
            Endpoint url = Endpoint.of(given.url());
            // What Azure's instance metadata and a program on the same machine say crosses no network.
            if (isAsked(given) && url.scheme().equals("http") && !url.isImds() && !url.isLoopback()) {
                report.add(new Finding(
                        "plain-http",
                        Severity.WARNING,
                        Optional.of(given.where()),
                        given.role() + " is plain HTTP: anybody on the way can withhold or replace what is fetched."));
            }
        }
    }

    private void oldInterface() {
        if (Endpoint.of(settings.collateralService()).apiVersion().orElse(4) == 3) {
            warn(
                    "v3-interface-has-no-tdx-collateral",
                    "Collateral comes from version 3 of the interface, which has none for TDX; write /v4/ if the server"
                            + " offers it.");
        }
        if (settings.pccsApiVersion().equals("3.0") && Endpoint.isIntelPcs(settings.collateralService())) {
            note(
                    "collateral-version-says-3.0",
                    "CRLs from Intel's service are DER, yet the library calls the collateral version 3.0; set"
                            + " pccs_api_version to 3.1 if a verifier minds.");
        }
    }

    private void localCache() {
        warn(
                "local-cache-must-be-pre-filled",
                "local_cache_only: PCK certificates come from files that Intel's PcsClientTool makes, and from nowhere"
                        + " else.");
        warn(
                "cache-directory-depends-on-service-account",
                "The files are looked for in .dcap-qcnl below AZDCAP_CACHE, XDG_CACHE_HOME, HOME or TMPDIR of the"
                        + " account that runs the service (aesmd, qgsd), or /tmp.");
        if (report.url(UrlRole.COLLATERAL).isEmpty() && report.url(UrlRole.PCCS).isEmpty()) {
            warn(
                    "no-collateral-service",
                    "Neither collateral_service nor pccs_url is read: verification asks " + QcnlSettings.DEFAULT_URL
                            + ".");
        }
    }

    private void selfSigned() {
        boolean privateHost = report.urls().stream()
                .filter(given -> given.role() != UrlRole.LOCAL_PCK)
                .map(given -> Endpoint.of(given.url()))
                .anyMatch(url -> url.scheme().equals("https") && url.isPrivate());
        if (settings.useSecureCert() && privateHost) {
            warn(
                    "self-signed-pccs-needs-insecure",
                    "use_secure_cert is true, and a PCCS usually has a certificate of its own making: put its issuer into"
                            + " the system's certificates, or set false where that is acceptable.");
        }
    }

    private void azure(List<Endpoint> endpoints) {
        Optional<GivenUrl> local = report.url(UrlRole.LOCAL_PCK);
        boolean imds = endpoints.stream().anyMatch(Endpoint::isImds);
        if (imds) {
            warn(
                    "imds-reachable-only-from-the-guest-itself",
                    "169.254.169.254 answers in the Azure guest itself; not elsewhere, and not in every container.");
            boolean hasHeader = settings.requestHeaders().keySet().stream().anyMatch("metadata"::equalsIgnoreCase);
            if (!hasHeader || !settings.requestParameters().containsKey("api-version")) {
                warn(
                        "imds-needs-metadata-header-and-api-version",
                        "Azure's metadata service refuses requests without the header metadata: true and the parameter"
                                + " api-version; give them in custom_request_options.get_cert.");
            }
        } else if (endpoints.stream().anyMatch(Endpoint::isAzure)) {
            warn("azure-cache-knows-only-azure-machines", "Azure's cache has certificates of Azure's machines alone.");
        }
        if (local.isPresent() && !imds && !settings.requestHeaders().isEmpty()) {
            note("custom-headers-go-everywhere", "The custom headers go to local_pck_url and to pccs_url.");
        }
    }

    private void defect(GivenUrl given, String id, String text) {
        report.add(new Finding(id, Severity.DEFECT, Optional.of(given.where()), text));
    }

    private void warn(String id, String text) {
        report.add(Finding.of(Severity.WARNING, id, text));
    }

    private void note(String id, String text) {
        report.add(Finding.of(Severity.NOTE, id, text));
    }
}
