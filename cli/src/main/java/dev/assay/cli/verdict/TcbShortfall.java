package dev.assay.cli.verdict;

import dev.assay.bytes.Bytes;
import dev.assay.cli.facts.Facts;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.pck.PckTcb;
import dev.assay.quote.Quote;
import dev.assay.quote.TdReport;
import dev.assay.quote.Tee;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which security versions of a platform are below the best TCB level, by how much, and what would raise them.
 *
 * <p>The best level is the highest that is UpToDate, or the highest of all where none is.
 *
 * @param level the platform level that is aimed at
 * @param parts what is short; empty when all versions suffice and the status has another cause
 */
public record TcbShortfall(TcbLevel level, List<Part> parts) {

    /**
     * One security version that is too low.
     *
     * @param component which, by its name in the documents, as in {@code "sgxtcbcomponents[1]"} or {@code "pcesvn"}
     * @param what what it stands for, as in {@code "OS/VMM, SGX Late Microcode Update"}
     * @param has the platform's
     * @param needs the level's
     * @param fix what raises it
     */
    public record Part(String component, String what, int has, int needs, String fix) {

        Part withFix(String other) {
            return new Part(component, what, has, needs, other);
        }
    }

    private static final String SGX_COMPONENTS = "sgxtcbcomponents";
    private static final String PCE_SVN = "pcesvn";

    private static final String FIRMWARE = "update the firmware (BIOS) from the board or server vendor";
    private static final String MICROCODE =
            "update the microcode (packages intel-microcode or microcode_ctl) or the firmware";
    private static final String MODULE = "update the TDX module on the host";
    private static final String SEAMLDR = "update the SEAM loader on the host, with the TDX module or the firmware";

    private static final String RELAUNCH = "launch the TD anew: the host's TDX module has been updated since";

    public TcbShortfall {
        parts = List.copyOf(parts);
    }

    /**
     * What the platform behind an answer lacks; empty when it is up to date, or when the answer has nothing to do with it.
     */
    public static Optional<TcbShortfall> of(Answer answer) {
        boolean concerned = answer.verified().isPresent()
                ? answer.verified().get().status() != TcbStatus.UP_TO_DATE
                : answer.reasons().stream().anyMatch(reason -> reason.code().equals("TCB_LEVEL_NOT_FOUND"));
        if (!concerned
                || answer.quote().isEmpty()
                || answer.platform().isEmpty()
                || answer.tcbInfo().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(of(
                answer.quote().get(),
                answer.platform().get().extension().tcb(),
                answer.tcbInfo().get(),
                answer.verified().map(verified -> verified.collateral().qeIdentity())));
    }

    /** What a quote's platform lacks; {@code qe} where the identity of the quoting enclave is known. */
    public static TcbShortfall of(Quote quote, PckTcb platform, TcbInfo tcbInfo, Optional<EnclaveIdentity> qe) {
        TcbLevel best = best(tcbInfo.tcbLevels());
        List<Part> parts = new ArrayList<>();
        addShort(SGX_COMPONENTS, platform.components(), best.sgxComponents(), 0, parts);
        if (platform.pceSvn() < best.pceSvn()) {
            parts.add(new Part(
                    PCE_SVN,
                    "provisioning certification enclave",
                    platform.pceSvn(),
                    best.pceSvn(),
                    "update Intel's SGX packages on the host (libsgx-ae-pce), or the firmware"));
        }
        if (quote.body() instanceof TdReport report) {
            addShortOfTdx(report, tcbInfo, best, parts);
        }
        qe.ifPresent(identity -> addShortOfQe(quote, identity, parts));
        return new TcbShortfall(best, parts);
    }

    private static void addShortOfTdx(TdReport report, TcbInfo tcbInfo, TcbLevel best, List<Part> parts) {
        Bytes launch = report.teeTcbSvn();
        Bytes now = report.teeTcbSvn2().orElse(launch);
        int version = launch.at(1);
        List<Part> found = new ArrayList<>();
        // From module version 1 on the module's own levels judge the first two components.
        addShort("tdxtcbcomponents", launch, best.tdxComponents(), version > 0 ? 2 : 0, found);
        for (TdxModuleIdentity module : tcbInfo.tdxModuleIdentities()) {
            if (version > 0 && module.id().equalsIgnoreCase("TDX_" + twoHexDigits(version))) {
                int needs = bestIsv(module.tcbLevels()).isvSvn();
                if (launch.at(0) < needs) {
                    found.add(new Part("isvsvn of " + module.id(), "TDX module", launch.at(0), needs, MODULE));
                }
            }
        }
        boolean updatedSince = !now.equals(launch);
        for (Part part : found) {
            parts.add(updatedSince ? part.withFix(RELAUNCH) : part);
        }
    }

    private static void addShortOfQe(Quote quote, EnclaveIdentity identity, List<Part> parts) {
        int has = quote.signature().qeReport().isvSvn();
        int needs = bestIsv(identity.tcbLevels()).isvSvn();
        if (has < needs) {
            String enclave = quote.tee() == Tee.TDX ? "libsgx-ae-tdqe" : "libsgx-ae-qe3";
            parts.add(new Part(
                    "isvsvn of QE",
                    "quoting enclave",
                    has,
                    needs,
                    "update Intel's SGX packages on the host (" + enclave + ")"));
        }
    }

    private static void addShort(String prefix, Bytes has, List<TcbComponent> needs, int first, List<Part> parts) {
        for (int i = first; i < needs.size(); i++) {
            TcbComponent needed = needs.get(i);
            if (has.at(i) < needed.svn()) {
                parts.add(new Part(prefix + "[" + i + "]", describe(needed), has.at(i), needed.svn(), fix(needed)));
            }
        }
    }

    private static String describe(TcbComponent component) {
        if (component.type().isEmpty()) {
            return component.category().isEmpty() ? "not named by Intel" : component.category();
        }
        return component.category() + ", " + component.type();
    }

    private static String fix(TcbComponent component) {
        String type = component.type();
        if (type.contains("SEAMLDR")) {
            return SEAMLDR;
        }
        if (type.contains("TDX Module")) {
            return MODULE;
        }
        if (type.contains("Late Microcode")) {
            return MICROCODE;
        }
        return component.category().isEmpty() ? FIRMWARE + ", and the microcode" : FIRMWARE;
    }

    private static TcbLevel best(List<TcbLevel> highestFirst) {
        for (TcbLevel level : highestFirst) {
            if (level.status() == TcbStatus.UP_TO_DATE) {
                return level;
            }
        }
        return highestFirst.get(0);
    }

    private static IsvTcbLevel bestIsv(List<IsvTcbLevel> highestFirst) {
        for (IsvTcbLevel level : highestFirst) {
            if (level.status() == TcbStatus.UP_TO_DATE) {
                return level;
            }
        }
        return highestFirst.get(0);
    }

    private static String twoHexDigits(int value) {
        return (value < 16 ? "0" : "") + Integer.toHexString(value);
    }

    /** Whether a part is short that only a new PCK certificate can show to be raised. */
    public boolean needsNewCertificate() {
        return parts.stream()
                .anyMatch(part -> part.component().startsWith(SGX_COMPONENTS)
                        || part.component().equals(PCE_SVN));
    }

    /** For JSON. */
    public Facts facts() {
        Instant date = level.tcbDate();
        List<Facts> rows = new ArrayList<>(parts.size());
        for (Part part : parts) {
            rows.add(new Facts()
                    .add("component", "component", part.component())
                    .add("what", "what", part.what())
                    .add("has", "has", part.has())
                    .add("needs", "needs", part.needs())
                    .add("fix", "fix", part.fix()));
        }
        return new Facts()
                .add("levelStatus", "status", level.status().toString())
                .add("levelDate", "date", date)
                .addRows("parts", "short", rows);
    }
}
