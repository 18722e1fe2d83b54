package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckPlatform;
import dev.assay.provision.TcbSet;
import dev.assay.provision.http.IntelPcs;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.cache.Cache.PckQuery;
import dev.assay.simulator.pcs.PcsPlatform;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The body of {@code PUT platformcollateral} as Intel's PcsClientTool makes it, of what the stand-in serves; a test may spoil it. */
final class UploadBody {

    final Map<String, Object> platform = new LinkedHashMap<>();
    final Map<String, Object> pckCerts = new LinkedHashMap<>();
    final List<Map<String, Object>> certs = new ArrayList<>();
    final Map<String, Object> tcbInfo = new LinkedHashMap<>();
    final Map<String, Object> certificates = new LinkedHashMap<>();
    final Map<String, Object> pckChains = new LinkedHashMap<>();
    final Map<String, Object> collaterals = new LinkedHashMap<>();

    private UploadBody() {}

    /** All of a platform, with its raw TCB named. */
    static UploadBody of(World world, PcsPlatform of) throws FetchException {
        IntelPcs pcs = world.client();
        PckQuery query = World.query(of);
        UploadBody body = new UploadBody();
        body.platform.put("qe_id", query.qeId());
        body.platform.put("pce_id", query.pceId());
        body.platform.put("cpu_svn", query.cpuSvn());
        body.platform.put("pce_svn", query.pceSvn());
        body.platform.put("enc_ppid", query.encryptedPpid().orElseThrow());
        body.platform.put("platform_manifest", "");
        PckCertificateList list = pcs.pckCertificates(new PckPlatform.ByEncryptedPpid(of.encryptedPpid(), of.pceId()));
        for (PckCertificateList.Entry entry : list.entries()) {
            Map<String, Object> cert = new LinkedHashMap<>();
            cert.put("tcbm", World.hex(entry.tcbm()));
            cert.put("cert", entry.certificate().map(UploadBody::escaped).orElse("Not available"));
            body.certs.add(cert);
        }
        body.pckCerts.put("qe_id", query.qeId());
        body.pckCerts.put("pce_id", query.pceId());
        body.pckCerts.put("enc_ppid", query.encryptedPpid().orElseThrow());
        body.pckCerts.put("platform_manifest", "");
        body.pckCerts.put("certs", body.certs);
        Document tcb = pcs.fetch(new TcbInfoKey(Tee.SGX, of.fmspc(), TcbSet.Update.STANDARD));
        body.tcbInfo.put("fmspc", World.hex(of.fmspc()));
        body.tcbInfo.put("sgx_tcbinfo", tree(tcb.body()));
        body.collaterals.put("version", 4);
        body.collaterals.put("pck_certs", List.of(body.pckCerts));
        body.collaterals.put("tcbinfos", List.of(body.tcbInfo));
        Document crl = pcs.fetch(new PckCrlKey(of.ca()));
        body.collaterals.put(
                "pckcacrl",
                Map.of(
                        of.ca() == PckCertificate.Ca.PROCESSOR ? "processorCrl" : "platformCrl",
                        crl.body().hex()));
        Document identity = pcs.fetch(new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD));
        body.collaterals.put("qeidentity", identity.body().latin1());
        body.collaterals.put("rootcacrl", pcs.fetch(new RootCaCrlKey()).body().hex());
        body.collaterals.put("rootcacrl_cdp", "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");
        body.pckChains.put(of.ca().name(), escaped(list.issuerChain()));
        body.certificates.put("SGX-PCK-Certificate-Issuer-Chain", body.pckChains);
        body.certificates.put("TCB-Info-Issuer-Chain", escaped(tcb.issuerChain().orElseThrow()));
        body.certificates.put(
                "SGX-Enclave-Identity-Issuer-Chain",
                escaped(identity.issuerChain().orElseThrow()));
        body.collaterals.put("certificates", body.certificates);
        return body;
    }

    Bytes json() {
        return Bytes.ofUtf8(JsonMapper.shared()
                .writeValueAsString(Map.of("platforms", List.of(platform), "collaterals", collaterals)));
    }

    static Object tree(Bytes json) {
        return JsonMapper.shared().readTree(json.latin1());
    }

    static String escaped(Bytes pem) {
        return URLEncoder.encode(pem.latin1(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    static DocumentKey tcbKey(PcsPlatform of) {
        return new TcbInfoKey(Tee.SGX, of.fmspc(), TcbSet.Update.STANDARD);
    }
}
