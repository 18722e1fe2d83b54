package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.provision.FetchException;
import dev.assay.provision.PckSource;
import dev.assay.quote.CertificationData.PlatformReference;
import java.net.URI;
import java.time.Duration;

/**
 * The metadata service that a machine in Azure reaches at a link-local address; it knows the PCK certificate of the
 * machine's own platform. Source: microsoft/Azure-DCAP-Client, {@code src/dcap_provider.cpp}.
 */
public final class AzureInstanceMetadata implements PckSource {

    /** The same on every machine in Azure, and nobody's elsewhere. */
    public static final URI ADDRESS = URI.create("http://169.254.169.254/metadata/THIM/sgx/certification/v4/");

    /** Elsewhere nobody answers, and that should not take long to find out. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final ServiceAddress address;
    private final ProvisioningHttp http;

    private AzureInstanceMetadata(ServiceAddress address, ProvisioningHttp http) {
        this.address = address;
        this.http = http;
    }

    public static AzureInstanceMetadata of(ProvisioningHttp http) {
        return at(ADDRESS, http);
    }

    /** A service with the same manners. */
    public static AzureInstanceMetadata at(URI address, ProvisioningHttp http) {
        return new AzureInstanceMetadata(ServiceAddress.of(address), http.within(DEADLINE));
    }

    @Override
    public Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException {
        Question question = Question.get(
                        PckQuery.title(platform, qeId),
                        address.toString(),
                        address.route(
                                "sgx",
                                "pckcert",
                                PckQuery.lowerCase(
                                        platform,
                                        qeId,
                                        "clientid",
                                        AzureThim.CLIENT_ID,
                                        "api-version",
                                        AzureThim.CERTIFICATE_API)),
                        PckAnswers.MAX_CERTIFICATE)
                .withHeader("metadata", "true");
        return PckAnswers.chain(question, http.ask(question));
    }

    /** Where it is. */
    @Override
    public String toString() {
        return address.toString();
    }
}
