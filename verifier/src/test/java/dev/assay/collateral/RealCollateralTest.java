package dev.assay.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.Vectors;
import dev.assay.Vectors.Entry;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Signed documents and bundles of the vectors are read as their indexes say. */
class RealCollateralTest {

    private static final List<String> SIGNERS = List.of(
            "intel_sgx_tcb_signing_2018_2025_ec37d981.pem",
            "intel_sgx_tcb_signing_2018_2033_bc224121.pem",
            "intel_sgx_tcb_signing_2025_2032_c0575e76.pem");

    private static Stream<Entry> ofType(String type) {
        return Vectors.entries("collateral").filter(entry -> entry.text("type").equals(type));
    }

    static Stream<Entry> tcbInfos() {
        return ofType("tcbInfo");
    }

    static Stream<Entry> identities() {
        return ofType("enclaveIdentity");
    }

    static Stream<Entry> numbers() {
        return ofType("tcbEvaluationDataNumbers");
    }

    static Stream<Entry> parserTests() {
        return Vectors.entries("peer-negative").filter(entry -> entry.file().matches("(tcbinfo|qe-identity)-v.*"));
    }

    @ParameterizedTest
    @MethodSource("tcbInfos")
    void tcbInfoIsGenuineAndAsItsIndexSays(Entry entry) throws MalformedException {
        TcbInfo info = verified(Signed.tcbInfo(entry.bytes()));
        assertThat(info.tee() + (info.version() == 2 ? " (v2)" : "")).isEqualTo(entry.text("id"));
        assertThat(info.fmspc().hex()).isEqualToIgnoringCase(entry.text("fmspc"));
        assertThat(info.issueDate()).isEqualTo(Instant.parse(entry.text("issueDate")));
        assertThat(info.nextUpdate()).isEqualTo(Instant.parse(entry.text("nextUpdate")));
        assertThat(info.tcbEvaluationDataNumber()).isEqualTo(entry.number("tcbEvaluationDataNumber"));
        TreeSet<String> statuses = new TreeSet<>();
        info.tcbLevels().forEach(level -> statuses.add(level.status().toString()));
        assertThat(statuses)
                .isEqualTo(new TreeSet<>(entry.json()
                        .get("statuses")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList()));
    }

    /** Intel sends its levels sorted, so that sorting must not change their order. */
    @ParameterizedTest
    @MethodSource("tcbInfos")
    void levelsOfIntelsTcbInfosStayInTheirOrder(Entry entry) throws MalformedException {
        JsonNode levels = Vectors.json(Vectors.path("collateral", entry.file()))
                .get("tcbInfo")
                .get("tcbLevels");
        assertThat(Signed.tcbInfo(entry.bytes()).readWithoutVerifying().tcbLevels())
                .extracting(level -> level.pceSvn() + " " + level.tcbDate() + " " + level.status())
                .containsExactlyElementsOf(levels.valueStream()
                        .map(level -> level.get("tcb").get("pcesvn").asInt() + " "
                                + level.get("tcbDate").asString() + " "
                                + level.get("tcbStatus").asString())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("identities")
    void identityIsGenuineAndAsItsIndexSays(Entry entry) throws MalformedException {
        EnclaveIdentity identity = verified(Signed.enclaveIdentity(entry.bytes()));
        assertThat(identity.id()).hasToString(entry.text("id"));
        assertThat(identity.issueDate()).isEqualTo(Instant.parse(entry.text("issueDate")));
        assertThat(identity.nextUpdate()).isEqualTo(Instant.parse(entry.text("nextUpdate")));
        assertThat(identity.tcbEvaluationDataNumber()).isEqualTo(entry.number("tcbEvaluationDataNumber"));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void evaluationNumbersAreGenuineAndAsTheirIndexSays(Entry entry) throws MalformedException {
        TcbEvaluationDataNumbers numbers = verified(Signed.tcbEvaluationDataNumbers(entry.bytes()));
        assertThat(numbers.tee()).hasToString(entry.text("id"));
        assertThat(numbers.issueDate()).isEqualTo(Instant.parse(entry.text("issueDate")));
        assertThat(numbers.nextUpdate()).isEqualTo(Instant.parse(entry.text("nextUpdate")));
        assertThat(numbers.numbers()).isNotEmpty();
    }

    /** Intel has re-issued the signer's certificate with the same key. */
    private static <T> T verified(Signed<T> document) throws MalformedException {
        for (String signer : SIGNERS) {
            assertThat(document.verify(key(signer), Ecdsa.jdk())).as(signer).isPresent();
        }
        assertThat(document.verify(key("intel_sgx_root_ca.pem"), Ecdsa.jdk())).isEmpty();
        return document.verify(key(SIGNERS.get(0)), Ecdsa.jdk()).orElseThrow();
    }

    private static P256Key key(String file) throws MalformedException {
        return P256Key.ofSubjectPublicKeyInfo(Bytes.of(Certificates.parse(Vectors.read(Vectors.path("roots", file)))
                .getPublicKey()
                .getEncoded()));
    }

    @ParameterizedTest
    @MethodSource("parserTests")
    void parserTestsOfOthersAreAnsweredAsTheyExpect(Entry entry) throws MalformedException {
        Refusal.Parser<Object> parser = entry.file().startsWith("tcbinfo")
                ? bytes -> Signed.tcbInfo(bytes).readWithoutVerifying()
                : bytes -> Signed.enclaveIdentity(bytes).readWithoutVerifying();
        if (entry.text("expected").equals("parses")) {
            assertThat(parser.parse(entry.bytes())).isNotNull();
        } else {
            Refusal.of(entry.bytes(), parser);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dcap-qvl--sgx_quote_collateral.json",
                "dcap-qvl--tdx_quote_collateral.json",
                "mpc--collateral.json"
            })
    void bundlesAreReadWrittenAndReadEqual(String file) throws MalformedException {
        Collateral read = CollateralBundle.parse(Vectors.read(Vectors.path("bundles", file)));
        assertThat(read.pieces().keySet())
                .contains(
                        CollateralPiece.TCB_INFO,
                        CollateralPiece.TCB_INFO_ISSUER_CHAIN,
                        CollateralPiece.QE_IDENTITY,
                        CollateralPiece.QE_IDENTITY_ISSUER_CHAIN,
                        CollateralPiece.PCK_CRL,
                        CollateralPiece.PCK_CRL_ISSUER_CHAIN,
                        CollateralPiece.ROOT_CA_CRL);
        assertThat(CollateralBundle.parse(CollateralBundle.write(read))).isEqualTo(read);
        verified(Signed.tcbInfo(read.piece(CollateralPiece.TCB_INFO).orElseThrow()));
        verified(Signed.enclaveIdentity(read.piece(CollateralPiece.QE_IDENTITY).orElseThrow()));
        assertThat(Crl.parse(read.piece(CollateralPiece.PCK_CRL).orElseThrow()).nextUpdate())
                .isPresent();
    }

    /** What others keep in a JSON of their own around the signed text is none of our bundles. */
    @Test
    void bundlesInOtherFormsAreRefused() {
        for (String file : List.of("00906ea10000.tcb", "qe3_identity.id")) {
            Bytes bytes = Vectors.read(Vectors.path("peer-negative", "fortanix", file));
            Refusal.of(bytes, CollateralBundle::parse);
            Refusal.of(bytes, Signed::tcbInfo);
            Refusal.of(bytes, Signed::enclaveIdentity);
        }
        Refusal.of(Vectors.read(Vectors.path("bundles", "openenclave--tdx_endorsement.bin")), CollateralBundle::parse);
    }

    @Test
    void identityThatFortanixDamagedIsNotSignedByIntel() throws MalformedException {
        Signed<EnclaveIdentity> damaged = Signed.enclaveIdentity(
                Vectors.read(Vectors.path("peer-negative", "fortanix", "corrupt_qe3_identity.json")));
        for (String signer : SIGNERS) {
            assertThat(damaged.verify(key(signer), Ecdsa.jdk())).isEmpty();
        }
    }
}
