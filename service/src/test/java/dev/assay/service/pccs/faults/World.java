package dev.assay.service.pccs.faults;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PemHeader;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.MisfiledException;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.simulator.CertificateExtension;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.TestPlatform;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.StandInPcs;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A stand-in for Intel's PCS under a PKI of its own, and what is needed to start caches before it and to judge them. */
final class World implements AutoCloseable {

    private final int port;
    private final PcsCatalog catalog;
    private final StandInPcs pcs;
    private final DocumentVerifier verifier;

    private World(int port, PcsCatalog catalog, StandInPcs pcs) {
        this.port = port;
        this.catalog = catalog;
        this.pcs = pcs;
        this.verifier = DocumentVerifier.of(catalog.pki().anchor(), Ecdsa.preferred());
    }

    static World start() throws IOException {
        return start(Instant.now());
    }

    /** With documents that are issued a day before {@code at} and good for 30 days. */
    static World start(Instant at) throws IOException {
        int port = freePort();
        // A root whose CRL is where the stand-in will serve it.
        TestPki pki = TestPki.of(2026)
                .withRoot(root -> root.with(
                        CertificateExtension.crlDistributionPoint("http://127.0.0.1:" + port + "/IntelSGXRootCA.der")));
        PcsCatalog catalog = PcsCatalog.of(Seed.of(2026), pki, at);
        return new World(port, catalog, StandInPcs.start(catalog, InstantSource.system(), port));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    PcsCatalog catalog() {
        return catalog;
    }

    StandInPcs pcs() {
        return pcs;
    }

    URI upstream() {
        return URI.create("http://127.0.0.1:" + port + "/sgx/certification/v4/");
    }

    /** The number-th family of platforms; nobody has asked for it yet. */
    static Bytes fmspc(int number) {
        return Bytes.of(new byte[] {0x50, (byte) (number >> 8), (byte) number, 0x57, 0, 0});
    }

    /** A machine of a family, which the stand-in knows from now on. */
    PcsPlatform platform(long seed, Bytes fmspc) {
        TestPlatform machine = TestPlatform.of(Seed.of(seed)).withFmspc(fmspc);
        return catalog.add(machine, PcsPlatform.Kind.SINGLE_PACKAGE);
    }

    /** For a cache in this process. */
    PccsOptions options(PccsOptions.Database database, Mode mode) {
        return options(database, mode, upstream(), new PccsOptions.Tls.PlainHttp());
    }

    PccsOptions options(PccsOptions.Database database, Mode mode, URI upstream, PccsOptions.Tls tls) {
        return new PccsOptions(
                new InetSocketAddress("127.0.0.1", 0),
                database,
                mode,
                upstream,
                catalog.pki().anchor(),
                tls,
                new PccsOptions.Tokens(Optional.of(Tokens.hash(Tokens.ADMIN)), Optional.of(Tokens.hash(Tokens.USER))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new PccsOptions.Schedule("0 0 1 * * *", Duration.ofDays(1)),
                PccsOptions.Limits.defaults(),
                false);
    }

    /** For a cache in a process of its own. */
    Map<String, String> settings(Path folder, Mode mode) throws IOException {
        Path root = folder.resolve("root.pem");
        Files.write(root, catalog.pki().root().certificate().pem().toArray());
        Map<String, String> settings = new HashMap<>();
        settings.put("root", root.toString());
        settings.put("upstream", upstream().toString());
        settings.put("mode", mode.name());
        settings.put("data", folder.resolve("data").toString());
        return settings;
    }

    /** Where a cache serves a document. */
    static String target(DocumentKey key) {
        if (key instanceof DocumentKey.TcbInfoKey tcb) {
            return "/" + tee(tcb.tee()) + "/certification/v4/tcb?fmspc="
                    + tcb.fmspc().hex() + "&update=" + tcb.set().text();
        }
        if (key instanceof DocumentKey.PckCrlKey crl) {
            return "/sgx/certification/v4/pckcrl?encoding=der&ca="
                    + crl.ca().toString().toLowerCase(Locale.ROOT);
        }
        if (key instanceof DocumentKey.IdentityKey identity) {
            String update = "?update=" + identity.set().text();
            return switch (identity.enclave()) {
                case QE -> "/sgx/certification/v4/qe/identity" + update;
                case QVE -> "/sgx/certification/v4/qve/identity" + update;
                case QAE -> "/sgx/certification/v4/qae/identity" + update;
                case TD_QE -> "/tdx/certification/v4/qe/identity" + update;
            };
        }
        return "/sgx/certification/v4/rootcacrl";
    }

    private static String tee(Tee tee) {
        return tee == Tee.SGX ? "sgx" : "tdx";
    }

    static DocumentKey.TcbInfoKey sgx(Bytes fmspc) {
        return new DocumentKey.TcbInfoKey(Tee.SGX, fmspc, TcbSet.Update.STANDARD);
    }

    /** Proves that what was answered is a genuine document of this key. */
    GenuineDocument prove(DocumentKey key, HttpResponse<byte[]> answer)
            throws NotGenuineException, MisfiledException, MalformedException {
        return prove(key, answer, verifier);
    }

    static GenuineDocument prove(DocumentKey key, HttpResponse<byte[]> answer, DocumentVerifier verifier)
            throws NotGenuineException, MisfiledException, MalformedException {
        String name = switch (key) {
            case DocumentKey.TcbInfoKey tcb -> "TCB-Info-Issuer-Chain";
            case DocumentKey.IdentityKey identity -> "SGX-Enclave-Identity-Issuer-Chain";
            case DocumentKey.PckCrlKey crl -> "SGX-PCK-CRL-Issuer-Chain";
            default -> "";
        };
        Optional<Bytes> chain = name.isEmpty()
                ? Optional.empty()
                : Optional.of(PemHeader.decode(answer.headers().firstValue(name).orElse("")));
        return GenuineDocument.prove(new Document(key, Bytes.of(answer.body()), chain), verifier);
    }

    /** What an answer says against itself, for the report of a failure. */
    static String says(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " "
                + new String(answer.body(), 0, Math.min(80, answer.body().length), StandardCharsets.UTF_8) + ", cause "
                + answer.headers().firstValue("Assay-Cause").orElse("none");
    }

    static String registration(PcsPlatform platform) {
        return registration(
                upper(platform.qeId()),
                upper(platform.pceId()),
                upper(platform.rawTcb().cpuSvn()),
                littleEndian(platform.rawTcb().pceSvn()),
                upper(platform.encryptedPpid()));
    }

    static String registration(String qeId, String pceId, String cpuSvn, String pceSvn, String encryptedPpid) {
        return """
                {"qe_id":"%s","pce_id":"%s","cpu_svn":"%s","pce_svn":"%s","enc_ppid":"%s"}""".formatted(qeId, pceId, cpuSvn, pceSvn, encryptedPpid);
    }

    /** Where a cache serves a platform's certificate. */
    static String pckCert(PcsPlatform platform) {
        return pckCert(
                upper(platform.qeId()),
                upper(platform.pceId()),
                upper(platform.rawTcb().cpuSvn()),
                littleEndian(platform.rawTcb().pceSvn()),
                upper(platform.encryptedPpid()));
    }

    static String pckCert(String qeId, String pceId, String cpuSvn, String pceSvn, String encryptedPpid) {
        return "/sgx/certification/v4/pckcert?qeid=" + qeId + "&pceid=" + pceId + "&cpusvn=" + cpuSvn + "&pcesvn="
                + pceSvn + "&encrypted_ppid=" + encryptedPpid;
    }

    /** The certificate that is right for a platform's raw TCB. */
    static Bytes rightCertificate(PcsPlatform platform) {
        return platform.certificate(platform.levelFor(platform.rawTcb()).orElseThrow())
                .pem();
    }

    static String upper(Bytes bytes) {
        return bytes.hex().toUpperCase(Locale.ROOT);
    }

    static String littleEndian(int pceSvn) {
        return "%02X%02X".formatted(pceSvn & 0xff, pceSvn >> 8);
    }

    @Override
    public void close() {
        pcs.close();
    }
}
