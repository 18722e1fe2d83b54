package dev.assay.platform.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Refusal;
import dev.assay.quote.RawEvidence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

class HclReportFuzzTest {

    /** As reports number them from 1 on. */
    private static final List<HclReport.Hash> HASHES =
            List.of(HclReport.Hash.SHA_256, HclReport.Hash.SHA_384, HclReport.Hash.SHA_512);

    @FuzzTest
    void readsReportsOrRefusesThem(byte[] data) {
        read(Bytes.of(data));
    }

    /** The form is right and the hash fits, so that whatever the claims say is looked at. */
    @FuzzTest
    void readsWhatHashedClaimsSayOrRefusesThem(byte[] data) {
        if (data.length == 0) {
            return;
        }
        HclReport.Hash hash = HASHES.get((data[0] & 0xff) % 3);
        HclReport.Hardware hardware = (data[0] & 0xff) / 3 % 2 == 0 ? HclReport.Hardware.SNP : HclReport.Hardware.TDX;
        Bytes claims = Bytes.of(data).from(1);
        read(report(hardware, hash, claims))
                .ifPresent(report -> assertThat(report.claims()).isEqualTo(claims));
    }

    private static Optional<HclReport> read(Bytes content) {
        Optional<HclReport> read =
                Refusal.orValue(content, HclReportFuzzTest::parseOrTorn).flatMap(whole -> whole);
        read.ifPresent(report -> {
            assertThat(report.report().length()).isEqualTo(report.hardware().reportSize());
            assertThat(new RawEvidence.Binding.Paravisor(report.claims()).binds(report.reportData(), report.userData()))
                    .as("the claims say what was read from them")
                    .isTrue();
        });
        return read;
    }

    private static Optional<HclReport> parseOrTorn(Bytes content) throws MalformedException {
        try {
            return Optional.of(HclReport.parse(content));
        } catch (TornReportException e) {
            assertThat(e.getMessage()).contains(" of the runtime claims, ").hasSizeLessThan(400);
            return Optional.empty();
        }
    }

    private static Bytes report(HclReport.Hardware hardware, HclReport.Hash hash, Bytes claims) {
        ByteBuffer all = ByteBuffer.allocate(1236 + claims.length()).order(ByteOrder.LITTLE_ENDIAN);
        all.put("HCLA".getBytes(StandardCharsets.US_ASCII));
        all.putInt(2).putInt(1236 + claims.length()).putInt(2);
        boolean tdx = hardware == HclReport.Hardware.TDX;
        all.put(32 + (tdx ? 0x80 : 0x50), hash.reportData(claims).toArray());
        all.position(1216);
        all.putInt(20 + claims.length()).putInt(1).putInt(tdx ? 4 : 2);
        all.putInt(HASHES.indexOf(hash) + 1).putInt(claims.length()).put(claims.toArray());
        return Bytes.of(all.array());
    }
}
