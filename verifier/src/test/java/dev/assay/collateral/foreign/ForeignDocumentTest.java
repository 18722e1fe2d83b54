package dev.assay.collateral.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.quote.Quote;
import dev.assay.quote.Tee;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file of three folders of vectors: recognised and right, or Intel's own form and read as such. */
class ForeignDocumentTest {

    /** Intel's own forms, which the readers for those take. */
    private static final Set<String> NATIVE = Set.of(
            "dcap-qvl--sgx_quote_collateral.json",
            "dcap-qvl--tdx_quote_collateral.json",
            "mpc--collateral.json",
            "confidential-computing.tee.dcap--tcb_info.json",
            "confidential-computing.tee.dcap--tcb_info_4.json",
            "rust-sgx--IntelSGXRootCA.crl",
            "verifier--root_ca.crl",
            "corrupt_qe3_identity.json",
            "quote_pck_cert_chain_corrupted.bin");

    /** Pretty-printed by their authors, who left the signature out. */
    private static final Set<String> UNSIGNED = Set.of(
            "rust-sgx--eval-num-select-best-00606a000000-8.tcb",
            "rust-sgx--eval-num-select-best-00606a000000-13.tcb",
            "rust-sgx--eval-num-select-best-00606a000000-14.tcb",
            "rust-sgx--eval-num-select-best-tcb_evaluation_data_numbers.numbers");

    private static final Ecdsa ECDSA = Ecdsa.jdk();

    static Stream<Path> files() {
        return Stream.of("bundles", "pcs-responses", "peer-negative/fortanix")
                .flatMap(folder -> Vectors.list(folder).stream())
                .filter(file -> !file.endsWith("index.json"));
    }

    static Stream<Path> foreign() {
        return files().filter(file -> !NATIVE.contains(name(file)));
    }

    static Stream<Path> bundles() {
        return Vectors.list("bundles").stream().filter(file -> !name(file).endsWith(".json"));
    }

    static Stream<Path> genuineSigned() {
        return named("pcs-responses", ".tcb", ".id", ".numbers", "_info", "_identity", "_nums")
                .filter(file -> !name(file).endsWith(".txt"))
                .filter(file -> !UNSIGNED.contains(name(file)) && !NATIVE.contains(name(file)));
    }

    static Stream<Path> crls() {
        return named("pcs-responses", "platform.crl", "processor.crl", "pck_crl_p")
                .filter(file -> !name(file).endsWith(".txt"));
    }

    static Stream<Path> certificateLists() {
        return named("pcs-responses", ".certs", ".pckcert");
    }

    private static Stream<Path> named(String folder, String... parts) {
        return Vectors.list(folder).stream().filter(file -> Stream.of(parts).anyMatch(name(file)::contains));
    }

    @ParameterizedTest
    @MethodSource("files")
    void recognisesForeignFilesAndLeavesIntelsFormsAlone(Path file) throws MalformedException {
        Bytes bytes = Vectors.read(file);
        Optional<ForeignDocument> document = ForeignDocument.recognise(bytes);
        assertThat(document.isEmpty()).isEqualTo(NATIVE.contains(name(file)));
        document.ifPresent(found -> assertThat(found.encoded()).isEqualTo(bytes));
    }

    @Test
    void readsIntelsFormsByTheirOwnReaders() throws MalformedException {
        for (String name : List.of("dcap-qvl--sgx_quote_collateral.json", "dcap-qvl--tdx_quote_collateral.json")) {
            assertGenuine(CollateralBundle.parse(Vectors.read(Vectors.path("bundles/" + name))));
        }
        assertGenuine(CollateralBundle.parse(Vectors.read(Vectors.path("bundles/mpc--collateral.json"))));
        assertThat(Crl.parse(Vectors.read(Vectors.path("pcs-responses/rust-sgx--IntelSGXRootCA.crl")))
                        .isSignedBy(key(intelRoot()), ECDSA))
                .isTrue();
        assertThat(Crl.parse(Vectors.read(Vectors.path("pcs-responses/verifier--root_ca.crl")))
                        .isSignedBy(key(intelRoot()), ECDSA))
                .isTrue();
    }

    @Test
    void samplesOfIntelsToolsAreReadableAndNotGenuine() throws MalformedException {
        for (String name : List.of("tcb_info.json", "tcb_info_4.json")) {
            Signed<TcbInfo> sample = Signed.tcbInfo(
                    Vectors.read(Vectors.path("pcs-responses/confidential-computing.tee.dcap--" + name)));
            assertThat(sample.readWithoutVerifying().fmspc().hex()).isEqualTo("00707f000000");
            assertThat(isGenuine(sample)).isFalse();
        }
    }

    @Test
    void corruptedFortanixFilesAreReadableAndNotGenuine() throws MalformedException {
        SignedCapture tcb = recognise(SignedCapture.class, "peer-negative/fortanix/00906ea10000.tcb");
        assertThat(tcb.hasSignature()).isTrue();
        assertThat(isGenuine(tcb.document())).isFalse();
        SignedCapture identity = recognise(SignedCapture.class, "peer-negative/fortanix/qe3_identity.id");
        assertThat(isGenuine(identity.document())).isFalse();
        assertThat(isGenuine(Signed.enclaveIdentity(
                        Vectors.read(Vectors.path("peer-negative/fortanix/corrupt_qe3_identity.json")))))
                .isFalse();
        Quote quote =
                Quote.parse(Vectors.read(Vectors.path("peer-negative/fortanix/quote_pck_cert_chain_corrupted.bin")));
        assertThat(quote.tee()).isEqualTo(Tee.SGX);
    }

    @ParameterizedTest
    @MethodSource("genuineSigned")
    void signedCapturesAreIntelsAndTheirChainsLeadToIntel(Path file) throws MalformedException {
        SignedCapture capture = recognise(SignedCapture.class, file);
        assertThat(capture.hasSignature()).isTrue();
        assertThat(isGenuine(capture.document())).isTrue();
        assertThat(capture.issuerChain()).hasSize(2);
        assertThat(Certificates.commonName(capture.issuerChain().get(0))).isEqualTo("Intel SGX TCB Signing");
        assertThat(key(capture.issuerChain().get(1))).isEqualTo(key(intelRoot()));
        Object content = capture.document().readWithoutVerifying();
        assertThat(content).isInstanceOfAny(TcbInfo.class, EnclaveIdentity.class, TcbEvaluationDataNumbers.class);
    }

    @Test
    void unsignedCapturesAreReadableAndSoMarked() throws MalformedException {
        for (String name : UNSIGNED) {
            SignedCapture capture = recognise(SignedCapture.class, "pcs-responses/" + name);
            assertThat(capture.hasSignature()).isFalse();
            assertThat(capture.issuerChain()).isEmpty();
            assertThat(capture.document().signature().isZero()).isTrue();
            assertThat(capture.document().readWithoutVerifying()).isNotNull();
            assertThatThrownBy(() -> capture.document().verify(key(intelRoot()), ECDSA))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("crls")
    void crlCapturesAreSignedByTheirIssuer(Path file) throws MalformedException {
        CrlCapture capture = recognise(CrlCapture.class, file);
        assertThat(capture.issuerChain()).hasSize(2);
        assertThat(capture.crl().issuer())
                .isEqualTo(capture.issuerChain().get(0).getSubjectX500Principal());
        assertThat(capture.crl().isSignedBy(key(capture.issuerChain().get(0)), ECDSA))
                .isTrue();
        assertThat(key(capture.issuerChain().get(1))).isEqualTo(key(intelRoot()));
    }

    @ParameterizedTest
    @MethodSource("certificateLists")
    void pckCertificatesAreThoseThatWereAskedFor(Path file) throws MalformedException {
        PckCertificateList list = recognise(PckCertificateList.class, file);
        assertThat(list.entries()).isNotEmpty();
        assertThat(list.issuerChain()).hasSize(2);
        for (PckCertificateList.Entry entry : list.entries()) {
            if (entry.certificate().isEmpty()) {
                assertThat(entry.tcb()).isPresent();
                continue;
            }
            X509Certificate certificate = entry.certificate().get().x509();
            assertThat(certificate.getIssuerX500Principal())
                    .isEqualTo(list.issuerChain().get(0).getSubjectX500Principal());
            assertThat(isSignedBy(certificate, list.issuerChain().get(0))).isTrue();
        }
    }

    @Test
    void listsWhatIntelDoesNotHave() throws MalformedException {
        PckCertificateList list =
                recognise(PckCertificateList.class, "pcs-responses/rust-sgx--00000000000000000000000000000000.certs");
        assertThat(list.entries()).hasSize(5);
        assertThat(list.entries().get(0).certificate()).isEmpty();
        assertThat(list.entries().get(0).tcb().orElseThrow().hex()).isEqualTo("07090303ffff010000000000000000000d00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fmspcs", "fmspcs_all_platforms", "fmspcs_no_filter"})
    void readsFmspcLists(String name) throws MalformedException {
        FmspcList list = recognise(FmspcList.class, "pcs-responses/teepot--" + name + ".json");
        assertThat(list.families().get(0)).isEqualTo(new FmspcList.Family(Bytes.ofHex("00a06d080000"), "E5"));
        assertThat(list.families()).extracting(FmspcList.Family::platform).contains("client");
    }

    @Test
    void readsPlainFmspcListsAndNothingSmuggledBehindThem() throws MalformedException {
        String plain = "[{\"fmspc\":\"00A06D080000\",\"platform\":\"E5\"}]";
        assertThat(ForeignDocument.recognise(Bytes.ofUtf8(plain))).containsInstanceOf(FmspcList.class);
        for (String smuggled : List.of("[],\"fmspcs\":[]", "[],\"more\":[]", "[]}", "[")) {
            assertThatThrownBy(() -> ForeignDocument.recognise(Bytes.ofUtf8(smuggled)))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void readsPckIdLists() throws MalformedException {
        PckIdList one = recognise(PckIdList.class, "pcs-responses/rust-sgx--retrieval-azure_icelake_pckid.csv");
        PckIdList.Platform platform = one.platforms().get(0);
        assertThat(one.platforms()).hasSize(1);
        assertThat(platform.reference().pceSvn()).isEqualTo(13);
        assertThat(platform.reference().pceId()).contains(Bytes.ofHex("0000"));
        assertThat(platform.reference().cpuSvn().hex()).isEqualTo("10100e0dffff01000000000000000000");
        assertThat(platform.reference().ppid().length()).isEqualTo(384);
        assertThat(platform.qeId().hex()).isEqualTo("4041a3c4d3af9f15e68513108e773a7f");
        assertThat(platform.manifest()).isEmpty();
        assertThat(recognise(PckIdList.class, "pcs-responses/rust-sgx--retrieval-pckid_retrieval.csv")
                        .platforms())
                .hasSize(6);
        Bytes line = one.encoded().slice(0, one.encoded().length() - 1);
        PckIdList withManifest = PckIdList.parse(Bytes.concat(line, Bytes.ofUtf8(",c0ffee\r\n")));
        assertThat(withManifest.platforms().get(0).manifest()).contains(Bytes.ofHex("c0ffee"));
        assertThatThrownBy(() -> PckIdList.parse(Bytes.concat(line, Bytes.ofUtf8(",zz\n"))))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> PckIdList.parse(Bytes.concat(line, Bytes.ofUtf8(",00,00\n"))))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void readsIssuerChainsOfHeaders() throws MalformedException {
        List<String> signers = new ArrayList<>();
        for (String name : List.of("pck_crl_platform_chain", "qe_identity_chain", "tcb_info_00a06d080000_chain")) {
            IssuerChain chain = recognise(IssuerChain.class, "pcs-responses/verifier--" + name + ".txt");
            assertThat(chain.certificates()).hasSize(2);
            assertThat(key(chain.certificates().get(1))).isEqualTo(key(intelRoot()));
            signers.add(Certificates.commonName(chain.certificates().get(0)));
        }
        assertThat(signers)
                .containsExactly("Intel SGX PCK Platform CA", "Intel SGX TCB Signing", "Intel SGX TCB Signing");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void bundlesHoldGenuineCollateral(Path file) throws MalformedException {
        assertGenuine(recognise(ForeignBundle.class, file).collateral());
    }

    @Test
    void openEnclaveBundleIsIntelsStructureForTdx() throws MalformedException {
        QuoteLibraryCollateral bundle =
                recognise(QuoteLibraryCollateral.class, "bundles/openenclave--tdx_endorsement.bin");
        assertThat(bundle.majorVersion()).isEqualTo(4);
        assertThat(bundle.minorVersion()).isZero();
        assertThat(bundle.tee()).isEqualTo(Tee.TDX);
        assertThat(bundle.quote()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-IceLake"})
    void conclaveInstancesHoldAQuoteThatBindsTheirKeys(String suffix) throws MalformedException {
        Bytes bytes =
                Vectors.read(Vectors.path("bundles/conclave-core-sdk--EnclaveInstanceInfo-DCAP" + suffix + ".ser"));
        ConclaveInstance instance = ConclaveInstance.parse(bytes);
        assertThat(instance.bindsKeys()).isTrue();
        assertThat(instance.collateralVersion()).isEqualTo("1");
        Quote quote = instance.quote().orElseThrow();
        assertThat(quote.header().version()).isEqualTo(3);
        assertThat(quote.trailing()).isEqualTo(Bytes.EMPTY);
        byte[] swapped = bytes.toArray();
        swapped[40] ^= 1;
        assertThat(ConclaveInstance.parse(Bytes.of(swapped)).bindsKeys()).isFalse();
    }

    @Test
    void refusesOtherConclaveAttestations() {
        byte[] epid = Vectors.read(Vectors.path("bundles/conclave-core-sdk--EnclaveInstanceInfo-DCAP.ser"))
                .toArray();
        epid[3 + 4 + 44 + 4 + 32] = 0;
        assertThatThrownBy(() -> ConclaveInstance.parse(Bytes.of(epid)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("attestation type")
                .hasMessageContaining("1, DCAP");
    }

    @Test
    void refusesLengthsOfScaleThatAreNotTheShortest() {
        Bytes good = Vectors.read(Vectors.path("bundles/phala-blockchain--dcap_quote_collateral"));
        // The first length, 1908, in four bytes where two are enough.
        Bytes spare = Bytes.concat(Bytes.of(new byte[] {(byte) 0xd2, 0x1d, 0, 0}), good.from(2));
        assertThatThrownBy(() -> ForeignDocument.recognise(spare))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("shortest");
    }

    @Test
    void saysNothingAboutWhatItDoesNotKnow() throws MalformedException {
        for (Bytes unknown : List.of(
                Bytes.EMPTY,
                Bytes.ofUtf8("hello"),
                Bytes.ofUtf8(" \n"),
                Bytes.ofUtf8("{\"id\":1}"),
                Vectors.read(Vectors.path("ias-epid/avr-v5-sw_hardening_needed-b408734f/avr.json")),
                Vectors.read(Vectors.path("roots/intel_sgx_root_ca.pem")),
                Vectors.read(Vectors.path("roots/intel_sgx_root_ca.der")))) {
            assertThat(ForeignDocument.recognise(unknown)).isEmpty();
        }
    }

    @Test
    void refusesOversizeDocuments() {
        assertThatThrownBy(() -> ForeignDocument.recognise(Bytes.of(new byte[ForeignDocument.MAX_BYTES + 1])))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most");
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void damageIsMalformedOrReadableAndNothingElse(Path file) {
        Bytes bytes = Vectors.read(file);
        Random random = new Random(name(file).hashCode());
        for (int i = 0; i < 60; i++) {
            byte[] damaged = bytes.slice(0, i % 3 == 0 ? random.nextInt(bytes.length()) : bytes.length())
                    .toArray();
            for (int j = 0; j < Math.min(damaged.length, 1 + i % 3); j++) {
                // Half of it at the beginning, where lengths and types are.
                int range = random.nextBoolean() ? damaged.length : Math.min(damaged.length, 128);
                damaged[random.nextInt(range)] = (byte) random.nextInt(256);
            }
            ForeignDocumentFuzzTest.requireTotal(Bytes.of(damaged));
        }
    }

    private static void assertGenuine(Collateral collateral) throws MalformedException {
        assertThat(isGenuine(Signed.tcbInfo(piece(collateral, CollateralPiece.TCB_INFO))))
                .isTrue();
        assertThat(isGenuine(Signed.enclaveIdentity(piece(collateral, CollateralPiece.QE_IDENTITY))))
                .isTrue();
        List<X509Certificate> crlIssuers =
                Certificates.parsePem(piece(collateral, CollateralPiece.PCK_CRL_ISSUER_CHAIN));
        assertThat(Crl.parse(piece(collateral, CollateralPiece.PCK_CRL)).isSignedBy(key(crlIssuers.get(0)), ECDSA))
                .isTrue();
        assertThat(Crl.parse(piece(collateral, CollateralPiece.ROOT_CA_CRL)).isSignedBy(key(intelRoot()), ECDSA))
                .isTrue();
        for (CollateralPiece chain :
                List.of(CollateralPiece.TCB_INFO_ISSUER_CHAIN, CollateralPiece.QE_IDENTITY_ISSUER_CHAIN)) {
            assertThat(key(Certificates.parsePem(piece(collateral, chain)).get(1)))
                    .isEqualTo(key(intelRoot()));
        }
    }

    private static Bytes piece(Collateral collateral, CollateralPiece piece) {
        return collateral.piece(piece).orElseThrow();
    }

    private static boolean isGenuine(Signed<?> document) throws MalformedException {
        for (Path root : Vectors.list("roots")) {
            if (name(root).startsWith("intel_sgx_tcb_signing")
                    && document.verify(key(Certificates.parse(Vectors.read(root))), ECDSA)
                            .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    private static X509Certificate intelRoot() throws MalformedException {
        return Certificates.parse(Vectors.read(Vectors.path("roots/intel_sgx_root_ca.pem")));
    }

    private static P256Key key(X509Certificate certificate) throws MalformedException {
        return P256Key.ofSubjectPublicKeyInfo(
                Bytes.of(certificate.getPublicKey().getEncoded()));
    }

    private static <T> T recognise(Class<T> type, String file) throws MalformedException {
        return type.cast(
                ForeignDocument.recognise(Vectors.read(Vectors.path(file))).orElseThrow());
    }

    private static <T> T recognise(Class<T> type, Path file) throws MalformedException {
        return type.cast(ForeignDocument.recognise(Vectors.read(file)).orElseThrow());
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
