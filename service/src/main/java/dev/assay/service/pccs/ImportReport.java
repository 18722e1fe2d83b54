package dev.assay.service.pccs;

import java.util.List;

/**
 * What became of another cache's data.
 *
 * @param documents how many TCB infos, identities and CRLs are in the cache now, or newer ones in their place
 * @param platforms how many platforms with their certificates
 * @param registrations how many that wait or lack certificates
 * @param policies how many appraisal policies
 * @param leftOut what was not taken, and why
 */
public record ImportReport(int documents, int platforms, int registrations, int policies, List<LeftOut> leftOut) {

    public ImportReport {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Something that was not taken.
     *
     * @param where as in {@code fmspc_tcbs 00906EA10000}
     */
    public record LeftOut(String where, String why) {}
}
