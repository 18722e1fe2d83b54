package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbStatus;
import dev.assay.quote.Tee;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON form says what it means, and errors name the member. */
class PolicyJsonTest {

    private static final Bytes EVERYTHING = Vectors.read(
            Path.of("src/test/resources/dev/assay/policy/PolicyFuzzTestInputs/readsPoliciesOrRefusesThem/everything"));

    private static Bytes json(String text) {
        return Bytes.ofUtf8(text.replace('\'', '"'));
    }

    @Test
    void everyMemberIsRead() throws MalformedException {
        Bytes zero48 = Bytes.of(new byte[48]);
        Bytes zero32 = Bytes.of(new byte[32]);
        assertThat(Policy.parse(EVERYTHING))
                .isEqualTo(new Policy(
                        EnumSet.allOf(Tee.class),
                        new TcbRules(
                                EnumSet.of(TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE),
                                Optional.of(Set.of("INTEL-SA-00615")),
                                Set.of("INTEL-SA-00837"),
                                Optional.of(Instant.parse("2024-03-13T00:00:00Z")),
                                17,
                                3),
                        new CollateralRules(Duration.ofHours(12), Optional.of(Duration.ofDays(7))),
                        new PlatformRules(
                                Optional.of(Set.of(Bytes.literal("b0c06f000000"))),
                                Set.of(Bytes.literal("00906ea10000")),
                                Optional.of(Set.of(Bytes.of(new byte[16]))),
                                true,
                                true,
                                true,
                                true),
                        true,
                        new SgxRules(
                                List.of(new SgxRules.Enclave(
                                        Optional.of(zero32), Optional.of(zero32), Optional.of(1), 2)),
                                Set.of(Bytes.literal("aa".repeat(32)))),
                        new TdxRules(
                                List.of(new TdxRules.Domain(
                                        Optional.of(zero48),
                                        List.of(
                                                Optional.of(zero48),
                                                Optional.of(zero48),
                                                Optional.of(zero48),
                                                Optional.of(zero48)),
                                        Optional.of(zero48),
                                        Optional.of(zero48),
                                        Optional.of(zero48))),
                                List.of(new TdxRules.Module(Optional.of(zero48), Optional.of(zero48))),
                                Optional.of(Set.of(zero48)),
                                false,
                                true),
                        Optional.of(Bytes.literal("00ff"))));
    }

    @Test
    void whatIsNotMentionedIsAsInThePreset() throws MalformedException {
        assertThat(Policy.parse(json("{}"))).isEqualTo(Policy.defaults());
        assertThat(Policy.parse(json("{'preset':'default'}"))).isEqualTo(Policy.defaults());
        assertThat(Policy.parse(json("{'preset':'strict'}"))).isEqualTo(Policy.strict());
        assertThat(Policy.parse(json("{'preset':'oasis'}"))).isEqualTo(Policy.oasis());
        assertThat(Policy.parse(json("{'preset':'strict','tcb':{},'collateral':{},'platform':{},'sgx':{},'tdx':{}}")))
                .isEqualTo(Policy.strict());
        assertThat(Policy.parse(json("{'preset':'oasis','allowDebug':true}")))
                .isEqualTo(Policy.oasis().withDebugAllowed(true));
    }

    /** A wrong text, the member that the error names. */
    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of("{'a':1}", "policy, a"),
                Arguments.of("{'tcb':{'a':1}}", "policy, tcb.a"),
                Arguments.of("{'collateral':{'a':1}}", "policy, collateral.a"),
                Arguments.of("{'platform':{'a':1}}", "policy, platform.a"),
                Arguments.of("{'sgx':{'a':1}}", "policy, sgx.a"),
                Arguments.of("{'sgx':{'enclaves':[{'a':1}]}}", "policy, sgx.enclaves[0].a"),
                Arguments.of("{'tdx':{'a':1}}", "policy, tdx.a"),
                Arguments.of("{'tdx':{'domains':[{},{'a':1}]}}", "policy, tdx.domains[1].a"),
                Arguments.of("{'tdx':{'modules':[{'a':1}]}}", "policy, tdx.modules[0].a"),
                Arguments.of("{'preset':'lax'}", "policy, preset"),
                Arguments.of("{'preset':1}", "policy, preset"),
                Arguments.of("{'tees':[]}", "policy, tees"),
                Arguments.of("{'tees':['SGX']}", "policy, tees"),
                Arguments.of("{'tees':'sgx'}", "policy, tees"),
                Arguments.of("{'tees':[1]}", "policy, tees[0]"),
                Arguments.of("{'tcb':[]}", "policy, tcb"),
                Arguments.of("{'tcb':null}", "policy, tcb"),
                Arguments.of("{'tcb':{'acceptedStatuses':['Revoked']}}", "policy, tcb.acceptedStatuses"),
                Arguments.of("{'tcb':{'acceptedStatuses':['uptodate']}}", "policy, tcb.acceptedStatuses"),
                Arguments.of("{'tcb':{'acceptedStatuses':'UpToDate'}}", "policy, tcb.acceptedStatuses"),
                Arguments.of("{'tcb':{'allowedAdvisories':[1]}}", "policy, tcb.allowedAdvisories[0]"),
                Arguments.of("{'tcb':{'deniedAdvisories':{}}}", "policy, tcb.deniedAdvisories"),
                Arguments.of("{'tcb':{'minDate':'2024-03-13'}}", "policy, tcb.minDate"),
                Arguments.of("{'tcb':{'minDate':20240313}}", "policy, tcb.minDate"),
                Arguments.of("{'tcb':{'minEvaluationDataNumber':-1}}", "policy, tcb.minEvaluationDataNumber"),
                Arguments.of("{'tcb':{'minEvaluationDataNumber':1.0}}", "policy, tcb.minEvaluationDataNumber"),
                Arguments.of("{'tcb':{'minEvaluationDataNumber':'17'}}", "policy, tcb.minEvaluationDataNumber"),
                Arguments.of("{'tcb':{'minEvaluationDataNumber':4294967297}}", "policy, tcb.minEvaluationDataNumber"),
                Arguments.of("{'tcb':{'minTcbInfoVersion':1}}", "policy, tcb.minTcbInfoVersion"),
                Arguments.of("{'tcb':{'minTcbInfoVersion':4}}", "policy, tcb.minTcbInfoVersion"),
                Arguments.of("{'collateral':{'expiredGrace':'7 days'}}", "policy, collateral.expiredGrace"),
                Arguments.of("{'collateral':{'expiredGrace':'-P1D'}}", "policy, collateral.expiredGrace"),
                Arguments.of("{'collateral':{'expiredGrace':'P1M'}}", "policy, collateral.expiredGrace"),
                Arguments.of("{'collateral':{'maxAge':7}}", "policy, collateral.maxAge"),
                Arguments.of("{'collateral':{'maxAge':'PT-1S'}}", "policy, collateral.maxAge"),
                Arguments.of("{'platform':{'allowedFmspcs':['00']}}", "policy, platform.allowedFmspcs"),
                Arguments.of("{'platform':{'deniedFmspcs':['00906ea1000g']}}", "policy, platform.deniedFmspcs"),
                Arguments.of("{'platform':{'allowedInstances':['']}}", "policy, platform.allowedInstances"),
                Arguments.of("{'platform':{'allowSmt':'no'}}", "policy, platform.allowSmt"),
                Arguments.of("{'platform':{'allowCachedKeys':0}}", "policy, platform.allowCachedKeys"),
                Arguments.of("{'platform':{'allowDynamicPlatform':null}}", "policy, platform.allowDynamicPlatform"),
                Arguments.of("{'platform':{'requireChainInQuote':[]}}", "policy, platform.requireChainInQuote"),
                Arguments.of("{'allowDebug':'false'}", "policy, allowDebug"),
                Arguments.of("{'sgx':{'enclaves':[{}]}}", "policy, sgx.enclaves[0].mrEnclave"),
                Arguments.of("{'sgx':{'enclaves':{}}}", "policy, sgx.enclaves"),
                Arguments.of("{'sgx':{'enclaves':['x']}}", "policy, sgx.enclaves[0]"),
                Arguments.of("{'sgx':{'enclaves':[{'mrEnclave':'00'}]}}", "policy, sgx.enclaves[0].mrEnclave"),
                Arguments.of(
                        "{'sgx':{'enclaves':[{'mrSigner':'" + "00".repeat(32) + "','isvProdId':65536}]}}",
                        "policy, sgx.enclaves[0].isvProdId"),
                Arguments.of(
                        "{'sgx':{'enclaves':[{'mrSigner':'" + "00".repeat(32) + "','minIsvSvn':-1}]}}",
                        "policy, sgx.enclaves[0].minIsvSvn"),
                Arguments.of("{'sgx':{'deniedSigners':['00']}}", "policy, sgx.deniedSigners"),
                Arguments.of("{'tdx':{'domains':[{'mrTd':'00'}]}}", "policy, tdx.domains[0].mrTd"),
                Arguments.of("{'tdx':{'domains':[{'rtMr3':1}]}}", "policy, tdx.domains[0].rtMr3"),
                Arguments.of("{'tdx':{'modules':[{'mrSeam':'zz'}]}}", "policy, tdx.modules[0].mrSeam"),
                Arguments.of("{'tdx':{'allowedServiceTds':['00']}}", "policy, tdx.allowedServiceTds"),
                Arguments.of("{'tdx':{'requireSeptVeDisable':1}}", "policy, tdx.requireSeptVeDisable"),
                Arguments.of("{'tdx':{'allowMigratable':'yes'}}", "policy, tdx.allowMigratable"),
                Arguments.of("{'reportData':''}", "policy, reportData"),
                Arguments.of("{'reportData':'0'}", "policy, reportData"),
                Arguments.of("{'reportData':'abc'}", "policy, reportData"),
                Arguments.of("{'reportData':'zz'}", "policy, reportData"),
                Arguments.of("{'reportData':'" + "00".repeat(65) + "'}", "policy, reportData"),
                Arguments.of("{'allowDebug':true,'allowDebug':false}", "policy"),
                Arguments.of("[]", "policy"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorNamesItsMember(String text, String field) {
        assertThat(Refusal.of(json(text), Policy::parse).field()).isEqualTo(field);
    }

    /** One bad word of two million letters is reported in short. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'preset':'%s'}",
                "{'tees':['%s']}",
                "{'tcb':{'acceptedStatuses':['%s']}}",
                "{'tcb':{'minDate':'%s'}}",
                "{'collateral':{'maxAge':'%s'}}",
                "{'platform':{'allowedFmspcs':['%s']}}",
                "{'reportData':'%s'}",
                "{'%s':1}",
                "{'tcb':{'%s':1}}"
            })
    void errorsAreShortHoweverLongTheInput(String text) {
        Refusal.of(json(text.formatted("x".repeat(40_000))), Policy::parse);
        Refusal.of(json(text.formatted("x".repeat(2_000_000))), Policy::parse);
    }

    @Test
    void theExamplesOfTheDocumentationAreWhatTheyClaimToBe() throws Exception {
        Path page = Path.of("..", "docs", "policy.md");
        List<String> examples = new ArrayList<>();
        StringBuilder example = new StringBuilder();
        for (String line : Files.readAllLines(page)) {
            if (line.equals("    {") || example.length() > 0) {
                example.append(line).append('\n');
            }
            if (line.equals("    }")) {
                examples.add(example.toString());
                example.setLength(0);
            }
        }
        assertThat(examples).isNotEmpty();
        for (String text : examples) {
            assertThat(Refusal.orValue(Bytes.ofUtf8(text), Policy::parse))
                    .as(text)
                    .isPresent();
        }
    }
}
