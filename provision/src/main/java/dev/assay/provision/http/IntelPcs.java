package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonText;
import dev.assay.pck.Crl;
import dev.assay.pck.CrlDistributionPoint;
import dev.assay.provision.CollateralSource;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckPlatform;
import dev.assay.provision.PckSource;
import dev.assay.quote.CertificationData.PlatformReference;
import dev.assay.verify.TrustAnchor;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Intel's provisioning certification service, version 4. Source: Intel SGX and TDX PCS API v4.
 *
 * <p>What it delivers is unverified. Collateral is free for everybody; PCK certificates may need a subscription key.
 */
public final class IntelPcs implements CollateralSource, PckSource {

    /** Where Intel has it. */
    public static final URI ADDRESS = URI.create("https://api.trustedservices.intel.com/sgx/certification/v4/");

    /** The distribution point that Intel's certificates name. */
    public static final URI ROOT_CA_CRL =
            URI.create("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");

    private static final int MAX_FMSPCS = 1 << 20;

    private final ServiceAddress address;
    private final URI rootCaCrl;
    private final Optional<SubscriptionKey> key;
    private final ProvisioningHttp http;

    private IntelPcs(ServiceAddress address, URI rootCaCrl, Optional<SubscriptionKey> key, ProvisioningHttp http) {
        this.address = address;
        this.rootCaCrl = rootCaCrl;
        this.key = key;
        this.http = http;
    }

    /** Intel's own. */
    public static IntelPcs of(ProvisioningHttp http) {
        return at(ADDRESS, http);
    }

    /**
     * A service with Intel's manners.
     *
     * @param address as in {@link #ADDRESS}
     */
    public static IntelPcs at(URI address, ProvisioningHttp http) {
        ServiceAddress service = ServiceAddress.of(address);
        if (service.version() != 4) {
            throw new IllegalArgumentException(
                    address + ": Intel's service has ended version 3 in April 2026; expected /sgx/certification/v4/");
        }
        return new IntelPcs(service, ROOT_CA_CRL, Optional.empty(), http);
    }

    /** The same, which sends {@code subscription} where PCK certificates are asked for. Default: none. */
    public IntelPcs withSubscriptionKey(SubscriptionKey subscription) {
        return new IntelPcs(address, rootCaCrl, Optional.of(subscription), http);
    }

    /** The same with another address of the root CA CRL. Default: {@link #ROOT_CA_CRL}. */
    public IntelPcs withRootCaCrl(URI changed) {
        return new IntelPcs(address, changed, key, http);
    }

    /** The same for another root, whose CRL is where its certificate says; where it says nothing, nothing changes. */
    public IntelPcs under(TrustAnchor anchor) {
        try {
            return CrlDistributionPoint.of(anchor.root())
                    .map(this::withRootCaCrl)
                    .orElse(this);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the root certificate of " + anchor.domain() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Document fetch(DocumentKey wanted) throws FetchException {
        boolean root = wanted instanceof RootCaCrlKey;
        Question question = Question.get(
                wanted.text(),
                root ? rootCaCrl.toString() : address.toString(),
                root ? rootCaCrl : Routes.of(address, wanted),
                Delivery.MAX_DOCUMENT);
        return Delivery.document(wanted, question, http.ask(question));
    }

    /** The CRL at a distribution point that a certificate names; DER. */
    public Bytes crl(URI distributionPoint) throws FetchException {
        Question question = Question.get("CRL", distributionPoint.toString(), distributionPoint, Delivery.MAX_DOCUMENT);
        Answer answer = http.ask(question);
        try {
            return Crl.parse(answer.body()).der();
        } catch (MalformedException e) {
            throw Delivery.unusable(question, answer, e);
        }
    }

    /** All PCK certificates of a platform. */
    public PckCertificateList pckCertificates(PckPlatform platform) throws FetchException {
        String pceId = upper(platform.pceId());
        Question question;
        if (platform instanceof PckPlatform.ByEncryptedPpid known) {
            String ppid = upper(known.encryptedPpid());
            question = Question.get(
                    "PCK certificates of the platform with encrypted PPID " + ppid.substring(0, 16) + "...",
                    address.toString(),
                    address.route("sgx", "pckcerts", "encrypted_ppid", ppid, "pceid", pceId),
                    PckAnswers.MAX_LIST);
        } else if (platform instanceof PckPlatform.ByManifest registered) {
            Map<String, String> members = new LinkedHashMap<>();
            members.put("platformManifest", upper(registered.platformManifest()));
            members.put("pceid", pceId);
            question = Question.post(
                    "PCK certificates of the platform with manifest "
                            + Integer.toHexString(registered.platformManifest().hashCode()),
                    address.toString(),
                    address.route("sgx", "pckcerts"),
                    "application/json",
                    Bytes.ofUtf8(JsonText.object(members)),
                    PckAnswers.MAX_LIST);
        } else {
            throw new IllegalStateException("unknown kind of platform " + platform);
        }
        question = subscribed(question);
        return PckAnswers.list(question, http.ask(question));
    }

    @Override
    public Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException {
        if (platform.type() != 3 || platform.pceId().isEmpty()) {
            throw FetchException.of(
                    Reason.BAD_REQUEST,
                    address.toString(),
                    "PCK certificate from " + address + ": the quote has certification data of type " + platform.type()
                            + "; Intel's service finds platforms by a PPID encrypted with RSA-3072 and a PCE-ID, type 3;"
                            + " ask a PCCS, which finds them by QE-ID");
        }
        Question question = subscribed(Question.get(
                PckQuery.title(platform, qeId),
                address.toString(),
                address.route("sgx", "pckcert", pckQuery(platform)),
                PckAnswers.MAX_CERTIFICATE));
        return PckAnswers.chain(question, http.ask(question));
    }

    private static String[] pckQuery(PlatformReference platform) {
        return new String[] {
            "encrypted_ppid", upper(platform.ppid()),
            "cpusvn", upper(platform.cpuSvn()),
            "pcesvn", upper(platform.encoded().slice(platform.ppid().length() + 16, 2)),
            "pceid", upper(platform.pceId().orElseThrow())
        };
    }

    /**
     * Intel's list of FMSPCs: JSON that nobody signs.
     *
     * @param platform {@code all}, {@code client}, {@code E3} or {@code E5}; empty for all
     */
    public Bytes fmspcs(Optional<String> platform) throws FetchException {
        URI uri = platform.map(kind -> address.route("sgx", "fmspcs", "platform", kind))
                .orElseGet(() -> address.route("sgx", "fmspcs"));
        Question question = Question.get("FMSPCs", address.toString(), uri, MAX_FMSPCS);
        Answer answer = http.ask(question);
        try {
            // The one reader of JSON wants an object.
            Delivery.json(question.what(), Bytes.concat(Bytes.ofUtf8("{\"list\":"), answer.body(), Bytes.ofUtf8("}")));
            return answer.body();
        } catch (MalformedException e) {
            throw Delivery.unusable(question, answer, e);
        }
    }

    private Question subscribed(Question question) {
        return key.map(subscription -> question.withHeader(SubscriptionKey.HEADER, subscription.text()))
                .orElse(question);
    }

    private static String upper(Bytes bytes) {
        return bytes.hex().toUpperCase(Locale.ROOT);
    }

    /** Where it is. */
    @Override
    public String toString() {
        return address.toString();
    }
}
