package dev.assay.simulator;

import static dev.assay.verify.ReasonCode.EXPIRED;
import static dev.assay.verify.ReasonCode.NOT_YET_VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.assay.verify.Validity;
import dev.assay.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Evidence of another time. Every piece has two ends, and both count. */
class ForgedDateTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final TestPki PKI = SGX.pki();
    private static final Instant AT = SGX.at();
    private static final Instant LONG_AGO = AT.minus(Duration.ofDays(300));
    private static final Instant FAR_AHEAD = AT.plus(Duration.ofDays(300));
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Whatever has a date. */
    enum Piece {
        PCK_CERTIFICATE {
            @Override
            Forge forge(Instant from, Instant until) {
                return SGX.pck(c -> c.withNotBefore(from).withNotAfter(until));
            }
        },
        PCK_CA {
            @Override
            Forge forge(Instant from, Instant until) {
                return anew(PKI.withPlatformCa(c -> c.withNotBefore(from).withNotAfter(until)));
            }
        },
        ROOT {
            @Override
            Forge forge(Instant from, Instant until) {
                return anew(PKI.withRoot(c -> c.withNotBefore(from).withNotAfter(until)));
            }
        },
        TCB_SIGNER {
            @Override
            Forge forge(Instant from, Instant until) {
                return anew(PKI.withTcbSigner(c -> c.withNotBefore(from).withNotAfter(until)));
            }
        },
        TCB_INFO {
            @Override
            Forge forge(Instant from, Instant until) {
                return SGX.collateral(c -> c.tcbInfo(i -> i.withDates(from, until)));
            }
        },
        QE_IDENTITY {
            @Override
            Forge forge(Instant from, Instant until) {
                return SGX.collateral(c -> c.qeIdentity(i -> i.withDates(from, until)));
            }
        },
        PCK_CRL {
            @Override
            Forge forge(Instant from, Instant until) {
                return SGX.collateral(
                        c -> c.pckCrl(crl -> crl.withThisUpdate(from).withNextUpdate(until)));
            }
        },
        ROOT_CRL {
            @Override
            Forge forge(Instant from, Instant until) {
                return SGX.collateral(
                        c -> c.rootCrl(crl -> crl.withThisUpdate(from).withNextUpdate(until)));
            }
        };

        abstract Forge forge(Instant from, Instant until);

        private static Forge anew(TestPki pki) {
            return Forge.of(pki, SGX.platform(), 3, 1, AT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsAtItsFirstInstant(Piece piece) {
        Trial.of("valid from now on", piece.forge(AT, FAR_AHEAD)).run();
    }

    @ParameterizedTest
    @EnumSource
    void holdsAtItsLastInstant(Piece piece) {
        Trial.of("valid until now", piece.forge(LONG_AGO, AT)).run();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotHoldBefore(Piece piece) {
        Trial.of("valid from the next second on", piece.forge(AT.plus(TICK), FAR_AHEAD), NOT_YET_VALID)
                .run();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotHoldAfter(Piece piece) {
        Trial.of("valid until the last second", piece.forge(LONG_AGO, AT.minus(TICK)), EXPIRED)
                .run();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotHoldAFractionOfASecondAfter(Piece piece) {
        Trial.of("valid until a moment ago", piece.forge(LONG_AGO, AT), EXPIRED)
                .at(AT.plusNanos(1))
                .run();
    }

    @ParameterizedTest
    @EnumSource
    void holdsWithinTheGraceAndSaysSo(Piece piece) {
        Trial trial = Trial.of("a day old", piece.forge(LONG_AGO, AT.minus(Duration.ofDays(1))));
        Verification accepted = trial.verify(Duration.ofDays(1));
        assertThat(accepted).isInstanceOf(Verification.Verified.class);
        assertThat(((Verification.Verified) accepted).collateral().expired())
                .isNotEmpty()
                .extracting(Validity::until)
                .containsOnly(AT.minus(Duration.ofDays(1)));
        assertThat(((Verification.Verified) accepted).collateral().validUntil())
                .isEqualTo(AT.minus(Duration.ofDays(1)));
        assertThat(Trial.codes(trial.verify(Duration.ofDays(1).minusNanos(1)))).containsExactly(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void noGraceHelpsWhatIsFromTheFuture(Piece piece) {
        Trial trial = Trial.of("from tomorrow", piece.forge(AT.plus(Duration.ofDays(1)), FAR_AHEAD));
        assertThat(Trial.codes(trial.verify(Duration.ofDays(1000)))).containsExactly(NOT_YET_VALID);
    }

    @Test
    void everythingOldIsNamed() {
        Trial trial = Trial.of("a year later", SGX).at(AT.plus(Duration.ofDays(365)));
        assertThat(Trial.reasons(trial.verify()))
                .extracting("code", "where")
                .containsExactlyInAnyOrder(
                        tuple(EXPIRED, "TCB info"),
                        tuple(EXPIRED, "QE identity"),
                        tuple(EXPIRED, "PCK CRL"),
                        tuple(EXPIRED, "root CA CRL"));
    }
}
