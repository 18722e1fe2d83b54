package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckTcb;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.Store;
import dev.assay.simulator.pcs.PcsPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UploadsTest {

    private static final DocumentKey QE = new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD);

    @TempDir
    private Path folder;

    private World world;
    private Store store;
    private PcsPlatform platform;
    private Cache cache;
    private UploadBody body;

    @BeforeEach
    void open() throws Exception {
        world = new World();
        platform = world.catalog().add(PcsPlatform.Kind.CLIENT);
        store = Store.sqlite(folder.resolve("pccs.db"));
        cache = world.cache(store, Mode.OFFLINE);
        body = UploadBody.of(world, platform);
    }

    @AfterEach
    void close() {
        world.close();
        store.close();
    }

    @Test
    void servesWhatWasPut() throws Exception {
        cache.put(Api.V4, body.json());

        try (Store other = Store.sqlite(folder.resolve("other.db"))) {
            assertThat(cache.pckCertificate(Api.V4, World.query(platform)))
                    .isEqualTo(world.cache(other, Mode.LAZY).pckCertificate(Api.V4, World.query(platform)));
        }
        assertThat(cache.document(Api.V4, UploadBody.tcbKey(platform)).body())
                .isEqualTo(world.client().fetch(UploadBody.tcbKey(platform)).body());
        assertThat(cache.document(Api.V4, QE).issuerChain()).isPresent();
        assertThat(cache.facts().documents()).hasSize(4);
    }

    @Test
    void versionThreeIsKeptApartAndItsCrlsAreShared() throws Exception {
        body.collaterals.put("version", 3);
        body.collaterals.put("pck_certs", List.of());
        body.collaterals.put("tcbinfos", List.of());

        cache.put(Api.V3, body.json());

        assertThat(cache.document(Api.V3, QE).body())
                .isEqualTo(world.client().fetch(QE).body());
        assertThat(cache.document(Api.V4, new PckCrlKey(platform.ca())).body().isEmpty())
                .isFalse();
        assertThat(DocumentsTest.catchRefusal(() -> cache.document(Api.V4, QE)).status())
                .isEqualTo(Status.NOT_FOUND);
        assertThat(DocumentsTest.catchRefusal(() -> cache.put(Api.V4, body.json()))
                        .status())
                .isEqualTo(Status.BAD_REQUEST);
    }

    @Test
    void oneForgedPieceUndoesItAll() {
        refuses(Status.INTEGRITY_ERROR, b -> {
            String identity = (String) b.collaterals.get("qeidentity");
            b.collaterals.put("qeidentity", identity.replaceFirst("\"isvprodid\":1", "\"isvprodid\":7"));
        });
    }

    @Test
    void aTcbInfoOfAnotherFmspcIsRefused() {
        refuses(Status.INTEGRITY_ERROR, b -> b.tcbInfo.put("fmspc", "00906EA10000"));
    }

    @Test
    void chainsOfAnotherRootAreRefused() throws Exception {
        try (World foreign = new World(2)) {
            UploadBody other = UploadBody.of(foreign, foreign.catalog().add(PcsPlatform.Kind.CLIENT));
            refuses(
                    Status.INTEGRITY_ERROR,
                    b -> b.certificates.putAll(
                            Map.of("TCB-Info-Issuer-Chain", other.certificates.get("TCB-Info-Issuer-Chain"))));
            refuses(Status.INTEGRITY_ERROR, b -> {
                b.certs.clear();
                b.certs.addAll(other.certs);
            });
            refuses(Status.INTEGRITY_ERROR, b -> b.collaterals.put("qeidentity", other.collaterals.get("qeidentity")));
            refuses(Status.INTEGRITY_ERROR, b -> b.collaterals.put("rootcacrl", other.collaterals.get("rootcacrl")));
            assertThat(DocumentsTest.catchRefusal(() -> cache.put(Api.V4, other.json()))
                            .status())
                    .isEqualTo(Status.INTEGRITY_ERROR);
            assertNothingKept();
        }
    }

    @Test
    void certificatesOfTwoPlatformsInOneAreRefused() throws Exception {
        UploadBody other = UploadBody.of(world, world.catalog().add(PcsPlatform.Kind.CLIENT));
        refuses(Status.INTEGRITY_ERROR, b -> b.certs.addAll(other.certs));
    }

    @Test
    void certificateUnderAnotherTcbmIsRefused() {
        refuses(Status.INTEGRITY_ERROR, b -> b.certs.getFirst().put("tcbm", "00".repeat(18)));
    }

    @Test
    void whatHasTheWrongShapeIsABadRequest() {
        refuses(Status.BAD_REQUEST, b -> b.platform.put("pce_id", "00"));
        refuses(Status.BAD_REQUEST, b -> b.platform.put("qe_id", "x".repeat(261)));
        refuses(Status.BAD_REQUEST, b -> b.platform.put("qe_id", "a\u0000b"));
        refuses(Status.BAD_REQUEST, b -> b.certs.clear());
        refuses(Status.BAD_REQUEST, b -> b.certs.getFirst().put("cert", "%zz"));
        refuses(Status.BAD_REQUEST, b -> b.certs.getFirst().put("cert", "no certificate"));
        refuses(Status.BAD_REQUEST, b -> b.certificates.remove("TCB-Info-Issuer-Chain"));
        refuses(Status.BAD_REQUEST, b -> b.collaterals.remove("pck_certs"));
        refuses(Status.BAD_REQUEST, b -> b.collaterals.put("tcbinfos", "none"));
        refuses(Status.BAD_REQUEST, b -> b.collaterals.put("version", 3));
        assertThat(DocumentsTest.catchRefusal(() -> cache.put(Api.V4, Bytes.ofUtf8("[".repeat(100_000))))
                        .status())
                .isEqualTo(Status.BAD_REQUEST);
    }

    @Test
    void aPlatformNeedsItsTcbInfo() {
        refuses(Status.BAD_REQUEST, b -> b.collaterals.put("tcbinfos", List.of()));
    }

    @Test
    void aRawTcbThatReachesNoCertificateUndoesItAll() {
        refuses(Status.BAD_REQUEST, b -> b.platform.put("cpu_svn", "00".repeat(16)));
    }

    @Test
    void anOlderDocumentDoesNotReplaceANewerOne() throws Exception {
        UploadBody old = UploadBody.of(world, platform);
        world.move(Duration.ofDays(2));
        world.catalog().reissue(world.now());
        cache.put(Api.V4, UploadBody.of(world, platform).json());
        Bytes newer = cache.document(Api.V4, QE).body();

        cache.put(Api.V4, old.json());

        assertThat(cache.document(Api.V4, QE).body()).isEqualTo(newer);
    }

    @Test
    void aSecondUploadReplacesTheCertificatesAndChoosesAnewForKnownRawTcbs() throws Exception {
        cache.put(Api.V4, body.json());
        PckTcb raw = platform.rawTcb();
        String before = cache.pckCertificate(Api.V4, World.query(platform)).tcbm();

        List<Map<String, Object>> lower = new ArrayList<>(body.certs);
        lower.removeIf(cert -> cert.get("tcbm").equals(before));
        assertThat(lower).hasSize(body.certs.size() - 1).isNotEmpty();
        body.pckCerts.put("certs", lower);
        body.platform.put("cpu_svn", "");
        cache.put(Api.V4, body.json());

        String after = cache.pckCertificate(Api.V4, World.query(platform, World.hex(platform.qeId()), raw))
                .tcbm();
        assertThat(after).isNotEqualTo(before);
        assertThat(cache.platforms("[]").count()).isEqualTo(1);
    }

    private void refuses(Status status, Consumer<UploadBody> spoil) {
        try {
            UploadBody spoilt = UploadBody.of(world, platform);
            spoil.accept(spoilt);
            Refusal refusal = DocumentsTest.catchRefusal(() -> cache.put(Api.V4, spoilt.json()));
            assertThat(refusal.status()).as(refusal.getMessage()).isEqualTo(status);
        } catch (dev.assay.provision.FetchException e) {
            throw new IllegalStateException(e);
        }
        assertNothingKept();
    }

    private void assertNothingKept() {
        assertThat(cache.facts().documents()).isEmpty();
        assertThat(cache.facts().platforms()).isZero();
    }
}
