package dev.assay.collateral;

import dev.assay.bytes.Bytes;
import dev.assay.quote.Tee;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The TCB levels of a family of platforms.
 *
 * <p>Version 1, retired in 2019, can be read but is refused by verification. It has neither evaluation number nor level
 * dates: the number is then 0 and every date the document's own.
 *
 * @param version 1 to 3
 * @param tee for which environment the levels hold; version 1 and 2 know only SGX
 * @param issueDate when the document was made
 * @param nextUpdate when the next one will be there at the latest
 * @param fmspc 6 bytes that select the family
 * @param pceId 2 bytes; missing in some old documents, which verification refuses
 * @param tcbEvaluationDataNumber rises with every TCB recovery
 * @param tdxModule in TCB infos for TDX: the first version of the TDX module
 * @param tdxModuleIdentities in TCB infos for TDX: later versions
 * @param tcbLevels highest first, whatever their order in the document
 */
public record TcbInfo(
        int version,
        Tee tee,
        Instant issueDate,
        Instant nextUpdate,
        Bytes fmspc,
        Optional<Bytes> pceId,
        long tcbEvaluationDataNumber,
        Optional<TdxModule> tdxModule,
        List<TdxModuleIdentity> tdxModuleIdentities,
        List<TcbLevel> tcbLevels) {

    public TcbInfo {
        tdxModuleIdentities = List.copyOf(tdxModuleIdentities);
        tcbLevels = List.copyOf(tcbLevels);
    }
}
