package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.CollateralSource;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.EvaluationNumbersKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.PckSource;
import dev.assay.provision.TcbSet;
import dev.assay.quote.CertificationData.PlatformReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Azure's Trusted Hardware Identity Management: a cache that everybody may ask, by the manners of Azure's own client.
 * Source: microsoft/Azure-DCAP-Client, {@code src/dcap_provider.cpp}, and its requests in vectors/pccs-golden.
 *
 * <p>What it delivers is unverified. A machine in Azure asks {@link AzureInstanceMetadata} for its own PCK certificate.
 */
public final class AzureThim implements CollateralSource, PckSource {

    /** The cache for all regions. It tells CRLs by their distribution point. */
    public static final URI PUBLIC_CACHE = URI.create("https://global.acccache.azure.net/sgx/certification/v4/");

    static final String CLIENT_ID = "production_client";
    static final String CERTIFICATE_API = "2021-07-22-preview";
    private static final String CRL_API = "2020-02-12-preview";
    private static final String DOCUMENT_API = "2018-10-01-preview";

    // Escaped once here and once more as parameters, as the cache expects.
    private static final String PROCESSOR_CRL =
            "https%3a%2f%2fcertificates.trustedservices.intel.com%2fintelsgxpckprocessor.crl";
    private static final String PLATFORM_CRL = "https%3a%2f%2fapi.trustedservices.intel.com%2fsgx%2fcertification"
            + "%2fv3%2fpckcrl%3fca%3dplatform%26encoding%3dpem";
    private static final String ROOT_CRL = "https%3a%2f%2fcertificates.trustedservices.intel.com%2fintelsgxrootca.crl";

    private final ServiceAddress address;
    private final boolean crlsByUri;
    private final ProvisioningHttp http;

    private AzureThim(ServiceAddress address, boolean crlsByUri, ProvisioningHttp http) {
        this.address = address;
        this.crlsByUri = crlsByUri;
        this.http = http;
    }

    /** The cache for all regions. */
    public static AzureThim publicCache(ProvisioningHttp http) {
        return publicCacheAt(PUBLIC_CACHE, http);
    }

    /** A cache with the manners of {@link #PUBLIC_CACHE}. */
    public static AzureThim publicCacheAt(URI address, ProvisioningHttp http) {
        return new AzureThim(ServiceAddress.of(address), true, http);
    }

    /**
     * The cache of a region.
     *
     * @param region as in {@code westeurope}
     */
    public static AzureThim region(String region, ProvisioningHttp http) {
        if (!region.matches("[a-z0-9]{1,40}")) {
            throw new IllegalArgumentException(
                    "\"" + region + "\" names no region of Azure; expected one as westeurope");
        }
        return regionAt(URI.create("https://" + region + ".thim.azure.net/sgx/certification/v4/"), http);
    }

    /** A cache with the manners of a region's: it tells CRLs by CA. */
    public static AzureThim regionAt(URI address, ProvisioningHttp http) {
        return new AzureThim(ServiceAddress.of(address), false, http);
    }

    @Override
    public Document fetch(DocumentKey key) throws FetchException {
        Question question = Question.get(key.text(), address.toString(), uri(key), Delivery.MAX_DOCUMENT);
        return Delivery.document(key, question, http.ask(question));
    }

    private URI uri(DocumentKey key) {
        if (key instanceof TcbInfoKey wanted) {
            return address.route(
                    Routes.tee(wanted.tee()),
                    "tcb",
                    document(wanted.set(), "fmspc", wanted.fmspc().hex()));
        }
        if (key instanceof IdentityKey wanted) {
            String tee = wanted.enclave() == EnclaveIdentity.Id.TD_QE ? "tdx" : "sgx";
            String enclave = switch (wanted.enclave()) {
                case QE, TD_QE -> "qe";
                case QVE -> "qve";
                case QAE -> "qae";
            };
            return address.route(tee, enclave + "/identity", document(wanted.set()));
        }
        if (key instanceof EvaluationNumbersKey wanted) {
            return address.route(Routes.tee(wanted.tee()), "tcbevaluationdatanumbers", "clientid", CLIENT_ID);
        }
        if (key instanceof PckCrlKey wanted) {
            boolean processor = wanted.ca() == PckCertificate.Ca.PROCESSOR;
            return crlsByUri
                    ? crl(processor ? PROCESSOR_CRL : PLATFORM_CRL)
                    : address.route(
                            "sgx",
                            "pckcrl",
                            "ca",
                            wanted.ca().toString().toLowerCase(Locale.ROOT),
                            "clientid",
                            CLIENT_ID);
        }
        return crlsByUri ? crl(ROOT_CRL) : address.route("sgx", "rootcacrl", "clientid", CLIENT_ID);
    }

    private URI crl(String escaped) {
        return address.route("sgx", "pckcrl", "uri", escaped, "clientid", CLIENT_ID, "api-version", CRL_API);
    }

    /** Azure's client never says which set it wants, and the cache takes that for the standard one. */
    private static String[] document(TcbSet set, String... first) {
        List<String> query = new ArrayList<>(List.of(first));
        if (set instanceof TcbSet.Numbered numbered) {
            query.addAll(List.of("tcbEvaluationDataNumber", numbered.text()));
        } else if (set == TcbSet.Update.EARLY) {
            query.addAll(List.of("update", set.text()));
        }
        query.addAll(List.of("clientid", CLIENT_ID, "api-version", DOCUMENT_API));
        return query.toArray(String[]::new);
    }

    @Override
    public Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException {
        Question question = Question.get(
                PckQuery.title(platform, qeId),
                address.toString(),
                address.route(
                        "sgx",
                        "pckcert",
                        PckQuery.lowerCase(platform, qeId, "clientid", CLIENT_ID, "api-version", CERTIFICATE_API)),
                PckAnswers.MAX_CERTIFICATE);
        return PckAnswers.chain(question, http.ask(question));
    }

    /** Where it is. */
    @Override
    public String toString() {
        return address.toString();
    }
}
