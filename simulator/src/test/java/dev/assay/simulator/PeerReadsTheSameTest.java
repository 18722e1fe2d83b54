package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteSignature;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport15;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A parser that others wrote reads from our quotes what ours reads: {@code @phala/dcap-qvl} from npm, to which {@code
 * bench/peer-fields.sh} gives a folder. Needs node; no part of the normal run.
 */
@EnabledIfSystemProperty(named = "assay.peer", matches = ".+", disabledReason = "run bench/peer-fields.sh")
final class PeerReadsTheSameTest {

    private static final Bytes ASKED = Bytes.ofUtf8("asked for by the test, 64 bytes in all, none of them is a zero.!");

    @TempDir
    private Path folder;

    @Test
    void readsEveryFieldOfEveryVersionBodyAndCertificationTheSame() throws Exception {
        Map<String, Bytes> quotes = quotes();
        Map<String, Map<String, String>> told = peer(quotes);
        Map<String, Map<String, String>> ours = new TreeMap<>();
        for (Map.Entry<String, Bytes> quote : quotes.entrySet()) {
            ours.put(quote.getKey(), fields(Quote.parse(quote.getValue())));
        }
        assertThat(told).isEqualTo(ours);
        assertThat(told.get("platform"))
                .containsEntry("report.data.reportData", ASKED.hex())
                .containsEntry("header.version", "3");
        int fields = told.values().stream().mapToInt(Map::size).sum();
        Files.writeString(
                Path.of(System.getProperty("assay.peer"), "compared.txt"),
                told.size() + " quotes, " + fields + " fields, all the same: " + String.join(", ", told.keySet())
                        + "\n");
    }

    private static Map<String, Bytes> quotes() throws Exception {
        Map<String, Bytes> quotes = new TreeMap<>();
        // Body type 4 of version 5 is not known to the peer.
        int[][] kinds = {{3, 1}, {4, 1}, {4, 2}, {5, 1}, {5, 2}, {5, 3}};
        for (int[] kind : kinds) {
            for (int certification = 1; certification <= 5; certification++) {
                Forge forge = Forge.of(1000 + certification, kind[0], kind[1]).withCertificationType(certification);
                quotes.put(
                        "v" + kind[0] + "-body" + kind[1] + "-cert" + certification,
                        forge.quote().encode());
            }
        }
        try (SimulatedPlatform platform = SimulatedPlatform.start(Seed.of(7), InstantSource.system())) {
            quotes.put("platform", platform.quote(new ReportData(ASKED)).bytes());
        }
        return quotes;
    }

    /** What the peer reads: of each quote, the fields by the peer's names. */
    private Map<String, Map<String, String>> peer(Map<String, Bytes> quotes) throws IOException, InterruptedException {
        Path script = folder.resolve("peer-fields.cjs");
        try (InputStream text = PeerReadsTheSameTest.class.getResourceAsStream("peer-fields.cjs")) {
            Files.copy(text, script);
        }
        List<String> command = new ArrayList<>(List.of("node", script.toString(), System.getProperty("assay.peer")));
        for (Map.Entry<String, Bytes> quote : quotes.entrySet()) {
            Path file = folder.resolve(quote.getKey());
            Files.write(file, quote.getValue().toArray());
            command.add(file.toString());
        }
        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        Map<String, Map<String, String>> told = new TreeMap<>();
        output.lines().forEach(line -> {
            String[] words = line.split(" ", 3);
            told.computeIfAbsent(words[0], quote -> new LinkedHashMap<>()).put(words[1], words[2]);
        });
        return told;
    }

    /** What we read, by the peer's names. */
    private static Map<String, String> fields(Quote quote) {
        Fields fields = new Fields();
        fields.put("header.version", quote.header().version());
        fields.put("header.attestationKeyType", quote.header().attestationKeyType());
        fields.put("header.teeType", quote.header().teeType());
        fields.put("header.qeSvn", quote.header().qeSvn());
        fields.put("header.pceSvn", quote.header().pceSvn());
        fields.put("header.qeVendorId", quote.header().qeVendorId());
        fields.put("header.userData", quote.header().userData());
        if (quote.body() instanceof SgxReport report) {
            fields.map.put("report.type", "sgx");
            fields.sgx("report.data", report);
        } else if (quote.body() instanceof TdReport15 report) {
            fields.map.put("report.type", "td15");
            fields.td("report.data.base", report);
            fields.put("report.data.teeTcbSvn2", report.teeTcbSvn2().orElseThrow());
            fields.put("report.data.mrServiceTd", report.mrServiceTd().orElseThrow());
        } else if (quote.body() instanceof TdReport report) {
            fields.map.put("report.type", "td10");
            fields.td("report.data", report);
        }
        fields.signature(quote);
        fields.put("signedLength", quote.signedBytes().length());
        return fields.map;
    }

    private static final class Fields {

        private final Map<String, String> map = new LinkedHashMap<>();

        private void put(String name, long number) {
            map.put(name, Long.toString(number));
        }

        private void put(String name, Bytes bytes) {
            map.put(name, bytes.hex());
        }

        /** The peer leaves what only enclaves with key separation have in the reserved bytes around it. */
        private void sgx(String at, SgxReport report) {
            put(at + ".cpuSvn", report.cpuSvn());
            put(at + ".miscSelect", report.miscSelect().uint32(0));
            put(at + ".reserved1", Bytes.concat(report.encoded().slice(20, 12), report.isvExtProdId()));
            put(at + ".attributes", report.attributes().encoded());
            put(at + ".mrEnclave", report.mrEnclave());
            put(at + ".reserved2", report.encoded().slice(96, 32));
            put(at + ".mrSigner", report.mrSigner());
            put(at + ".reserved3", Bytes.concat(report.encoded().slice(160, 32), report.configId()));
            put(at + ".isvProdId", report.isvProdId());
            put(at + ".isvSvn", report.isvSvn());
            put(
                    at + ".reserved4",
                    Bytes.concat(
                            Bytes.of(new byte[] {(byte) report.configSvn(), (byte) (report.configSvn() >> 8)}),
                            report.encoded().slice(262, 42),
                            report.isvFamilyId()));
            put(at + ".reportData", report.reportData());
        }

        private void td(String at, TdReport report) {
            put(at + ".teeTcbSvn", report.teeTcbSvn());
            put(at + ".mrSeam", report.mrSeam());
            put(at + ".mrSignerSeam", report.mrSignerSeam());
            put(at + ".seamAttributes", report.seamAttributes());
            put(at + ".tdAttributes", report.tdAttributes().encoded());
            put(at + ".xfam", report.xfam());
            put(at + ".mrTd", report.mrTd());
            put(at + ".mrConfigId", report.mrConfigId());
            put(at + ".mrOwner", report.mrOwner());
            put(at + ".mrOwnerConfig", report.mrOwnerConfig());
            for (int i = 0; i < 4; i++) {
                put(at + ".rtMr" + i, report.rtMrs().get(i));
            }
            put(at + ".reportData", report.reportData());
        }

        private void signature(Quote quote) {
            QuoteSignature signature = quote.signature();
            CertificationData certification = signature.certificationData();
            boolean nested = quote.header().version() > 3;
            map.put("authData.version", nested ? "4" : "3");
            put("authData.data.ecdsaSignature", signature.signature());
            put("authData.data.ecdsaAttestationKey", signature.attestationKey());
            String at = nested ? "authData.data.qeReportData" : "authData.data";
            put(at + ".qeReport", signature.qeReport().encoded());
            put(at + ".qeReportSignature", signature.qeReportSignature());
            put(at + ".qeAuthData", signature.qeAuthData());
            put(at + ".certificationData.certType", certification.type());
            put(at + ".certificationData.body", certification.encoded());
            put("innerCertType", certification.type());
            put("innerCertData", certification.encoded());
            if (nested) {
                put("authData.data.certificationData.certType", 6);
                // Behind the length of the signature data: signature, key, type and length.
                int start = quote.signedBytes().length() + 4 + 64 + 64 + 2 + 4;
                put("authData.data.certificationData.body", quote.encode().from(start));
            }
        }
    }
}
