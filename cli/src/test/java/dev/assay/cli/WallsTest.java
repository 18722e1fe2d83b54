package dev.assay.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The walls of the house: the sentences of its plan that neither Maven nor {@code module-info} can hold.
 *
 * <p>A room that is not built yet has its rule already; the rule bites from its first class on.
 */
class WallsTest {

    /** The verifier's packages in the order of the data: each may use those before it, none those after it. */
    private static final List<String> CHAIN =
            List.of("bytes", "internal", "ecdsa", "quote", "pck", "collateral", "verify", "policy");

    /** Beside the chain: attestation reports of the past, which nothing else may build upon. */
    private static final String BESIDE = "epid";

    private static final List<String> OTHER_ROOMS =
            List.of("cli", "doctor", "enclave", "platform", "provision", "qcnl", "service", "simulator");

    /** The platform's packages and, for each, those below it; its own root package is below all. */
    private static final Map<String, Set<String>> BELOW = Map.ofEntries(
            Map.entry("linux", Set.of()),
            Map.entry("files", Set.of("linux")),
            Map.entry("tpm", Set.of("files")),
            Map.entry("sgx", Set.of("linux")),
            Map.entry("aesm", Set.of("linux", "sgx")),
            Map.entry("ql", Set.of("sgx")),
            Map.entry("gramine", Set.of("files", "sgx")),
            Map.entry("tsm", Set.of("files")),
            Map.entry("tdx", Set.of("linux")),
            // Azure's paravisor hands out a report of the same form as the TDX module's.
            Map.entry("azure", Set.of("files", "tdx", "tpm")),
            Map.entry("snp", Set.of("files", "linux")));

    private static JavaClasses house;

    @BeforeAll
    static void lookAtTheHouse() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.assay");
    }

    @Test
    void theHouseIsInSight() {
        assertThat(house.stream().map(JavaClass::getPackageName))
                .contains(
                        "dev.assay.bytes",
                        "dev.assay.simulator",
                        "dev.assay.provision",
                        "dev.assay.service.pccs",
                        "dev.assay.cli");
    }

    /** A package that is not on the plan would stand behind no wall. */
    @Test
    void everyClassLivesInARoomOfThePlan() {
        String[] plan = Stream.of(CHAIN, List.of(BESIDE), OTHER_ROOMS)
                .flatMap(List::stream)
                .map(WallsTest::room)
                .toArray(String[]::new);
        classes().should().resideInAnyPackage(plan).check(house);
    }

    @Test
    void packagesOfTheVerifierDependInOneDirection() {
        var layers = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.assay..")
                .withOptionalLayers(true);
        for (String name : CHAIN) {
            layers = layers.layer(name).definedBy(room(name));
        }
        layers = layers.layer(BESIDE).definedBy(room(BESIDE));
        layers = layers.whereLayer(CHAIN.get(0)).mayNotAccessAnyLayer();
        for (int i = 1; i < CHAIN.size(); i++) {
            layers = layers.whereLayer(CHAIN.get(i))
                    .mayOnlyAccessLayers(CHAIN.subList(0, i).toArray(String[]::new));
        }
        layers = layers.whereLayer(BESIDE)
                .mayOnlyAccessLayers(CHAIN.subList(0, CHAIN.indexOf("policy")).toArray(String[]::new));
        layers.check(house);
    }

    @Test
    void verifierDoesNoInputOrOutput() {
        verifier()
                .should()
                .dependOnClassesThat(describe("do input or output", WallsTest::doesInputOrOutput))
                .because("what is verified comes in as bytes")
                .check(house);
    }

    @Test
    void verifierReadsNoClock() {
        verifier()
                .should()
                .accessTargetWhere(to("the clock", WallsTest::readsTheClock))
                .because("the instant is a parameter")
                .check(house);
    }

    @Test
    void verifierStartsNoThread() {
        verifier()
                .should()
                .dependOnClassesThat(describe("run code in another thread", WallsTest::runsInAnotherThread))
                .orShould()
                .accessTargetWhere(to(
                        "a parallel stream",
                        target -> target.getName().equals("parallelStream")
                                || (target.getName().equals("parallel")
                                        && target.getOwner().getPackageName().equals("java.util.stream"))))
                .because("threads are the caller's")
                .check(house);
    }

    @Test
    void verifierInstallsNoSecurityProvider() {
        verifier()
                .should()
                .accessTargetWhere(to(
                        "the process's security settings",
                        is(
                                "java.security.Security",
                                "addProvider",
                                "insertProviderAt",
                                "removeProvider",
                                "setProperty")))
                .because("a library leaves the process as it found it; the provider is an argument")
                .check(house);
    }

    @Test
    void onlyTheCommandLinePrintsOrExits() {
        outside("cli")
                .should()
                .accessTargetWhere(to(
                        "the terminal or the end of the process",
                        is("java.lang.System", "out", "err", "in", "console", "setOut", "setErr", "setIn", "exit")
                                .or(is("java.lang.Runtime", "exit", "halt"))
                                .or(target -> target.getName().equals("printStackTrace") && hasNoArguments(target))))
                .because("a library has neither a terminal nor a process")
                .check(house);
    }

    @Test
    void onlyThePlatformReachesNativeCode() {
        String because = "what can crash the JVM lives in one room";
        outside("platform")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.lang.foreign.."))
                .orShould()
                .accessTargetWhere(to(
                        "a native library",
                        is("java.lang.System", "load", "loadLibrary")
                                .or(is("java.lang.Runtime", "load", "loadLibrary"))))
                .because(because)
                .check(house);
        noMethods()
                .should()
                .haveModifier(JavaModifier.NATIVE)
                .allowEmptyShould(true)
                .because("native access goes through java.lang.foreign")
                .check(house);
    }

    @Test
    void onlyTheServiceSpeaksSql() {
        outside("service")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi.."))
                .because("only the service keeps a database")
                .check(house);
    }

    /** The database behind the cache behind the routes: each may use those before it, none those after it. */
    @Test
    void packagesOfThePccsDependInOneDirection() {
        noClasses()
                .that()
                .resideInAPackage(room("service.pccs.store"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(room("service.pccs.cache"), room("service.pccs.http")))
                .because("tables know nothing of what is done with them")
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(room("service.pccs.cache"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(room("service.pccs.http"), "io.helidon.."))
                .because("the cache does not ask who asks")
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(room("service.pccs.http"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(room("service.pccs.store"))
                        .and(describe(
                                "are no failure", type -> !type.getSimpleName().equals("StoreException"))))
                .because("routes ask the cache")
                .check(house);
    }

    @Test
    void librariesKnowNoServer() {
        noClasses()
                .that()
                .resideInAPackage(room("provision"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(room("service"), room("cli"), room("simulator")))
                .because("clients are used without the server")
                .check(house);
    }

    /** An interface is understood without the others; what two of them need has a package below both. */
    @Test
    void quotingInterfacesKnowNothingOfEachOther() {
        BELOW.forEach((name, below) -> {
            String[] others = BELOW.keySet().stream()
                    .filter(other -> !other.equals(name) && !below.contains(other))
                    .map(other -> room("platform." + other))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(room("platform." + name))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(others))
                    .because("platform." + name + " stands on " + below + " alone")
                    .check(house);
        });
        classes()
                .that()
                .resideInAPackage(room("platform"))
                .should()
                .resideInAnyPackage(Stream.concat(
                                Stream.of("dev.assay.platform"),
                                BELOW.keySet().stream().map(name -> room("platform." + name)))
                        .toArray(String[]::new))
                .because("a package that is not on the plan would stand behind no wall")
                .check(house);
    }

    @Test
    void withinThePlatformFewReachNativeCode() {
        noClasses()
                .that()
                .resideInAPackage(room("platform"))
                .and()
                .resideOutsideOfPackages(room("platform.linux"), room("platform.sgx"), room("platform.ql"))
                // They hand memory over to the kernel, and to nobody else.
                .and()
                .haveNameNotMatching(".*\\.(tdx\\.TdxGuestDevice|snp\\.SevGuestDevice)(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.lang.foreign.."))
                .because("interfaces are protocols; addresses are for the kernel, the enclave and Intel's library")
                .check(house);
    }

    /** What stands in for hardware must not get into what judges it, or into a server. */
    @Test
    void onlyTheCommandLineSimulates() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("simulator"), room("cli"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(room("simulator")))
                .because("a simulated platform is chosen by whoever runs a command, and by nobody else")
                .check(house);
    }

    private static String room(String name) {
        return "dev.assay." + name + "..";
    }

    private static GivenClassesConjunction verifier() {
        return noClasses()
                .that()
                .resideInAnyPackage(Stream.concat(CHAIN.stream(), Stream.of(BESIDE))
                        .map(WallsTest::room)
                        .toArray(String[]::new));
    }

    private static GivenClassesConjunction outside(String room) {
        return noClasses().that().resideOutsideOfPackage(room(room));
    }

    /** Calls, constructor calls, method references and field accesses whose target is as given. */
    private static DescribedPredicate<JavaAccess<?>> to(String what, Predicate<AccessTarget> target) {
        return describe("it is " + what, access -> target.test(access.getTarget()));
    }

    private static Predicate<AccessTarget> is(String owner, String... members) {
        Set<String> names = Set.copyOf(Arrays.asList(members));
        return target -> target.getOwner().getName().equals(owner) && names.contains(target.getName());
    }

    private static boolean hasNoArguments(AccessTarget target) {
        return target instanceof CodeUnitAccessTarget code
                && code.getRawParameterTypes().isEmpty();
    }

    private static boolean doesInputOrOutput(JavaClass type) {
        String name = type.getName();
        return switch (type.getPackageName()) {
            // Certificates and reports name addresses; that is reading, not connecting.
            case "java.net" ->
                !Set.of("java.net.URI", "java.net.URISyntaxException").contains(name);
            case "java.io" ->
                type.getSimpleName().startsWith("File")
                        || Set.of("java.io.RandomAccessFile", "java.io.Console").contains(name);
            case "java.lang" ->
                Set.of("java.lang.Process", "java.lang.ProcessBuilder", "java.lang.Runtime")
                        .contains(name);
            default ->
                name.startsWith("java.net.http.")
                        || name.startsWith("java.nio.file.")
                        || name.startsWith("java.nio.channels.")
                        || name.startsWith("javax.net.");
        };
    }

    private static boolean readsTheClock(AccessTarget target) {
        String name = target.getName();
        return switch (target.getOwner().getName()) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.time.Clock", "java.time.InstantSource" -> name.startsWith("system") || name.startsWith("tick");
            case "java.util.Date", "java.util.GregorianCalendar" -> name.equals("<init>") && hasNoArguments(target);
            case "java.util.Calendar" -> name.equals("getInstance");
            // Without a date, a certificate is compared with now.
            case "java.security.cert.X509Certificate" -> name.equals("checkValidity") && hasNoArguments(target);
            default -> name.equals("now") && target.getOwner().getPackageName().startsWith("java.time");
        };
    }

    private static boolean runsInAnotherThread(JavaClass type) {
        return Stream.of(
                                "java.lang.Thread",
                                "java.util.Timer",
                                "java.util.concurrent.Completable",
                                "java.util.concurrent.Executor",
                                "java.util.concurrent.ForkJoin",
                                "java.util.concurrent.Scheduled",
                                "java.util.concurrent.StructuredTaskScope",
                                "java.util.concurrent.ThreadPoolExecutor")
                        .anyMatch(type.getName()::startsWith)
                && !type.getName().startsWith("java.lang.ThreadLocal");
    }
}
