package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detection is in the start-up path: what takes long to load is loaded where there is a use for it. */
final class DetectionLoadsLittleTest {

    @TempDir
    private Path root;

    @Test
    void linksNoNativeFunctionAndLoadsNoProtobufOnABareMachine() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Detecting.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(log).isZero();
        List<String> loaded = log.lines()
                .filter(line -> line.contains("source:"))
                .map(line -> line.replaceFirst("^(?:\\[[^]]*])+ ", "").replaceFirst(" .*", ""))
                .toList();
        assertThat(loaded).contains("dev.assay.platform.aesm.AesmQuotes", "dev.assay.platform.ql.InProcessQuotes");
        assertThat(loaded.stream().filter(DetectionLoadsLittleTest::isHeavy)).isEmpty();
    }

    private static boolean isHeavy(String name) {
        return name.startsWith("com.google.protobuf.")
                || name.equals("jdk.internal.foreign.abi.DowncallLinker")
                || name.startsWith("jdk.internal.net.http.")
                || name.startsWith("tools.jackson.");
    }

    /** What the process does whose log is read. */
    static final class Detecting {

        private Detecting() {}

        public static void main(String[] arguments) {
            Host live = Host.live();
            Host bare = new Host(Path.of(arguments[0]), Map.of(), live.kernel());
            Detection detection = QuoteSources.detect(bare, Duration.ofSeconds(5));
            if (detection.isTee()) {
                throw new AssertionError(detection.toString());
            }
        }
    }
}
