package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.internal.json.JsonObject;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.MisfiledException;
import dev.assay.provision.PckCertificateList.Entry;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Upload.UploadedPlatform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and proves the body of {@code PUT platformcollateral}, which Intel's PcsClientTool makes. What has the wrong shape
 * is a bad request, what is not genuine fails the integrity check; either way nothing of it is kept.
 */
final class UploadReader {

    private static final String NOT_AVAILABLE = "Not available";

    private final Api api;
    private final DocumentVerifier verifier;
    private final UploadChains chains;
    private final Known known;
    private final List<GenuineDocument> documents = new ArrayList<>();

    /** Finds the issuer chain of a document that is in the cache, for an upload that does not bring it along. */
    interface Known {
        Optional<Bytes> issuerChain(DocumentKey key);
    }

    private UploadReader(Api api, DocumentVerifier verifier, UploadChains chains, Known known) {
        this.api = api;
        this.verifier = verifier;
        this.chains = chains;
        this.known = known;
    }

    static Upload read(Api api, Bytes body, DocumentVerifier verifier, Known known) throws Refusal {
        try {
            JsonObject json = JsonObject.parse("platform collateral", body);
            Map<String, NamedPlatform> named = named(json.objects("platforms"));
            JsonObject collaterals = json.object("collaterals");
            if (collaterals.has("version")) {
                collaterals.integer("version", api.number(), api.number());
            }
            UploadChains chains = UploadChains.read(api, collaterals.object("certificates"));
            UploadReader reader = new UploadReader(api, verifier, chains, known);
            List<UploadedPlatform> platforms = reader.platforms(collaterals.objects("pck_certs"), named);
            reader.readDocuments(collaterals);
            return new Upload(reader.documents, platforms);
        } catch (MalformedException e) {
            throw new Refusal(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (NotGenuineException | MisfiledException e) {
            throw new Refusal(Status.INTEGRITY_ERROR, "nothing was kept: " + e.getMessage());
        }
    }

    private record NamedPlatform(String encryptedPpid, String manifest, List<RawTcb> raws) {}

    private static Map<String, NamedPlatform> named(List<JsonObject> platforms) throws MalformedException {
        Map<String, NamedPlatform> named = new LinkedHashMap<>();
        for (JsonObject json : platforms) {
            String name = Json.qeId(json) + "/" + Json.hex(json, "pce_id", 4);
            String cpuSvn = Json.hexOrEmpty(json, "cpu_svn", 32);
            String pceSvn = Json.hexOrEmpty(json, "pce_svn", 4);
            NamedPlatform platform =
                    new NamedPlatform(Json.hexOrEmpty(json, "enc_ppid", 768), Json.manifest(json), new ArrayList<>());
            NamedPlatform first = named.putIfAbsent(name, platform);
            if (!cpuSvn.isEmpty() && !pceSvn.isEmpty()) {
                (first == null ? platform : first).raws().add(new RawTcb(cpuSvn, pceSvn));
            }
        }
        return named;
    }

    private List<UploadedPlatform> platforms(List<JsonObject> pckCerts, Map<String, NamedPlatform> named)
            throws MalformedException, NotGenuineException, Refusal {
        List<UploadedPlatform> platforms = new ArrayList<>();
        for (JsonObject json : pckCerts) {
            String qeId = Json.qeId(json);
            String pceId = Json.hex(json, "pce_id", 4);
            String encryptedPpid = Json.hexOrEmpty(json, "enc_ppid", 768);
            ProvenCertificates certificates = certificates(json.objects("certs"), json, Platforms.bytes(pceId));
            NamedPlatform it = named.getOrDefault(
                    qeId + "/" + pceId, new NamedPlatform(encryptedPpid, Json.manifest(json), List.of()));
            platforms.add(
                    new UploadedPlatform(qeId, pceId, it.encryptedPpid(), it.manifest(), it.raws(), certificates));
        }
        return platforms;
    }

    private ProvenCertificates certificates(List<JsonObject> certs, JsonObject platform, Bytes pceId)
            throws MalformedException, NotGenuineException, Refusal {
        List<Entry> entries = new ArrayList<>();
        for (JsonObject cert : certs) {
            Bytes tcbm = cert.hex("tcbm", 18);
            String pem = UploadChains.unescaped(cert, "cert");
            if (!pem.equals(NOT_AVAILABLE)) {
                entries.add(new Entry(tcbm, Optional.of(Bytes.ofUtf8(pem))));
            }
        }
        if (entries.isEmpty()) {
            throw platform.malformed("certs", "no certificates", "one at least");
        }
        PckCertificate.Ca ca = PckCertificate.Ca.named(
                Certificates.parse(entries.getFirst().certificate().orElseThrow())
                        .getIssuerX500Principal());
        Bytes chain =
                chains.pck(ca).or(() -> known.issuerChain(new PckCrlKey(ca))).orElseThrow(() -> missing(ca.name()));
        try {
            return ProvenCertificates.prove(entries, chain, pceId, 0, verifier, "the upload");
        } catch (Refusal refusal) {
            throw new Refusal(Status.INTEGRITY_ERROR, String.valueOf(refusal.getMessage()));
        }
    }

    private void readDocuments(JsonObject json)
            throws MalformedException, NotGenuineException, MisfiledException, Refusal {
        for (JsonObject tcbInfo : json.objects("tcbinfos")) {
            readTcbInfos(tcbInfo);
        }
        Optional<JsonObject> crls = json.optionalObject("pckcacrl");
        if (crls.isPresent()) {
            readPckCrl(crls.get(), "processorCrl", PckCertificate.Ca.PROCESSOR);
            readPckCrl(crls.get(), "platformCrl", PckCertificate.Ca.PLATFORM);
        }
        readIdentity(json, "qeidentity", EnclaveIdentity.Id.QE);
        readIdentity(json, "tdqeidentity", EnclaveIdentity.Id.TD_QE);
        readIdentity(json, "qveidentity", EnclaveIdentity.Id.QVE);
        String rootCaCrl = text(json, "rootcacrl");
        if (!rootCaCrl.isEmpty()) {
            add(new RootCaCrlKey(), Bytes.ofUtf8(rootCaCrl), Optional.empty());
        }
    }

    private void readTcbInfos(JsonObject json)
            throws MalformedException, NotGenuineException, MisfiledException, Refusal {
        Bytes fmspc = json.hex("fmspc", 6);
        if (api == Api.V3) {
            readTcbInfo(json, "tcbinfo", new TcbInfoKey(Tee.SGX, fmspc, TcbSet.Update.STANDARD));
            readTcbInfo(json, "tcbinfo_early", new TcbInfoKey(Tee.SGX, fmspc, TcbSet.Update.EARLY));
            if (!json.has("tcbinfo") && !json.has("tcbinfo_early")) {
                throw json.malformed("tcbinfo", "nothing", "a TCB info of API v3");
            }
            return;
        }
        for (TcbSet.Update update : TcbSet.Update.values()) {
            String suffix = update == TcbSet.Update.EARLY ? "_early" : "";
            readTcbInfo(json, "sgx_tcbinfo" + suffix, new TcbInfoKey(Tee.SGX, fmspc, update));
            readTcbInfo(json, "tdx_tcbinfo" + suffix, new TcbInfoKey(Tee.TDX, fmspc, update));
        }
    }

    private void readTcbInfo(JsonObject json, String name, TcbInfoKey key)
            throws MalformedException, NotGenuineException, MisfiledException, Refusal {
        if (json.has(name) && !json.isNull(name)) {
            Bytes signed = Json.compact(json.object(name).source());
            add(key, signed, Optional.of(chain(chains.tcbInfo(), key)));
        }
    }

    private void readIdentity(JsonObject json, String name, EnclaveIdentity.Id id)
            throws MalformedException, NotGenuineException, MisfiledException, Refusal {
        for (TcbSet.Update update : TcbSet.Update.values()) {
            String identity = text(json, name + (update == TcbSet.Update.EARLY ? "_early" : ""));
            if (!identity.isEmpty()) {
                IdentityKey key = new IdentityKey(id, update);
                add(key, Bytes.ofUtf8(identity), Optional.of(chain(chains.identity(), key)));
            }
        }
    }

    private void readPckCrl(JsonObject json, String name, PckCertificate.Ca ca)
            throws MalformedException, NotGenuineException, MisfiledException, Refusal {
        String crl = text(json, name);
        if (!crl.isEmpty()) {
            PckCrlKey key = new PckCrlKey(ca);
            add(key, Bytes.ofUtf8(crl), Optional.of(chain(chains.pck(ca), key)));
        }
    }

    private Bytes chain(Optional<Bytes> given, DocumentKey key) throws Refusal {
        return given.or(() -> known.issuerChain(key)).orElseThrow(() -> missing(key.text()));
    }

    private static Refusal missing(String what) {
        return new Refusal(
                Status.BAD_REQUEST, "certificates has no issuer chain for " + what + ", and none is in the cache");
    }

    private void add(DocumentKey key, Bytes body, Optional<Bytes> chain) throws NotGenuineException, MisfiledException {
        documents.add(GenuineDocument.prove(new Document(key, body, chain), verifier));
    }

    private static String text(JsonObject json, String name) throws MalformedException {
        return !json.has(name) || json.isNull(name) ? "" : json.string(name);
    }
}
