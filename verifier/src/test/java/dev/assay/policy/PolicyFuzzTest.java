package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.Refusal;
import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbStatus;

class PolicyFuzzTest {

    @FuzzTest
    void readsPoliciesOrRefusesThem(byte[] data) {
        Refusal.orValue(Bytes.of(data), Policy::parse).ifPresent(policy -> {
            assertThat(policy.tees()).isNotEmpty();
            assertThat(policy.tcb().acceptedStatuses()).doesNotContain(TcbStatus.REVOKED);
            assertThat(policy.expiredCollateralGrace().isNegative()).isFalse();
        });
    }
}
