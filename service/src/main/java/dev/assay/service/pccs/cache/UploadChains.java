package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.pck.PckCertificate;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The issuer chains that come with uploaded collateral: percent-encoded PEM of two certificates, all of the same root. */
final class UploadChains {

    private static final String PCK = "SGX-PCK-Certificate-Issuer-Chain";
    private static final String IDENTITY = "SGX-Enclave-Identity-Issuer-Chain";
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private final Map<String, Bytes> chains = new HashMap<>();
    private final String tcbInfo;
    private Optional<String> root = Optional.empty();

    private UploadChains(Api api) {
        this.tcbInfo = api == Api.V3 ? "SGX-TCB-Info-Issuer-Chain" : "TCB-Info-Issuer-Chain";
    }

    static UploadChains read(Api api, JsonObject certificates) throws MalformedException, Refusal {
        UploadChains read = new UploadChains(api);
        Optional<JsonObject> pck = certificates.optionalObject(PCK);
        if (pck.isPresent()) {
            for (PckCertificate.Ca ca : PckCertificate.Ca.values()) {
                read.add(pck.get(), ca.name());
            }
        }
        read.add(certificates, read.tcbInfo);
        read.add(certificates, IDENTITY);
        return read;
    }

    Optional<Bytes> pck(PckCertificate.Ca ca) {
        return Optional.ofNullable(chains.get(ca.name()));
    }

    Optional<Bytes> tcbInfo() {
        return Optional.ofNullable(chains.get(tcbInfo));
    }

    Optional<Bytes> identity() {
        return Optional.ofNullable(chains.get(IDENTITY));
    }

    private void add(JsonObject json, String name) throws MalformedException, Refusal {
        String chain = unescaped(json, name);
        if (chain.isEmpty()) {
            return;
        }
        int second = chain.indexOf(BEGIN, chain.indexOf(BEGIN) + 1);
        if (!chain.strip().startsWith(BEGIN) || second < 0) {
            throw json.malformed(name, "no two certificates", "PEM of the issuer and the root");
        }
        String itsRoot = chain.substring(second).strip();
        if (root.isPresent() && !root.get().equals(itsRoot)) {
            throw new Refusal(
                    Status.INTEGRITY_ERROR, name + " ends in another root certificate than the chains before it");
        }
        root = Optional.of(itsRoot);
        chains.put(name, Bytes.ofUtf8(chain));
    }

    /** A percent-encoded text; a plus sign is one. */
    static String unescaped(JsonObject json, String name) throws MalformedException {
        if (!json.has(name) || json.isNull(name)) {
            return "";
        }
        String text = json.string(name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i];
            if (b == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
                if (low < 0) {
                    throw json.malformed(name, "a % that two hex digits do not follow", "percent-encoded PEM");
                }
                b = high << 4 | low;
                i += 2;
            }
            out[length++] = (byte) b;
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
