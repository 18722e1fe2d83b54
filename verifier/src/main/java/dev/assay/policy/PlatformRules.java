package dev.assay.policy;

import dev.assay.bytes.Bytes;
import dev.assay.pck.SgxExtension;
import dev.assay.pck.SgxExtension.PlatformConfiguration;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Verification.Verified;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which platforms are good enough.
 *
 * <p>The three flags stand in certificates of the Platform CA alone. Where a flag must not be set and the certificate does
 * not say, the platform is refused.
 *
 * @param allowedFmspcs when given, one of these families (6 bytes each). Default: any
 * @param deniedFmspcs none of these families. Default: none is denied
 * @param allowedInstances when given, one of these platform instance ids (16 bytes each). Default: any platform
 * @param allowSmt whether simultaneous multithreading may be on. Default: true
 * @param allowCachedKeys whether Intel may keep the platform's root keys. Default: true
 * @param allowDynamicPlatform whether packages may be added to the platform. Default: true
 * @param requireChainInQuote whether the quote itself must carry the PCK certificate chain. Default: false
 */
public record PlatformRules(
        Optional<Set<Bytes>> allowedFmspcs,
        Set<Bytes> deniedFmspcs,
        Optional<Set<Bytes>> allowedInstances,
        boolean allowSmt,
        boolean allowCachedKeys,
        boolean allowDynamicPlatform,
        boolean requireChainInQuote) {

    public PlatformRules {
        allowedFmspcs = allowedFmspcs.map(Set::copyOf);
        deniedFmspcs = Set.copyOf(deniedFmspcs);
        allowedInstances = allowedInstances.map(Set::copyOf);
    }

    static PlatformRules defaults() {
        return new PlatformRules(Optional.empty(), Set.of(), Optional.empty(), true, true, true, false);
    }

    void appraise(Verified verified, Refusals refusals) {
        SgxExtension platform = verified.pck().extension();
        boolean listed = allowedFmspcs.isEmpty() || allowedFmspcs.get().contains(platform.fmspc());
        if (!listed || deniedFmspcs.contains(platform.fmspc())) {
            refusals.add(
                    ReasonCode.FMSPC,
                    "policy, FMSPC",
                    platform.fmspc().hex(),
                    listed ? "none of " + deniedFmspcs : "one of " + allowedFmspcs.orElse(Set.of()),
                    "run on another family of processors, or change the list");
        }
        boolean knownInstance = allowedInstances.isEmpty()
                || platform.platformInstanceId()
                        .filter(allowedInstances.get()::contains)
                        .isPresent();
        if (!knownInstance) {
            refusals.add(
                    ReasonCode.PLATFORM_INSTANCE,
                    "policy, platform instance",
                    platform.platformInstanceId().map(Bytes::hex).orElse("none"),
                    "one of " + allowedInstances.orElse(Set.of()),
                    "add the platform to the list if it is yours");
        }
        appraiseFlags(platform, refusals);
        int type = verified.quote().signature().certificationData().type();
        if (requireChainInQuote && type != 5) {
            refusals.add(
                    ReasonCode.PCK_MISMATCH,
                    "policy, certification data",
                    "type " + type,
                    "type 5, the PCK certificate chain in the quote",
                    "configure the quote provider so that the quoting enclave gets the platform's certificate");
        }
    }

    private void appraiseFlags(SgxExtension platform, Refusals refusals) {
        Optional<PlatformConfiguration> flags = platform.configuration();
        requireUnset(allowSmt, ReasonCode.SMT, "SMT", flags, PlatformConfiguration::smtEnabled, refusals);
        requireUnset(
                allowCachedKeys,
                ReasonCode.CACHED_KEYS,
                "cached keys",
                flags,
                PlatformConfiguration::cachedKeys,
                refusals);
        requireUnset(
                allowDynamicPlatform,
                ReasonCode.DYNAMIC_PLATFORM,
                "dynamic platform",
                flags,
                PlatformConfiguration::dynamicPlatform,
                refusals);
    }

    private static void requireUnset(
            boolean allowed,
            ReasonCode code,
            String flag,
            Optional<PlatformConfiguration> configuration,
            Predicate<PlatformConfiguration> isSet,
            Refusals refusals) {
        if (!allowed && configuration.map(isSet::test).orElse(true)) {
            refusals.add(
                    code,
                    "policy, " + flag,
                    configuration.isPresent() ? "on" : "not said in the PCK certificate",
                    "off",
                    "change the platform's firmware settings and let it be registered anew, or allow it");
        }
    }
}
