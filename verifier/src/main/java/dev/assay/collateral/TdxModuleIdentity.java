package dev.assay.collateral;

import java.util.List;

/**
 * What a genuine TDX module of a later version looks like, and what its security versions are worth.
 *
 * @param id {@code TDX_} and the module's version in two hex digits, as in {@code TDX_0A}
 * @param module signer and attributes
 * @param tcbLevels highest first
 */
public record TdxModuleIdentity(String id, TdxModule module, List<IsvTcbLevel> tcbLevels) {

    public TdxModuleIdentity {
        tcbLevels = List.copyOf(tcbLevels);
    }
}
