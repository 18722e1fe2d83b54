package dev.assay.provision.qcnl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of vectors/qcnl, each against what stands about it in expected.yaml. */
class QcnlVectorsTest {

    private static final Path FOLDER = Path.of("..", "vectors", "qcnl");

    /** What one file must give: texts by key, lists joined by line feeds. */
    record Expected(String file, Map<String, String> values) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Expected> files() throws IOException {
        return expectations().stream();
    }

    @Test
    void allEighteenFilesAreThere() throws IOException {
        assertThat(expectations()).hasSize(18);
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsAsIntelsLibraryDoes(Expected expected) throws IOException, MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.of(Files.readAllBytes(FOLDER.resolve(expected.file))));
        assertThat(actual(reading, expected.values.keySet())).isEqualTo(expected.values);
    }

    private static Map<String, String> actual(QcnlReading reading, Set<String> asked) {
        QcnlSettings settings = reading.settings();
        Map<String, String> actual = new LinkedHashMap<>();
        actual.put("parsed_as", reading.parsedAs().toString());
        actual.put("pccs_url", settings.pccsUrl());
        actual.put("collateral_service", settings.collateralService());
        actual.put("use_secure_cert", String.valueOf(settings.useSecureCert()));
        actual.put("verdict", reading.verdict().toString());
        actual.put(
                "warnings",
                String.join("\n", reading.warnings().stream().sorted().toList()));
        // Where the file says nothing, expected.yaml leaves out what its note gives as built-in default.
        // Of 04 it leaves out the retries too, though the file has them.
        if (asked.contains("retry_times")) {
            actual.put("retry_times", String.valueOf(settings.retryTimes()));
            actual.put("retry_delay", String.valueOf(settings.retryDelay()));
        }
        putUnlessDefault(actual, asked, "local_pck_url", settings.localPckUrl(), "");
        putUnlessDefault(actual, asked, "pccs_api_version", settings.pccsApiVersion(), "3.0");
        putUnlessDefault(actual, asked, "local_cache_only", settings.localCacheOnly(), false);
        putUnlessDefault(actual, asked, "headers", joined(settings.requestHeaders()), "");
        putUnlessDefault(actual, asked, "params", joined(settings.requestParameters()), "");
        reading.fault().ifPresent(fault -> {
            // The YAML was written without the quotation marks of RapidJSON's sentence.
            actual.put("qcnl_error", fault.sentence().replace("'", ""));
            actual.put("fault_line", String.valueOf(fault.where().line()));
        });
        if (reading.result() != LibraryResult.SUCCESS) {
            actual.put(
                    "library_result",
                    String.format(
                            "sgx_qcnl_global_init returns 0x%x (quote layer 0x%x); later calls see built-in defaults",
                            reading.result().qcnlCode(), reading.result().quoteLayerCode()));
        }
        return actual;
    }

    private static void putUnlessDefault(
            Map<String, String> actual, Set<String> asked, String key, Object value, Object builtIn) {
        if (asked.contains(key) || !value.equals(builtIn)) {
            actual.put(key, value.toString());
        }
    }

    private static String joined(Map<String, String> map) {
        return String.join(
                "\n",
                map.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue())
                        .toList());
    }

    /** The part of YAML that the file uses below {@code files:}. */
    private static List<Expected> expectations() throws IOException {
        List<Expected> files = new ArrayList<>();
        String key = "";
        boolean below = false;
        for (String line : unfolded(Files.readAllLines(FOLDER.resolve("expected.yaml")))) {
            String text = line.strip();
            int indent = line.length() - line.stripLeading().length();
            if (!below) {
                below = line.equals("files:");
            } else if (indent == 2) {
                files.add(new Expected(text.substring(0, text.length() - 1), new LinkedHashMap<>()));
            } else {
                Map<String, String> values = files.get(files.size() - 1).values;
                int colon = text.indexOf(':');
                if (text.startsWith("- ")) {
                    values.merge(key, text.substring(2), (a, b) -> a.isEmpty() ? b : a + "\n" + b);
                } else if (indent == 6) {
                    values.merge(key, unquoted(text), (a, b) -> a.isEmpty() ? b : a + "\n" + b);
                } else {
                    key = text.substring(0, colon);
                    values.put(key, unquoted(text.substring(colon + 1).strip()));
                }
            }
        }
        files.forEach(file -> {
            file.values.remove("note");
            file.values.computeIfPresent(
                    "warnings",
                    (name, list) -> list.equals("[]")
                            ? ""
                            : String.join("\n", list.lines().sorted().toList()));
        });
        return files;
    }

    /** Joins a long text that goes on deeper in the next line. */
    private static List<String> unfolded(List<String> lines) {
        List<String> joined = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("      ") && !line.strip().matches("- .*|[a-z-]+: .*")) {
                joined.set(joined.size() - 1, joined.get(joined.size() - 1) + " " + line.strip());
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    private static String unquoted(String text) {
        return text.replaceFirst("^([a-z-]+: )?'(.*)'$", "$1$2");
    }
}
