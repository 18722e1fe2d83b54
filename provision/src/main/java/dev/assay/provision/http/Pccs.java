package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.provision.CollateralSource;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.EvaluationNumbersKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.PckSource;
import dev.assay.provision.TcbSet;
import dev.assay.quote.CertificationData.PlatformReference;
import dev.assay.quote.Tee;
import java.net.URI;

/**
 * A caching service (PCCS) of version 3 or 4: Intel's, Assay's, a cloud provider's. Source: Intel PCCS 1.27,
 * {@code routes/index.js}.
 *
 * <p>What it delivers is unverified. Intel's ignores {@code tcbEvaluationDataNumber} and answers with the standard set;
 * {@link dev.assay.provision.GenuineDocument#prove} finds that out.
 */
public final class Pccs implements CollateralSource, PckSource {

    private final ServiceAddress address;
    private final ProvisioningHttp http;

    private Pccs(ServiceAddress address, ProvisioningHttp http) {
        this.address = address;
        this.http = http;
    }

    /**
     * The service at {@code address}.
     *
     * @param address as in {@code https://localhost:8081/sgx/certification/v4/}; without a path it means version 4
     */
    public static Pccs at(URI address, ProvisioningHttp http) {
        return new Pccs(ServiceAddress.of(address), http);
    }

    @Override
    public Document fetch(DocumentKey key) throws FetchException {
        if (address.version() == 3 && !isInVersion3(key)) {
            throw FetchException.of(
                    Reason.NOT_FOUND,
                    address.toString(),
                    key.text() + " from " + address + ": not asked, since version 3 has no such thing;"
                            + " ask the same server for /sgx/certification/v4/");
        }
        URI uri = key instanceof RootCaCrlKey ? address.route("sgx", "rootcacrl") : Routes.of(address, key);
        Question question = Question.get(key.text(), address.toString(), uri, Delivery.MAX_DOCUMENT);
        return Delivery.document(key, question, http.ask(question));
    }

    private static boolean isInVersion3(DocumentKey key) {
        if (key instanceof TcbInfoKey wanted) {
            return wanted.tee() == Tee.SGX && wanted.set() instanceof TcbSet.Update;
        }
        if (key instanceof IdentityKey wanted) {
            boolean known = wanted.enclave() == EnclaveIdentity.Id.QE || wanted.enclave() == EnclaveIdentity.Id.QVE;
            return known && wanted.set() instanceof TcbSet.Update;
        }
        return !(key instanceof EvaluationNumbersKey);
    }

    @Override
    public Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException {
        Question question = Question.get(
                PckQuery.title(platform, qeId),
                address.toString(),
                address.route("sgx", "pckcert", PckQuery.upperCase(platform, qeId)),
                PckAnswers.MAX_CERTIFICATE);
        return PckAnswers.chain(question, http.ask(question));
    }

    /** Where it is. */
    @Override
    public String toString() {
        return address.toString();
    }
}
