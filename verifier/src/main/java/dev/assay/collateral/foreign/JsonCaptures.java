package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Signed;
import dev.assay.collateral.foreign.PckCertificateList.Entry;
import dev.assay.ecdsa.P256Signature;
import dev.assay.internal.json.JsonObject;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.pck.PckCertificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells the JSON files of Fortanix and teepot by their members, and reads them. */
final class JsonCaptures {

    private static final String FORTANIX = "Fortanix artifact";
    private static final String TEEPOT = "teepot capture";
    private static final String NOT_AVAILABLE = "Not available";
    private static final Bytes NO_SIGNATURE = Bytes.of(new byte[64]);

    private JsonCaptures() {}

    static Optional<ForeignDocument> recognise(Bytes bytes) throws MalformedException {
        int first = firstCharacter(bytes);
        if (first == '[') {
            return Optional.of(FmspcList.parse(bytes, bytes));
        }
        if (first != '{') {
            return Optional.empty();
        }
        JsonObject json = JsonObject.parse("document", bytes);
        Optional<ForeignDocument> fortanix = fortanix(json, bytes);
        return fortanix.isPresent() ? fortanix : teepot(json, bytes);
    }

    private static Optional<ForeignDocument> fortanix(JsonObject json, Bytes bytes) throws MalformedException {
        for (String member : List.of("raw_tcb_info", "raw_enclave_identity", "raw_tcb_evaluation_data_numbers")) {
            if (json.has(member)) {
                return Optional.of(fortanixSigned(json, member, bytes));
            }
        }
        if (!json.has("ca_chain")) {
            return Optional.empty();
        }
        if (json.has("crl")) {
            json.allowOnly(Set.of("crl", "ca_chain"));
            return Optional.of(
                    new CrlCapture(FORTANIX, Crl.parse(Bytes.ofUtf8(json.string("crl"))), caChain(json), bytes));
        }
        return json.has("pck_data") || json.has("cert") ? Optional.of(pckList(json, bytes)) : Optional.empty();
    }

    private static ForeignDocument fortanixSigned(JsonObject json, String member, Bytes bytes)
            throws MalformedException {
        json.allowOnly(Set.of(member, "signature", "ca_chain"));
        Bytes der = json.octets("signature");
        Bytes signature =
                der.isEmpty() ? NO_SIGNATURE : P256Signature.ofDer(der).raw();
        Bytes content = Bytes.ofUtf8(json.string(member));
        Signed<?> document = switch (member) {
            case "raw_tcb_info" -> Signed.tcbInfo(content, signature);
            case "raw_enclave_identity" -> Signed.enclaveIdentity(content, signature);
            default -> Signed.tcbEvaluationDataNumbers(content, signature);
        };
        return new SignedCapture(FORTANIX, document, !der.isEmpty(), caChain(json), bytes);
    }

    private static PckCertificateList pckList(JsonObject json, Bytes bytes) throws MalformedException {
        List<Entry> entries = new ArrayList<>();
        if (json.has("pck_data")) {
            json.allowOnly(Set.of("pck_data", "ca_chain"));
            for (JsonObject entry : json.objects("pck_data")) {
                entry.allowOnly(Set.of("tcb", "tcbm", "cert"));
                entries.add(new Entry(Optional.of(entry.hex("tcbm", 18)), pckCertificate(entry)));
            }
        } else {
            json.allowOnly(Set.of("cert", "ca_chain"));
            entries.add(new Entry(Optional.empty(), pckCertificate(json)));
        }
        return new PckCertificateList(entries, caChain(json), bytes);
    }

    private static Optional<PckCertificate> pckCertificate(JsonObject entry) throws MalformedException {
        String pem = entry.string("cert");
        return pem.equals(NOT_AVAILABLE)
                ? Optional.empty()
                : Optional.of(PckCertificate.of(Certificates.parse(Bytes.ofUtf8(pem))));
    }

    private static List<X509Certificate> caChain(JsonObject json) throws MalformedException {
        List<String> chain = json.strings("ca_chain");
        return chain.isEmpty() ? List.of() : Certificates.parsePem(Bytes.ofUtf8(String.join("\n", chain)));
    }

    private static Optional<ForeignDocument> teepot(JsonObject json, Bytes bytes) throws MalformedException {
        for (String member : List.of("tcb_info_json", "enclave_identity_json", "tcb_evaluation_data_numbers_json")) {
            if (json.has(member)) {
                return Optional.of(teepotSigned(json, member, bytes));
            }
        }
        if (json.has("crl_data") || json.has("crl_data_base64")) {
            return Optional.of(new CrlCapture(TEEPOT, Crl.parse(teepotCrl(json)), issuerChain(json), bytes));
        }
        if (json.has("fmspcs_json")) {
            json.allowOnly(Set.of("fmspcs_json"));
            return Optional.of(FmspcList.parse(Bytes.ofUtf8(json.string("fmspcs_json")), bytes));
        }
        return Optional.empty();
    }

    private static ForeignDocument teepotSigned(JsonObject json, String member, Bytes bytes) throws MalformedException {
        json.allowOnly(Set.of(member, "issuer_chain"));
        Bytes answer = Bytes.ofUtf8(json.string(member));
        Signed<?> document = switch (member) {
            case "tcb_info_json" -> Signed.tcbInfo(answer);
            case "enclave_identity_json" -> Signed.enclaveIdentity(answer);
            default -> Signed.tcbEvaluationDataNumbers(answer);
        };
        return new SignedCapture(TEEPOT, document, true, issuerChain(json), bytes);
    }

    private static Bytes teepotCrl(JsonObject json) throws MalformedException {
        if (json.has("crl_data")) {
            json.allowOnly(Set.of("crl_data", "issuer_chain"));
            return Bytes.ofUtf8(json.string("crl_data"));
        }
        json.allowOnly(Set.of("crl_data_base64", "issuer_chain"));
        try {
            return Bytes.of(Base64.getDecoder().decode(json.string("crl_data_base64")));
        } catch (IllegalArgumentException notBase64) {
            throw json.malformed("crl_data_base64", "text that is not base64", "base64 of DER");
        }
    }

    private static List<X509Certificate> issuerChain(JsonObject json) throws MalformedException {
        return Certificates.parsePem(Bytes.ofUtf8(json.string("issuer_chain")));
    }

    private static int firstCharacter(Bytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.at(i) > ' ') {
                return bytes.at(i);
            }
        }
        return -1;
    }
}
