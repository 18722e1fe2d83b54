package dev.assay.quote;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

class ParavisorClaimsFuzzTest {

    private static final String[] HASHES = {"SHA-256", "SHA-384", "SHA-512"};

    /** The first byte chooses the hash, the others are the claims. */
    @FuzzTest
    void bindsWhatHashedClaimsSayAndNothingElse(byte[] data) throws NoSuchAlgorithmException {
        if (data.length == 0) {
            return;
        }
        Bytes claims = Bytes.of(data).from(1);
        byte[] hash = MessageDigest.getInstance(HASHES[(data[0] & 0xff) % 3]).digest(claims.toArray());
        Bytes quoted = Bytes.of(Arrays.copyOf(hash, ReportData.SIZE));
        RawEvidence.Binding binding = new RawEvidence.Binding.Paravisor(claims);
        ReportData requested = ParavisorClaims.userData(claims)
                .map(ReportData::new)
                .orElseGet(() -> new ReportData(Bytes.of(new byte[ReportData.SIZE])));
        assertThat(binding.binds(quoted, requested))
                .isEqualTo(ParavisorClaims.userData(claims).isPresent());
        assertThat(binding.binds(quoted, new ReportData(flipped(requested.bytes()))))
                .isFalse();
        assertThat(binding.binds(flipped(quoted), requested)).isFalse();
        assertThat(binding.binds(Bytes.of(data), requested)).isFalse();
        assertThat(new RawEvidence.Binding.Paravisor(flipped(claims)).binds(quoted, requested))
                .isFalse();
    }

    private static Bytes flipped(Bytes bytes) {
        byte[] changed = bytes.isEmpty() ? new byte[1] : bytes.toArray();
        changed[0] ^= 1;
        return Bytes.of(changed);
    }
}
