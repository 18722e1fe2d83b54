package dev.assay.verify;

import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a platform's security versions are worth at one set of TDX module versions.
 *
 * @param status of platform, TDX module and quoting enclave together
 * @param tcbDate earliest date of the levels below
 * @param advisoryIds of the levels below, sorted and without repeats
 * @param platformLevel the highest level that the platform reaches
 * @param moduleLevel the highest level that a TDX module of a later version than the first reaches
 * @param qeLevel the highest level that the quoting enclave reaches
 */
public record TcbEvaluation(
        TcbStatus status,
        Instant tcbDate,
        List<String> advisoryIds,
        TcbLevel platformLevel,
        Optional<IsvTcbLevel> moduleLevel,
        IsvTcbLevel qeLevel) {

    public TcbEvaluation {
        advisoryIds = List.copyOf(advisoryIds);
    }
}
