package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.Edits;
import dev.assay.Refusal;
import dev.assay.VectorCase;
import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.TcbStatus;
import dev.assay.quote.Quote;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport10;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import dev.assay.verify.Verification;
import dev.assay.verify.Verification.Rejected;
import dev.assay.verify.Verification.Undecided;
import dev.assay.verify.Verification.Verified;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule lets pass what it should and refuses what it should, with code, what was found and what would have passed. */
class PolicyRulesTest {

    /** UpToDate, TCB info of version 3, every flag of the platform set. */
    private static final Verified TDX =
            VectorCase.named("cases", "tdx-v4-b0c06f000000-uptodate-b9e238b2").verified();

    /** SWHardeningNeeded with INTEL-SA-00615, not debug, TCB info of version 3, only the dynamic platform flag set. */
    private static final Verified SGX = VectorCase.named(
                    "cases", "sgx-v3-00606a000000-swhardeningneeded-268c0681-tcb8fdd553e")
            .verified();

    /** The same enclave with TCB info of version 2 and without advisories. */
    private static final Verified SGX_V2 = VectorCase.named(
                    "cases", "sgx-v3-00606a000000-swhardeningneeded-268c0681-tcb5d682711")
            .verified();

    /** A platform of the Processor CA, whose certificate says nothing of flags. */
    private static final Verified PROCESSOR = VectorCase.named(
                    "cases", "sgx-v3-00906ed50000-swhardeningneeded-334b2f3f-tcb7c057439")
            .verified();

    private static final Verified SGX_DEBUG = VectorCase.named(
                    "cases", "sgx-v3-00606a000000-swhardeningneeded-1cc40342")
            .verified();
    private static final Verified TDX_DEBUG =
            VectorCase.named("synthetic-test-pki", "tdx4-td-debug").verified();
    private static final Verified NO_SEPT_VE_DISABLE =
            VectorCase.named("cases", "tdx-v4-50806f000000-uptodate-877ccf9a").verified();
    private static final Verified SERVICE_TD =
            VectorCase.named("cases", "tdx-v5-90c06f000000-uptodate-d0010db6").verified();
    private static final Verified OUT_OF_DATE =
            VectorCase.named("cases", "tdx-v4-90c06f000000-outofdate-afb2d8f7").verified();
    private static final Verified RELAUNCH =
            VectorCase.named("cases", "tdx-v5-90c06f000000-tdrelaunchadvised").verified();
    private static final Verified REVOKED =
            VectorCase.named("synthetic-test-pki", "sgx3-platform-revoked").verified();
    private static final Verified MODULE_REVOKED =
            VectorCase.named("synthetic-test-pki", "tdx4-module-revoked").verified();
    private static final Verified REFERENCE =
            VectorCase.named("synthetic-test-pki", "sgx3-certdata-type-1").verified();

    private static final String SIGNER = "60d7778210f93769ad6d1d26698df018f95d321fc64f750fdd286ed15882c58e";
    private static final String ENCLAVE = "3e7830a35057b9938d0fd849d13e3d82dc4abba812f8ffebbbb3d0e5ff1dd661";
    private static final String OTHER32 = "11".repeat(32);
    private static final String OTHER48 = "11".repeat(48);
    private static final String ZERO48 = "00".repeat(48);
    private static final String MR_TD = td().mrTd().hex();
    private static final String MR_SEAM = td().mrSeam().hex();
    private static final String SERVICE =
            ((TdReport) SERVICE_TD.quote().body()).mrServiceTd().orElseThrow().hex();
    private static final String DATA = TDX.quote().body().reportData().hex();

    private static TdReport td() {
        return (TdReport) TDX.quote().body();
    }

    /**
     * One rule.
     *
     * @param evidence what it is put to
     * @param passes policies that are content
     * @param refuses a policy that is not
     * @param code why
     * @param where what the reason names
     * @param found what the reason says is there
     * @param expected what the reason says would have passed, or part of it
     */
    record Rule(
            Verified evidence,
            List<String> passes,
            String refuses,
            ReasonCode code,
            String where,
            String found,
            String expected) {
        @Override
        public String toString() {
            return code + ": " + refuses;
        }
    }

    private static Rule rule(
            Verified evidence,
            List<String> passes,
            String refuses,
            ReasonCode code,
            String where,
            String found,
            String expected) {
        return new Rule(evidence, passes, refuses, code, where, found, expected);
    }

    static Stream<Rule> rules() {
        return Stream.of(tcb(), collateral(), platform(), sgx(), tdx(), others())
                .flatMap(rules -> rules);
    }

    private static Stream<Rule> tcb() {
        return Stream.of(
                rule(
                        SGX,
                        List.of("{}", "{'tcb':{'acceptedStatuses':['SWHardeningNeeded']}}"),
                        "{'tcb':{'acceptedStatuses':['UpToDate']}}",
                        ReasonCode.TCB_STATUS,
                        "TCB status",
                        "SWHardeningNeeded",
                        "one of [UpToDate]"),
                rule(
                        OUT_OF_DATE,
                        List.of("{'tcb':{'acceptedStatuses':['OutOfDate']}}"),
                        "{}",
                        ReasonCode.TCB_STATUS,
                        "TCB status",
                        "OutOfDate",
                        "one of [UpToDate, SWHardeningNeeded]"),
                rule(
                        RELAUNCH,
                        List.of("{'tcb':{'acceptedStatuses':['TDRelaunchAdvised']}}"),
                        "{'tcb':{'acceptedStatuses':['OutOfDate','UpToDate']}}",
                        ReasonCode.TCB_STATUS,
                        "TCB status",
                        "TDRelaunchAdvised",
                        "one of [UpToDate, OutOfDate]"),
                rule(
                        SGX,
                        List.of("{}", "{'tcb':{'allowedAdvisories':['INTEL-SA-00615','INTEL-SA-00334']}}"),
                        "{'tcb':{'allowedAdvisories':['INTEL-SA-00334']}}",
                        ReasonCode.ADVISORY,
                        "advisories",
                        "INTEL-SA-00615",
                        "none but [INTEL-SA-00334]"),
                rule(
                        SGX,
                        List.of("{'tcb':{'deniedAdvisories':['INTEL-SA-00334']}}"),
                        "{'tcb':{'deniedAdvisories':['INTEL-SA-00615']}}",
                        ReasonCode.ADVISORY,
                        "advisories",
                        "INTEL-SA-00615",
                        "none of [INTEL-SA-00615]"),
                rule(
                        SGX_V2,
                        List.of("{'tcb':{'allowedAdvisories':[]}}"),
                        "{'tcb':{'minTcbInfoVersion':3}}",
                        ReasonCode.TCB_INFO_MISMATCH,
                        "TCB info version",
                        "2",
                        "3 or higher"),
                rule(
                        SGX,
                        List.of("{'tcb':{'minDate':'2024-03-13T00:00:00Z','minTcbInfoVersion':3}}"),
                        "{'tcb':{'minDate':'2024-03-13T00:00:01Z'}}",
                        ReasonCode.TCB_DATE,
                        "TCB date",
                        "2024-03-13T00:00:00Z",
                        "2024-03-13T00:00:01Z or later"),
                // TCB info 20, identity 19: the lower counts.
                rule(
                        TDX,
                        List.of("{'tcb':{'minEvaluationDataNumber':19}}"),
                        "{'tcb':{'minEvaluationDataNumber':20}}",
                        ReasonCode.TCB_EVALUATION_DATA_NUMBER,
                        "TCB evaluation data number",
                        "19",
                        "20 or higher"));
    }

    private static Stream<Rule> collateral() {
        // Issued 2025-08-15T05:08:18Z and 04:36:46Z, verified at 06:41:26Z.
        return Stream.of(rule(
                SGX,
                List.of("{}", "{'collateral':{'maxAge':'PT2H4M40S'}}"),
                "{'collateral':{'maxAge':'PT2H4M39S'}}",
                ReasonCode.COLLATERAL_AGE,
                "age of the QE identity",
                "issued 2025-08-15T04:36:46Z",
                "issued at most PT2H4M39S before 2025-08-15T06:41:26Z"));
    }

    private static Stream<Rule> platform() {
        return Stream.of(
                rule(
                        SGX,
                        List.of("{'platform':{'allowedFmspcs':['00606A000000','00906ed50000']}}"),
                        "{'platform':{'allowedFmspcs':['00906ed50000']}}",
                        ReasonCode.FMSPC,
                        "FMSPC",
                        "00606a000000",
                        "one of [00906ed50000]"),
                rule(
                        SGX,
                        List.of("{'platform':{'deniedFmspcs':['00906ed50000']}}"),
                        "{'platform':{'deniedFmspcs':['00606A000000']}}",
                        ReasonCode.FMSPC,
                        "FMSPC",
                        "00606a000000",
                        "none of [00606a000000]"),
                rule(
                        SGX,
                        List.of("{'platform':{'allowedInstances':['4b6e0dc8054bd1940ea0a9361dd45de2']}}"),
                        "{'platform':{'allowedInstances':['5b6e0dc8054bd1940ea0a9361dd45de2']}}",
                        ReasonCode.PLATFORM_INSTANCE,
                        "platform instance",
                        "4b6e0dc8054bd1940ea0a9361dd45de2",
                        "one of [5b6e0dc8054bd1940ea0a9361dd45de2]"),
                rule(
                        PROCESSOR,
                        List.of("{}"),
                        "{'platform':{'allowedInstances':['4b6e0dc8054bd1940ea0a9361dd45de2']}}",
                        ReasonCode.PLATFORM_INSTANCE,
                        "platform instance",
                        "none",
                        "one of [4b6e0dc8054bd1940ea0a9361dd45de2]"),
                rule(
                        TDX,
                        List.of("{'platform':{'allowSmt':true}}"),
                        "{'platform':{'allowSmt':false}}",
                        ReasonCode.SMT,
                        "SMT",
                        "on",
                        "off"),
                rule(
                        TDX,
                        List.of("{'platform':{'allowCachedKeys':true}}"),
                        "{'platform':{'allowCachedKeys':false}}",
                        ReasonCode.CACHED_KEYS,
                        "cached keys",
                        "on",
                        "off"),
                rule(
                        SGX,
                        List.of("{'platform':{'allowSmt':false,'allowCachedKeys':false}}"),
                        "{'platform':{'allowDynamicPlatform':false}}",
                        ReasonCode.DYNAMIC_PLATFORM,
                        "dynamic platform",
                        "on",
                        "off"),
                rule(
                        PROCESSOR,
                        List.of("{}"),
                        "{'platform':{'allowSmt':false}}",
                        ReasonCode.SMT,
                        "SMT",
                        "not said in the PCK certificate",
                        "off"),
                rule(
                        PROCESSOR,
                        List.of("{}"),
                        "{'platform':{'allowCachedKeys':false}}",
                        ReasonCode.CACHED_KEYS,
                        "cached keys",
                        "not said in the PCK certificate",
                        "off"),
                rule(
                        PROCESSOR,
                        List.of("{}"),
                        "{'platform':{'allowDynamicPlatform':false}}",
                        ReasonCode.DYNAMIC_PLATFORM,
                        "dynamic platform",
                        "not said in the PCK certificate",
                        "off"),
                rule(
                        REFERENCE,
                        List.of("{}"),
                        "{'platform':{'requireChainInQuote':true}}",
                        ReasonCode.PCK_MISMATCH,
                        "certification data",
                        "type 1",
                        "type 5, the PCK certificate chain in the quote"));
    }

    private static Stream<Rule> sgx() {
        return Stream.of(
                rule(
                        SGX_DEBUG,
                        List.of("{'allowDebug':true}"),
                        "{}",
                        ReasonCode.DEBUG,
                        "enclave attributes",
                        "DEBUG set",
                        "DEBUG clear"),
                rule(
                        SGX,
                        List.of(
                                "{'sgx':{'enclaves':[{'mrEnclave':'" + ENCLAVE + "'}]}}",
                                "{'sgx':{'enclaves':[{'mrEnclave':'" + OTHER32 + "'},{'mrSigner':'" + SIGNER + "'}]}}"),
                        "{'sgx':{'enclaves':[{'mrEnclave':'" + OTHER32 + "'}]}}",
                        ReasonCode.MEASUREMENT,
                        "MRENCLAVE",
                        ENCLAVE,
                        OTHER32),
                rule(
                        SGX,
                        List.of("{'sgx':{'enclaves':[{'mrSigner':'" + SIGNER + "','isvProdId':0,'minIsvSvn':0}]}}"),
                        "{'sgx':{'enclaves':[{'mrSigner':'" + OTHER32 + "'}]}}",
                        ReasonCode.SIGNER,
                        "MRSIGNER",
                        SIGNER,
                        OTHER32),
                rule(
                        SGX,
                        List.of("{}"),
                        "{'sgx':{'enclaves':[{'mrSigner':'" + SIGNER + "','isvProdId':1}]}}",
                        ReasonCode.PRODUCT_ID,
                        "ISVPRODID",
                        "0",
                        "1"),
                rule(
                        SGX,
                        List.of("{}"),
                        "{'sgx':{'enclaves':[{'mrSigner':'" + SIGNER + "','minIsvSvn':1}]}}",
                        ReasonCode.ISV_SVN,
                        "ISVSVN",
                        "0",
                        "1 or higher"),
                // Of two that do not fit, the one that misses by one thing is shown.
                rule(
                        SGX,
                        List.of("{}"),
                        "{'sgx':{'enclaves':[{'mrEnclave':'" + OTHER32 + "','mrSigner':'" + OTHER32 + "'},{'mrSigner':'"
                                + SIGNER + "','minIsvSvn':7}]}}",
                        ReasonCode.ISV_SVN,
                        "ISVSVN",
                        "0",
                        "7 or higher"),
                rule(
                        SGX,
                        List.of("{'sgx':{'deniedSigners':['" + OTHER32 + "']}}"),
                        "{'sgx':{'deniedSigners':['" + SIGNER + "']}}",
                        ReasonCode.SIGNER,
                        "MRSIGNER",
                        SIGNER,
                        "none of the denied signers"));
    }

    private static Stream<Rule> tdx() {
        Stream<Rule> rules = Stream.of(
                rule(
                        TDX_DEBUG,
                        List.of("{'allowDebug':true}"),
                        "{}",
                        ReasonCode.DEBUG,
                        "TD attributes",
                        "DEBUG set",
                        "DEBUG clear"),
                rule(
                        NO_SEPT_VE_DISABLE,
                        List.of("{'tdx':{'requireSeptVeDisable':false}}"),
                        "{}",
                        ReasonCode.SEPT_VE,
                        "TD attributes",
                        "SEPT_VE_DISABLE clear",
                        "SEPT_VE_DISABLE set"),
                rule(
                        SERVICE_TD,
                        List.of(
                                "{'tdx':{'allowedServiceTds':[]}}",
                                "{'tdx':{'allowedServiceTds':['" + SERVICE + "']}}"),
                        "{}",
                        ReasonCode.SERVICE_TD,
                        "MRSERVICETD",
                        SERVICE,
                        "zero, no service TD"),
                rule(
                        SERVICE_TD,
                        List.of("{'tdx':{'allowedServiceTds':['" + SERVICE + "','" + OTHER48 + "']}}"),
                        "{'tdx':{'allowedServiceTds':['" + OTHER48 + "']}}",
                        ReasonCode.SERVICE_TD,
                        "MRSERVICETD",
                        SERVICE,
                        "zero or one of [" + OTHER48 + "]"),
                rule(
                        withAttributes(TDX, "0000003000000000"),
                        List.of("{'tdx':{'allowMigratable':true}}"),
                        "{}",
                        ReasonCode.MIGRATABLE,
                        "TD attributes",
                        "MIGRATABLE set",
                        "MIGRATABLE clear"),
                rule(
                        withAttributes(TDX, "0200001000000000"),
                        List.of(),
                        "{}",
                        ReasonCode.RESERVED_ATTRIBUTES,
                        "TD attributes",
                        "reserved bits 0x2",
                        "no reserved bit"),
                rule(
                        withAttributes(TDX, "0000001000000040"),
                        List.of(),
                        "{}",
                        ReasonCode.RESERVED_ATTRIBUTES,
                        "TD attributes",
                        "reserved bits 0x4000000000000000",
                        "no reserved bit"),
                rule(
                        TDX,
                        List.of(
                                "{'tdx':{'modules':[{'mrSignerSeam':'" + ZERO48 + "'}]}}",
                                "{'tdx':{'modules':[{'mrSeam':'" + OTHER48 + "'},{'mrSeam':'" + MR_SEAM + "'}]}}"),
                        "{'tdx':{'modules':[{'mrSeam':'" + OTHER48 + "','mrSignerSeam':'" + ZERO48 + "'}]}}",
                        ReasonCode.TDX_MODULE,
                        "TDX module",
                        "MRSEAM " + MR_SEAM + ", MRSIGNERSEAM " + ZERO48,
                        "one of [mrSeam " + OTHER48 + " and mrSignerSeam " + ZERO48 + "]"),
                rule(
                        TDX,
                        List.of("{'tdx':{'modules':[{'mrSeam':'" + MR_SEAM + "','mrSignerSeam':'" + ZERO48 + "'}]}}"),
                        "{'tdx':{'modules':[{'mrSignerSeam':'" + OTHER48 + "'}]}}",
                        ReasonCode.TDX_MODULE,
                        "TDX module",
                        "MRSEAM " + MR_SEAM + ", MRSIGNERSEAM " + ZERO48,
                        "one of [mrSignerSeam " + OTHER48 + "]"));
        Stream<Rule> measurements = domainFields().entrySet().stream()
                .map(field -> rule(
                        TDX,
                        List.of(
                                "{'tdx':{'domains':[{'" + field.getKey() + "':'" + field.getValue() + "'}]}}",
                                "{'tdx':{'domains':[{'mrTd':'" + OTHER48 + "'},{'" + field.getKey() + "':'"
                                        + field.getValue() + "'}]}}"),
                        "{'tdx':{'domains':[{" + (field.getKey().equals("mrTd") ? "" : "'mrTd':'" + MR_TD + "',") + "'"
                                + field.getKey() + "':'" + OTHER48 + "'}]}}",
                        ReasonCode.MEASUREMENT,
                        field.getKey().toUpperCase(Locale.ROOT),
                        field.getValue(),
                        OTHER48));
        return Stream.concat(rules, measurements);
    }

    private static Map<String, String> domainFields() {
        return new TreeMap<>(Map.of(
                "mrTd", MR_TD,
                "rtMr0", td().rtMrs().get(0).hex(),
                "rtMr1", td().rtMrs().get(1).hex(),
                "rtMr2", td().rtMrs().get(2).hex(),
                "rtMr3", td().rtMrs().get(3).hex(),
                "mrConfigId", td().mrConfigId().hex(),
                "mrOwner", td().mrOwner().hex(),
                "mrOwnerConfig", td().mrOwnerConfig().hex()));
    }

    private static Stream<Rule> others() {
        return Stream.of(
                rule(
                        TDX,
                        List.of("{'tees':['tdx']}", "{'tees':['sgx','tdx']}"),
                        "{'tees':['sgx']}",
                        ReasonCode.TEE,
                        "kind of environment",
                        "TDX",
                        "one of [SGX]"),
                rule(
                        SGX,
                        List.of("{'tees':['sgx']}"),
                        "{'tees':['tdx']}",
                        ReasonCode.TEE,
                        "kind of environment",
                        "SGX",
                        "one of [TDX]"),
                rule(
                        TDX,
                        List.of("{'reportData':'" + DATA + "'}", "{'reportData':'" + DATA.substring(0, 2) + "'}"),
                        "{'reportData':'" + DATA.substring(0, 126) + flipped(DATA.substring(126)) + "'}",
                        ReasonCode.REPORT_DATA,
                        "report data",
                        DATA,
                        DATA.substring(0, 126) + flipped(DATA.substring(126))),
                rule(
                        TDX,
                        List.of(),
                        "{'reportData':'" + flipped(DATA.substring(0, 2)) + "'}",
                        ReasonCode.REPORT_DATA,
                        "report data",
                        DATA,
                        flipped(DATA.substring(0, 2)) + "…"));
    }

    private static String flipped(String hexByte) {
        return String.format("%02x", Integer.parseInt(hexByte, 16) ^ 1);
    }

    /** Facts that no vector has: a policy must judge them all the same. */
    private static Verified withAttributes(Verified verified, String attributes) {
        Quote quote = verified.quote();
        Bytes body = Edits.splice(quote.body().encoded(), 120, 8, Bytes.literal(attributes));
        return new Verified(
                new Quote(quote.header(), new TdReport10(body), quote.signature(), quote.trailing()),
                verified.at(),
                verified.trustDomain(),
                verified.pck(),
                verified.status(),
                verified.launch(),
                verified.current(),
                verified.collateral());
    }

    private static Policy policy(String json) {
        return Refusal.orValue(Bytes.ofUtf8(json.replace('\'', '"')), Policy::parse)
                .orElseThrow(() -> new AssertionError("no policy: " + json));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleLetsPassWhatItShould(Rule rule) {
        for (String passing : rule.passes()) {
            Verdict verdict = policy(passing).appraise(rule.evidence());
            assertThat(verdict).as(passing).isEqualTo(new Verdict.Accepted(rule.evidence()));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleRefusesWhatItShouldAndSaysWhy(Rule rule) {
        Verdict verdict = policy(rule.refuses()).appraise(rule.evidence());
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        Verdict.Refused refused = (Verdict.Refused) verdict;
        assertThat(refused.verified()).contains(rule.evidence());
        assertThat(refused.reasons()).extracting(Rejection::code).containsOnly(rule.code());
        Rejection reason = refused.reasons().get(0);
        assertThat(reason.where()).isEqualTo("policy, " + rule.where());
        assertThat(reason.found()).isEqualTo(rule.found());
        assertThat(reason.expected()).isEqualTo(rule.expected());
        assertThat(reason.advice()).isNotBlank();
    }

    @Test
    void noPolicyAcceptsARevokedTcb() {
        String all = Stream.of(TcbStatus.values())
                .filter(status -> status != TcbStatus.REVOKED)
                .map(status -> "'" + status + "'")
                .collect(Collectors.joining(","));
        Policy anything = policy("{'allowDebug':true,'tcb':{'acceptedStatuses':[" + all + "]}}");
        for (Verified revoked : List.of(REVOKED, MODULE_REVOKED)) {
            assertThat(revoked.status()).isEqualTo(TcbStatus.REVOKED);
            Verdict.Refused refused = (Verdict.Refused) anything.appraise(revoked);
            assertThat(refused.reasons()).extracting(Rejection::code).containsExactly(ReasonCode.TCB_REVOKED);
        }
        assertThatThrownBy(() -> Policy.defaults().withAcceptedStatuses(Set.of(TcbStatus.REVOKED)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everythingThatIsWrongIsSaid() {
        Policy policy = policy("{'tees':['sgx'],'tcb':{'acceptedStatuses':[],'minEvaluationDataNumber':99},"
                + "'platform':{'allowSmt':false},'reportData':'" + flipped(DATA.substring(0, 2)) + "'}");
        Verdict.Refused refused = (Verdict.Refused) policy.appraise(TDX);
        assertThat(refused.reasons())
                .extracting(Rejection::code)
                .containsExactlyInAnyOrder(
                        ReasonCode.TEE,
                        ReasonCode.TCB_STATUS,
                        ReasonCode.TCB_EVALUATION_DATA_NUMBER,
                        ReasonCode.SMT,
                        ReasonCode.REPORT_DATA);
    }

    @Test
    void whatIsNotVerifiedStaysSo() {
        VectorCase vector = VectorCase.named("cases", "tdx-v4-b0c06f000000-uptodate-b9e238b2");
        Verification undecided = vector.without(CollateralPiece.PCK_CRL).verify();
        assertThat(Policy.defaults().appraise(undecided))
                .isEqualTo(new Verdict.Undecided(((Undecided) undecided).missing()));
        Verification rejected = vector.withQuote(Bytes.EMPTY).verify();
        assertThat(Policy.defaults().appraise(rejected))
                .isEqualTo(new Verdict.Refused(((Rejected) rejected).reasons(), Optional.empty()));
    }

    @Test
    void strictRefusesFlagsAdvisoriesAndOldDocuments() {
        assertThat(codes(Policy.strict(), TDX))
                .containsExactlyInAnyOrder(ReasonCode.SMT, ReasonCode.CACHED_KEYS, ReasonCode.DYNAMIC_PLATFORM);
        assertThat(codes(Policy.strict(), SGX))
                .containsExactlyInAnyOrder(ReasonCode.TCB_STATUS, ReasonCode.ADVISORY, ReasonCode.DYNAMIC_PLATFORM);
        assertThat(codes(Policy.strict(), SGX_V2)).contains(ReasonCode.TCB_INFO_MISMATCH);
    }

    @Test
    void oasisWantsSgxWithAChainAndTcbInfoOfVersion3() {
        assertThat(Policy.oasis().appraise(SGX)).isInstanceOf(Verdict.Accepted.class);
        assertThat(codes(Policy.oasis(), SGX_V2)).containsExactly(ReasonCode.TCB_INFO_MISMATCH);
        assertThat(codes(Policy.oasis(), TDX)).containsExactly(ReasonCode.TEE);
        assertThat(codes(Policy.oasis(), SGX_DEBUG)).contains(ReasonCode.DEBUG);
        assertThat(codes(Policy.oasis(), REFERENCE)).contains(ReasonCode.PCK_MISMATCH);
    }

    @Test
    void copiesDifferInWhatTheyAreNamedFor() {
        Policy base = Policy.strict();
        assertThat(base.withDebugAllowed(true).allowDebug()).isTrue();
        assertThat(base.withDebugAllowed(true).withDebugAllowed(false)).isEqualTo(base);
        assertThat(base.withReportData(Bytes.literal("00")).reportData()).contains(Bytes.literal("00"));
        assertThat(base.withAcceptedStatuses(Set.of(TcbStatus.OUT_OF_DATE))
                        .tcb()
                        .acceptedStatuses())
                .containsExactly(TcbStatus.OUT_OF_DATE);
        assertThat(base.withAcceptedStatuses(base.tcb().acceptedStatuses())).isEqualTo(base);
        assertThat(base.withSgx(base.sgx()).withTdx(base.tdx())).isEqualTo(base);
        assertThatThrownBy(() -> base.withReportData(Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> base.withReportData(Bytes.of(new byte[65])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<ReasonCode> codes(Policy policy, Verified verified) {
        return ((Verdict.Refused) policy.appraise(verified))
                .reasons().stream().map(Rejection::code).toList();
    }
}
