package dev.assay.service.pccs.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.service.pccs.http.RunningPccs.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The requests of Azure's client, as vectors/pccs-golden/clients.json has them. */
@Timeout(60)
class ThimContractTest {

    private static final String V4 = "/sgx/certification/v4/";
    private static final String CLIENT = "clientid=production_client&api-version=2020-02-12-preview";
    private static final String QUERY =
            "qeid=16a5b41ebb076d263a1e39e64e7175e7" + "&cpusvn=0f0f0205ff8007000000000000000000&pcesvn=0900&pceid=0000";

    @TempDir
    private static Path folder;

    private static RunningPccs pccs;

    @BeforeAll
    static void start() throws Exception {
        pccs = RunningPccs.start(folder, true);
        pccs.fill();
    }

    @AfterAll
    static void stop() {
        pccs.close();
    }

    @Test
    void deliversCertificatesAsJsonToAzuresClientAlone() throws Exception {
        Reply azure = pccs.get("/metadata/THIM" + V4 + "pckcert?" + QUERY + "&" + CLIENT, "metadata:true");
        assertThat(azure.header("Cache-Control")).startsWith("max-age=");
        assertThat(azure.body())
                .startsWith("{\"pckCert\":\"-----BEGIN CERTIFICATE-----\\n")
                .contains("\"sgx-Pck-Certificate-Issuer-Chain\":\"-----BEGIN%20CERTIFICATE-----%0A")
                .contains("\"sgx-Tcbm\":\"0D0D02040180030000000000000000000900\"");
        assertThat(pccs.get(V4 + "pckcert?" + QUERY, "metadata: true").body()).startsWith("{");
        assertThat(pccs.get(V4 + "pckcert?" + QUERY).body()).startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void deliversCrlsAsPemByNamesThatAreEscapedTwice() throws Exception {
        String[] names = {
            "https%253a%252f%252fcertificates.trustedservices.intel.com%252fintelsgxpckprocessor.crl",
            "https%253a%252f%252fcertificates.trustedservices.intel.com%252fintelsgxrootca.crl",
            "https%253a%252f%252fapi.trustedservices.intel.com%252fsgx%252fcertification%252fv3%252fpckcrl"
                    + "%253fca%253dplatform%2526encoding%253dpem"
        };
        for (String name : names) {
            Reply reply = pccs.get(V4 + "pckcrl?uri=" + name + "&" + CLIENT);
            assertThat(reply.body()).startsWith("-----BEGIN X509 CRL-----\n");
            assertThat(reply.header("SGX-PCK-CRL-Issuer-Chain")).startsWith("-----BEGIN%20CERTIFICATE-----%0A");
            assertThat(reply.header("Cache-Control")).startsWith("max-age=");
        }
    }

    @Test
    void namesTheChainOfATcbInfoInBothWays() throws Exception {
        Reply reply = pccs.get("/tdx/certification/v4/tcb?fmspc=00a06d080000&" + CLIENT);
        assertThat(reply.header("SGX-TCB-Info-Issuer-Chain"))
                .isNotEmpty()
                .isEqualTo(reply.header("TCB-Info-Issuer-Chain"));
        assertThat(pccs.get(V4 + "rootcacrl?clientid=production_client").header("SGX-PCK-CRL-Issuer-Chain"))
                .isNotEmpty();
    }
}
