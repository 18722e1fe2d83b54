package dev.assay.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.provision.FetchException.Reason;
import dev.assay.quote.CertificationData.PlatformReference;
import dev.assay.quote.Quote;
import dev.assay.simulator.Forge;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollateralCollectorTest {

    private static Verification verify(Forge forge, Quote quote, Collateral collateral) {
        return QuoteVerifier.of(forge.pki().anchor(), Ecdsa.jdk()).verify(quote, collateral, forge.at());
    }

    private static VerifyingSource source(Forge forge) {
        return VerifyingSource.of(
                StoredCollateral.of("forge", forge.signedCollateral()),
                DocumentVerifier.of(forge.pki().anchor(), Ecdsa.jdk()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQuoteGetsWhatVerifiesIt(boolean tdx) throws Exception {
        Forge forge = tdx ? Forge.tdx(3) : Forge.sgx(3);
        Collected collected = CollateralCollector.of(source(forge)).collect(forge.quote());
        assertThat(collected.missing()).isEmpty();
        assertThat(verify(forge, forge.quote(), collected.complete())).isInstanceOf(Verification.Verified.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aQuoteWithoutItsChainGetsItToo(int type) throws Exception {
        Forge forge = Forge.sgx(4).withCertificationType(type);
        PckSource certificates = (PlatformReference platform, Bytes qeId) -> {
            assertThat(platform.type()).isEqualTo(type);
            assertThat(qeId).isEqualTo(forge.quote().header().qeId());
            return forge.pckChain();
        };
        Collected collected = CollateralCollector.of(source(forge))
                .withPckSource(certificates)
                .collect(forge.quote());
        assertThat(verify(forge, forge.quote(), collected.complete())).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void aVerifierMayFetchTheChainItself() {
        Forge forge = Forge.sgx(4).withCertificationType(1);
        Collateral without = forge.signedCollateral().without(CollateralPiece.PCK_CHAIN);
        QuoteVerifier verifier = QuoteVerifier.of(forge.pki().anchor(), Ecdsa.jdk());
        PckSource certificates = (platform, qeId) -> forge.pckChain();
        PckSource nobody = (platform, qeId) -> {
            throw FetchException.of(Reason.UNREACHABLE, "", "nobody");
        };
        assertThat(verifier.fetchingPckChainsFrom(certificates.forVerifier())
                        .verify(forge.quote(), without, forge.at()))
                .isInstanceOf(Verification.Verified.class);
        assertThat(verifier.fetchingPckChainsFrom(nobody.forVerifier()).verify(forge.quote(), without, forge.at()))
                .isInstanceOf(Verification.Undecided.class);
    }

    @Test
    void whatIsMissingIsNamedAndTheVerdictIsOpen() {
        Forge forge = Forge.sgx(4).withCertificationType(1);
        Collected collected = CollateralCollector.of(source(forge)).collect(forge.quote());
        assertThat(collected.missing().keySet())
                .containsExactly(CollateralPiece.TCB_INFO, CollateralPiece.PCK_CRL, CollateralPiece.PCK_CHAIN);
        assertThat(collected.collateral().pieces().keySet())
                .contains(CollateralPiece.QE_IDENTITY, CollateralPiece.ROOT_CA_CRL);
        FetchException failure = catchThrowableOfType(FetchException.class, collected::complete);
        assertThat(failure)
                .hasMessageContaining("TCB info: ")
                .hasMessageContaining("PCK CRL: ")
                .hasMessageContaining("certification data of type 1")
                .hasMessageContaining("name a PCCS");
        assertThat(verify(forge, forge.quote(), collected.collateral())).isInstanceOf(Verification.Undecided.class);
    }

    @Test
    void everyDocumentIsOfTheSetThatWasAskedFor() {
        Forge forge = Forge.tdx(5);
        Set<DocumentKey> asked = ConcurrentHashMap.newKeySet();
        Collected collected = CollateralCollector.of(key -> {
                    asked.add(key);
                    throw FetchException.of(Reason.UNREACHABLE, "", "nobody");
                })
                .withSet(new TcbSet.Numbered(17))
                .collect(forge.quote());
        assertThat(asked)
                .extracting(DocumentKey::text)
                .containsExactlyInAnyOrder(
                        "tdx/tcb/" + forge.platform().extension().fmspc() + "/17",
                        "tdx/qe/identity/17",
                        "sgx/pckcrl/" + forge.ca(),
                        "sgx/rootcacrl");
        assertThat(collected.missing()).hasSize(4);
        assertThat(collected.collateral()).isEqualTo(Collateral.none());
    }

    @Test
    void aFolderOfFilesIsASource(@TempDir Path folder) throws Exception {
        Forge forge = Forge.sgx(6);
        for (Map.Entry<CollateralPiece, Bytes> piece :
                forge.signedCollateral().pieces().entrySet()) {
            Files.write(
                    folder.resolve(piece.getKey().fileName()), piece.getValue().toArray());
        }
        Collected collected =
                CollateralCollector.of(StoredCollateral.ofFolder(folder)).collect(forge.quote());
        assertThat(collected.complete()).isEqualTo(forge.signedCollateral());

        Files.delete(folder.resolve("root_ca_crl.der"));
        Collected less =
                CollateralCollector.of(StoredCollateral.ofFolder(folder)).collect(forge.quote());
        assertThat(less.missing()).containsOnlyKeys(CollateralPiece.ROOT_CA_CRL);
        assertThat(less.missing().get(CollateralPiece.ROOT_CA_CRL)).hasMessageContaining("root_ca_crl.der");
    }

    @Test
    void whatCouldNotBeRefreshedIsUsedAndNamed() throws Exception {
        Forge forge = Forge.sgx(8);
        AtomicBoolean down = new AtomicBoolean();
        StoredCollateral stored = StoredCollateral.of("forge", forge.signedCollateral());
        AtomicReference<Instant> now = new AtomicReference<>(forge.at());
        CollateralCache cache = CollateralCache.inMemory(
                        key -> {
                            if (down.get() && key instanceof DocumentKey.RootCaCrlKey) {
                                throw FetchException.of(Reason.UNREACHABLE, "", "nobody");
                            }
                            return stored.fetch(key);
                        },
                        DocumentVerifier.of(forge.pki().anchor(), Ecdsa.jdk()),
                        now::get)
                .refreshingAfter(Duration.ofMinutes(1));
        assertThat(CollateralCollector.of(cache).collect(forge.quote()).stale()).isEmpty();
        down.set(true);
        now.set(forge.at().plusSeconds(3_600));

        Collected collected = CollateralCollector.of(cache).collect(forge.quote());

        assertThat(collected.missing()).isEmpty();
        assertThat(collected.stale()).containsOnlyKeys(CollateralPiece.ROOT_CA_CRL);
        assertThat(collected.stale().get(CollateralPiece.ROOT_CA_CRL)).hasMessageContaining("nobody");
    }
}
