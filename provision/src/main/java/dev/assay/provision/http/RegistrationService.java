package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import java.net.URI;

/**
 * Intel's service for multi-package platforms: from then on it knows their keys. Source: Intel SGX Registration Service
 * API v1.
 */
public final class RegistrationService {

    /** Where Intel has it. */
    public static final URI ADDRESS = URI.create("https://api.trustedservices.intel.com/sgx/registration/v1/");

    private static final int MAX_ANSWER = 64 << 10;
    private static final String BINARY = "application/octet-stream";

    private final URI address;
    private final ProvisioningHttp http;

    private RegistrationService(URI address, ProvisioningHttp http) {
        this.address = address;
        this.http = http;
    }

    /** Intel's own. */
    public static RegistrationService of(ProvisioningHttp http) {
        return at(ADDRESS, http);
    }

    /**
     * A service with Intel's manners.
     *
     * @param address with a slash at its end
     */
    public static RegistrationService at(URI address, ProvisioningHttp http) {
        if (!address.toString().endsWith("/")) {
            throw new IllegalArgumentException(address + ": expected a slash at the end");
        }
        return new RegistrationService(address, http);
    }

    /**
     * Registers a platform; gives its PPID, 16 bytes.
     *
     * @param manifest platform manifest, as the firmware made it
     */
    public Bytes register(Bytes manifest) throws FetchException {
        Question question = post("registration of a platform", "platform", manifest);
        Answer answer = http.ask(question);
        try {
            Bytes ppid = Bytes.ofHex(answer.body().latin1().strip());
            if (ppid.length() != 16) {
                throw new MalformedException("PPID", 0, ppid.length() + " bytes", "16 bytes in hex");
            }
            return ppid;
        } catch (MalformedException e) {
            throw Delivery.unusable(question, answer, e);
        }
    }

    /**
     * What a platform gets for a package that was added to it.
     *
     * @param count how many certificates there are
     * @param certificates as delivered: slots of one size, those that are not in use are zero
     */
    public record Membership(int count, Bytes certificates) {}

    /**
     * Adds a package to a registered platform.
     *
     * @param request add-package request, as the firmware made it
     */
    public Membership addPackage(Bytes request, SubscriptionKey key) throws FetchException {
        Question question =
                post("registration of a package", "package", request).withHeader(SubscriptionKey.HEADER, key.text());
        Answer answer = http.ask(question);
        String count = answer.header("Certificate-Count").map(String::strip).orElse("no header");
        if (!count.matches("[1-8]")) {
            throw Wire.failure(
                    Reason.UNUSABLE_ANSWER,
                    question,
                    "Certificate-Count is \"" + Printable.line(count) + "\", expected 1 to 8",
                    null);
        }
        return new Membership(Integer.parseInt(count), answer.body());
    }

    /** A connection that breaks leaves open whether it was registered, so it is for the caller to decide. */
    private Question post(String what, String route, Bytes body) {
        return Question.post(what, address.toString(), address.resolve(route), BINARY, body, MAX_ANSWER)
                .once();
    }
}
