package dev.assay.policy;

import dev.assay.bytes.Bytes;
import dev.assay.quote.TdReport;
import dev.assay.verify.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which trust domains are wanted.
 *
 * @param domains the domain must be one of these. Default: empty, any domain
 * @param modules the TDX module must be one of these. Default: empty, any module that Intel's TCB info knows
 * @param allowedServiceTds when given, a bound service TD must have one of these MRSERVICETDs (48 bytes each); with an
 *     empty set any may be bound. Default: none may be bound
 * @param requireSeptVeDisable whether the domain must refuse exceptions for pages that are not there. Default: true
 * @param allowMigratable whether the domain may be moved to other machines. Default: false
 */
public record TdxRules(
        List<Domain> domains,
        List<Module> modules,
        Optional<Set<Bytes>> allowedServiceTds,
        boolean requireSeptVeDisable,
        boolean allowMigratable) {

    /**
     * A trust domain by as much of its identity as is given; all values have 48 bytes.
     *
     * @param mrTd the virtual firmware
     * @param rtMrs run-time measurement registers 0 to 3; empty entries stand for any value
     * @param mrConfigId what the configurator chose
     * @param mrOwner the owner
     * @param mrOwnerConfig what the owner chose
     */
    public record Domain(
            Optional<Bytes> mrTd,
            List<Optional<Bytes>> rtMrs,
            Optional<Bytes> mrConfigId,
            Optional<Bytes> mrOwner,
            Optional<Bytes> mrOwnerConfig) {

        public Domain {
            rtMrs = List.copyOf(rtMrs);
            if (rtMrs.size() != 4) {
                throw new IllegalArgumentException("a TD has 4 run-time measurement registers, not " + rtMrs.size());
            }
        }

        private void appraise(TdReport report, Refusals refusals) {
            requireEqual("MRTD", mrTd, report.mrTd(), refusals);
            for (int i = 0; i < 4; i++) {
                requireEqual("RTMR" + i, rtMrs.get(i), report.rtMrs().get(i), refusals);
            }
            requireEqual("MRCONFIGID", mrConfigId, report.mrConfigId(), refusals);
            requireEqual("MROWNER", mrOwner, report.mrOwner(), refusals);
            requireEqual("MROWNERCONFIG", mrOwnerConfig, report.mrOwnerConfig(), refusals);
        }

        private static void requireEqual(String field, Optional<Bytes> wanted, Bytes found, Refusals refusals) {
            if (wanted.isPresent() && !wanted.get().equals(found)) {
                refusals.add(
                        ReasonCode.MEASUREMENT,
                        "policy, " + field,
                        found.hex(),
                        wanted.get().hex(),
                        "this is another image or configuration; see what was built before you change the policy");
            }
        }
    }

    /**
     * A TDX module by as much of its identity as is given.
     *
     * @param mrSeam 48 bytes, its measurement
     * @param mrSignerSeam 48 bytes, its signer; zero for Intel
     */
    public record Module(Optional<Bytes> mrSeam, Optional<Bytes> mrSignerSeam) {

        private boolean fits(TdReport report) {
            return mrSeam.map(report.mrSeam()::equals).orElse(true)
                    && mrSignerSeam.map(report.mrSignerSeam()::equals).orElse(true);
        }

        /** As it would stand in a policy. */
        @Override
        public String toString() {
            List<String> parts = new ArrayList<>(2);
            mrSeam.ifPresent(value -> parts.add("mrSeam " + value));
            mrSignerSeam.ifPresent(value -> parts.add("mrSignerSeam " + value));
            return String.join(" and ", parts);
        }
    }

    public TdxRules {
        domains = List.copyOf(domains);
        modules = List.copyOf(modules);
        allowedServiceTds = allowedServiceTds.map(Set::copyOf);
    }

    static TdxRules defaults() {
        return new TdxRules(List.of(), List.of(), Optional.empty(), true, false);
    }

    void appraise(TdReport report, boolean allowDebug, Refusals refusals) {
        appraiseAttributes(report, allowDebug, refusals);
        Bytes serviceTd = report.mrServiceTd().orElse(Bytes.EMPTY);
        if (!serviceTd.isZero() && !isAllowedServiceTd(serviceTd)) {
            refusals.add(
                    ReasonCode.SERVICE_TD,
                    "policy, MRSERVICETD",
                    serviceTd.hex(),
                    allowedServiceTds
                            .map(allowed -> "zero or one of " + allowed)
                            .orElse("zero, no service TD"),
                    "a service TD can act on the domain's behalf, for one to migrate it; allow it if you know it");
        }
        if (!modules.isEmpty() && modules.stream().noneMatch(module -> module.fits(report))) {
            refusals.add(
                    ReasonCode.TDX_MODULE,
                    "policy, TDX module",
                    "MRSEAM " + report.mrSeam() + ", MRSIGNERSEAM " + report.mrSignerSeam(),
                    "one of " + modules,
                    "run on a host with a listed module, or add this one after you have checked it");
        }
        NearestMatch.appraise(domains, (domain, misses) -> domain.appraise(report, misses), refusals);
    }

    private boolean isAllowedServiceTd(Bytes serviceTd) {
        return allowedServiceTds
                .filter(allowed -> allowed.isEmpty() || allowed.contains(serviceTd))
                .isPresent();
    }

    private void appraiseAttributes(TdReport report, boolean allowDebug, Refusals refusals) {
        String where = "policy, TD attributes";
        if (report.tdAttributes().isDebug() && !allowDebug) {
            refusals.add(
                    ReasonCode.DEBUG,
                    where,
                    "DEBUG set",
                    "DEBUG clear",
                    "launch the domain for production; in debug mode the host reads and writes its memory");
        }
        if (report.tdAttributes().reservedBits() != 0) {
            refusals.add(
                    ReasonCode.RESERVED_ATTRIBUTES,
                    where,
                    "reserved bits 0x" + Long.toHexString(report.tdAttributes().reservedBits()),
                    "no reserved bit",
                    "these bits may weaken the domain in ways that this version knows nothing of");
        }
        if (requireSeptVeDisable && !report.tdAttributes().disablesSeptVe()) {
            refusals.add(
                    ReasonCode.SEPT_VE,
                    where,
                    "SEPT_VE_DISABLE clear",
                    "SEPT_VE_DISABLE set",
                    "launch the domain with SEPT_VE_DISABLE, or the host can inject exceptions into it");
        }
        if (report.tdAttributes().isMigratable() && !allowMigratable) {
            refusals.add(
                    ReasonCode.MIGRATABLE,
                    where,
                    "MIGRATABLE set",
                    "MIGRATABLE clear",
                    "launch the domain so that it stays, or allow migration if you trust its migration TD");
        }
    }
}
