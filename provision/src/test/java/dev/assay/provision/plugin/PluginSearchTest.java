package dev.assay.provision.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginSearchTest {

    private static final String DEBIAN = "/usr/lib/x86_64-linux-gnu/";
    private static final byte[] INTEL = TinyElf.exporting(
            List.of("sgx_ql_get_quote_config", "sgx_qpl_global_init", "sgx_ql_set_logging_callback"), "AZDCAP_CACHE");
    private static final byte[] AZURE =
            TinyElf.exporting(List.of("sgx_ql_get_quote_config", "sgx_ql_set_logging_function"), "AZDCAP_CLIENT_ID");

    @TempDir
    private Path root;

    private void put(String path, byte[] content) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void link(String path, String target) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(target));
    }

    private PluginReport search(Map<String, String> environment) {
        return PluginSearch.search(Machine.of(root, environment));
    }

    private static List<String> ids(PluginReport report) {
        return report.notices().stream().map(Notice::id).toList();
    }

    @Test
    void intelsPackagesAreFoundByAll() throws IOException {
        put(DEBIAN + "libdcap_quoteprov.so.1.14", INTEL);
        link(DEBIAN + "libdcap_quoteprov.so.1", "libdcap_quoteprov.so.1.14");
        link(DEBIAN + "libdcap_quoteprov.so", DEBIAN + "libdcap_quoteprov.so.1");
        PluginReport report = search(Map.of());
        assertThat(report.chosen()).hasSize(4);
        assertThat(report.chosenBy(Consumer.OPEN_ENCLAVE).orElseThrow().target())
                .contains(DEBIAN + "libdcap_quoteprov.so.1.14");
        assertThat(report.chosen().values()).allMatch(library -> library.kind() == LibraryKind.INTEL);
        assertThat(report.notices()).isEmpty();
    }

    @Test
    void azuresPackageAloneLeavesTdxWithoutPlugin() throws IOException {
        put("/usr/lib/libdcap_quoteprov.so", AZURE);
        PluginReport report = search(Map.of());
        assertThat(report.chosenBy(Consumer.TDX_QUOTING)).isEmpty();
        assertThat(report.chosenBy(Consumer.SGX_QUOTING).map(Candidate::kind)).contains(LibraryKind.AZURE);
        assertThat(ids(report)).containsExactly("no-versioned-name");
    }

    @Test
    void twoPackagesWithOneNameDisagree() throws IOException {
        put(DEBIAN + "libdcap_quoteprov.so.1", INTEL);
        put("/usr/lib/libdcap_quoteprov.so", AZURE);
        PluginReport report = search(Map.of());
        assertThat(report.chosenBy(Consumer.SGX_QUOTING).map(Candidate::kind)).contains(LibraryKind.INTEL);
        assertThat(report.chosenBy(Consumer.OPEN_ENCLAVE).map(Candidate::kind)).contains(LibraryKind.AZURE);
        assertThat(report.shadowedFor(Consumer.SGX_QUOTING))
                .extracting(Candidate::kind)
                .containsExactly(LibraryKind.AZURE);
        assertThat(ids(report)).contains("two-providers-one-name", "consumers-disagree");
    }

    @Test
    void environmentComesBeforeConfigurationBeforeBuiltIn() throws IOException {
        put("/opt/a/libdcap_quoteprov.so.1", AZURE);
        put("/opt/b/libdcap_quoteprov.so.1", INTEL);
        put("/usr/lib/libdcap_quoteprov.so.1", AZURE);
        put("/etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n".getBytes(StandardCharsets.UTF_8));
        put("/etc/ld.so.conf.d/b.conf", "/opt/b # ours\n".getBytes(StandardCharsets.UTF_8));
        assertThat(search(Map.of()).chosenBy(Consumer.SGX_QUOTING).map(Candidate::path))
                .contains("/opt/b/libdcap_quoteprov.so.1");
        assertThat(search(Map.of("LD_LIBRARY_PATH", "rel:/opt/a/"))
                        .chosenBy(Consumer.SGX_QUOTING)
                        .map(Candidate::path))
                .contains("/opt/a/libdcap_quoteprov.so.1");
    }

    @Test
    void linksThatLeadNowhereAndOtherArchitecturesArePassedOver() throws IOException {
        link("/lib64/libdcap_quoteprov.so.1", "gone.so");
        put("/usr/lib64/libdcap_quoteprov.so.1", TinyElf.exporting(183, List.of("sgx_ql_get_quote_config"), ""));
        put("/usr/lib/libdcap_quoteprov.so.1", "not ELF".getBytes(StandardCharsets.UTF_8));
        link("/lib/libdcap_quoteprov.so", "libdcap_quoteprov.so");
        PluginReport report = search(Map.of());
        assertThat(report.chosen()).isEmpty();
        assertThat(ids(report)).contains("dangling-link", "wrong-architecture", "not-a-library", "no-provider");
    }

    @Test
    void explicitPathIsTakenAndNothingElse() throws IOException {
        put(DEBIAN + "libdcap_quoteprov.so.1", INTEL);
        Machine machine = Machine.of(root, Map.of());
        assertThat(PluginSearch.at(machine, "/opt/mine.so").chosen()).isEmpty();
        assertThat(PluginSearch.at(machine, DEBIAN + "libdcap_quoteprov.so.1").chosen())
                .hasSize(3)
                .doesNotContainKey(Consumer.OPEN_ENCLAVE);
    }

    @Test
    void variablesAreExplainedAndBadOnesNamed() {
        PluginReport report =
                search(Map.of("AZDCAP_DEBUG_LOG_LEVEL", "FATAL", "QCNL_CONF_PATH", "/etc/mine.conf", "PATH", "/bin"));
        assertThat(report.variables())
                .extracting(ProviderVariable.Setting::variable)
                .containsExactly(ProviderVariable.QCNL_CONF_PATH, ProviderVariable.AZDCAP_DEBUG_LOG_LEVEL);
        assertThat(ids(report)).contains("variable-without-effect:AZDCAP_DEBUG_LOG_LEVEL");
    }

    @Test
    void cachesOfBothAreWhereEachLooks() throws IOException {
        Files.createDirectories(root.resolve("home/aesmd/.dcap-qcnl"));
        Files.createDirectories(root.resolve("var/cache"));
        Machine machine = Machine.of(root, Map.of("XDG_CACHE_HOME", "/var/cache", "HOME", "/home/aesmd"));
        assertThat(CacheFolders.ofIntel(machine)).isEqualTo(Optional.of("/home/aesmd/.dcap-qcnl"));
        assertThat(CacheFolders.ofAzure(machine)).isEqualTo("/var/cache/.az-dcap-client");
    }

    @Test
    void realLibraryIsToldByItsExports() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc is not installed");
        Path source = root.resolve("qpl.c");
        Files.writeString(
                source, "int sgx_ql_get_quote_config(void){return 0;} int sgx_qpl_global_init(void){return 0;}");
        Path library = root.resolve("usr/lib/libdcap_quoteprov.so.1");
        Files.createDirectories(library.getParent());
        int exit = new ProcessBuilder("/usr/bin/gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        ElfImage image = ElfImage.read(library).orElseThrow();
        assertThat(image.exports()).contains("sgx_ql_get_quote_config");
        assertThat(LibraryKind.of(image)).isEqualTo(LibraryKind.INTEL);
    }

    @Test
    void damagedLibrariesAreAnswered() {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = INTEL.clone();
            for (int j = 0; j < 4; j++) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt(256);
            }
            assertThat(ElfImage.parse(damaged)).isPresent();
        }
    }

    @FuzzTest
    void answersEveryFile(byte[] data) {
        ElfImage.parse(data).ifPresent(LibraryKind::of);
    }
}
