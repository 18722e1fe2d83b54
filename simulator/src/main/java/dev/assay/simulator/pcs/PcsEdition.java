package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Tee;
import dev.assay.simulator.CrlDraft;
import dev.assay.simulator.EnclaveIdentityDraft;
import dev.assay.simulator.EvaluationNumbersDraft;
import dev.assay.simulator.TcbInfoDraft;
import dev.assay.simulator.TestKey;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.TestPlatform;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The documents of one moment: signed when first asked for, then kept.
 *
 * @param pki who signs
 * @param stranger who signs what shall not be genuine
 * @param at the instant at which all is good
 * @param crlNumber of all CRLs
 * @param sets which numbered sets there are
 * @param tcbInfos what is changed in TCB infos
 * @param identities what is changed in identities
 * @param revoked serial numbers of PCK certificates
 * @param made documents so far
 */
record PcsEdition(
        TestPki pki,
        TestKey stranger,
        Instant at,
        long crlNumber,
        PcsSets sets,
        UnaryOperator<TcbInfoDraft> tcbInfos,
        UnaryOperator<EnclaveIdentityDraft> identities,
        List<BigInteger> revoked,
        Map<List<Object>, Bytes> made) {

    /**
     * How a document shall be made.
     *
     * @param age how much earlier than it should be
     * @param byStranger whether another key signs
     */
    record Making(Duration age, boolean byStranger) {
        static final Making RIGHT = new Making(Duration.ZERO, false);
    }

    static PcsEdition first(TestPki pki, TestKey stranger, Instant at) {
        return new PcsEdition(
                pki,
                stranger,
                at,
                1,
                PcsSets.DEFAULT,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                List.of(),
                new ConcurrentHashMap<>());
    }

    PcsEdition reissuedAt(Instant instant) {
        return next(instant, sets, tcbInfos, identities, revoked);
    }

    PcsEdition with(PcsSets changed) {
        return next(at, changed, tcbInfos, identities, revoked);
    }

    PcsEdition withTcbInfos(UnaryOperator<TcbInfoDraft> changed) {
        return next(at, sets, changed, identities, revoked);
    }

    PcsEdition withIdentities(UnaryOperator<EnclaveIdentityDraft> changed) {
        return next(at, sets, tcbInfos, changed, revoked);
    }

    PcsEdition revoking(BigInteger serialNumber) {
        List<BigInteger> more = new ArrayList<>(revoked);
        more.add(serialNumber);
        return next(at, sets, tcbInfos, identities, List.copyOf(more));
    }

    PcsEdition revokingNone() {
        return next(at, sets, tcbInfos, identities, List.of());
    }

    private PcsEdition next(
            Instant instant,
            PcsSets nextSets,
            UnaryOperator<TcbInfoDraft> nextTcbInfos,
            UnaryOperator<EnclaveIdentityDraft> nextIdentities,
            List<BigInteger> nextRevoked) {
        return new PcsEdition(
                pki,
                stranger,
                instant,
                crlNumber + 1,
                nextSets,
                nextTcbInfos,
                nextIdentities,
                nextRevoked,
                new ConcurrentHashMap<>());
    }

    /** The TCB info of the family to which {@code machine} belongs. */
    Bytes tcbInfo(Tee tee, TestPlatform machine, int number, Making making) {
        return made(
                List.of("tcb", tee, machine.extension().fmspc(), number, making),
                () -> tcbInfos.apply(TcbInfoDraft.of(
                                        tee,
                                        machine,
                                        at.minus(making.age()),
                                        signer(pki.tcbSigner().key(), making))
                                .withTcbEvaluationDataNumber(number))
                        .sign());
    }

    Bytes identity(EnclaveIdentity.Id id, int number, Making making) {
        return made(List.of("identity", id, number, making), () -> {
            Tee tee = id == EnclaveIdentity.Id.TD_QE ? Tee.TDX : Tee.SGX;
            EnclaveIdentityDraft draft = EnclaveIdentityDraft.of(
                            tee, at.minus(making.age()), signer(pki.tcbSigner().key(), making))
                    .withId(id)
                    .withTcbEvaluationDataNumber(number);
            return identities
                    .apply(
                            switch (id) {
                                case QE, TD_QE -> draft;
                                case QVE -> draft.withIsvProdId(2);
                                case QAE -> draft.withIsvProdId(3);
                            })
                    .sign();
        });
    }

    Bytes evaluationNumbers(Tee tee, Making making) {
        return made(List.of("numbers", tee, making), () -> {
            EvaluationNumbersDraft draft = EvaluationNumbersDraft.of(
                    tee, at.minus(making.age()), signer(pki.tcbSigner().key(), making));
            TcbEvaluationDataNumbers content = draft.content();
            Instant newest = content.numbers().get(0).tcbRecoveryEventDate();
            List<TcbEvaluationDataNumbers.Entry> entries = sets.numbers().stream()
                    .map(number -> {
                        Instant event = newest.minus(Duration.ofDays(180L * (sets.newest() - number)));
                        return new TcbEvaluationDataNumbers.Entry(number, event, event.plus(Duration.ofDays(1)));
                    })
                    .toList();
            return draft.withContent(new TcbEvaluationDataNumbers(
                            tee, content.version(), content.issueDate(), content.nextUpdate(), entries))
                    .sign();
        });
    }

    /** DER. */
    Bytes pckCrl(PckCertificate.Ca ca, Making making) {
        return made(List.of("pckcrl", ca, making), () -> {
            CrlDraft draft = pki.authority(ca).crl(at.minus(making.age()));
            for (BigInteger serialNumber : revoked) {
                draft = draft.revoking(serialNumber);
            }
            return mint(draft, making);
        });
    }

    /** DER. */
    Bytes rootCaCrl(Making making) {
        return made(List.of("rootcacrl", making), () -> mint(pki.root().crl(at.minus(making.age())), making));
    }

    private Bytes mint(CrlDraft draft, Making making) {
        return draft.withNumber(making.age().isZero() ? crlNumber : 1)
                .withSigner(signer(draft.signer(), making))
                .mint();
    }

    private TestKey signer(TestKey own, Making making) {
        return making.byStranger() ? stranger : own;
    }

    private Bytes made(List<Object> key, Supplier<Bytes> maker) {
        return made.computeIfAbsent(key, absent -> maker.get());
    }
}
