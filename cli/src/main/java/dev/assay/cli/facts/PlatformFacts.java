package dev.assay.cli.facts;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.SgxExtension;
import dev.assay.pck.SgxExtension.SgxType;
import java.util.ArrayList;
import java.util.List;

/** What a PCK certificate says of its platform. */
public final class PlatformFacts {

    private PlatformFacts() {}

    public static Facts of(PckCertificate pck) {
        SgxExtension platform = pck.extension();
        Facts facts = new Facts()
                .add("fmspc", "FMSPC", platform.fmspc(), "family of processors; selects the TCB info")
                .add("pceId", "PCE-ID", platform.pceId())
                .add("ca", "CA", pck.ca().toString())
                .add("ppid", "PPID", platform.ppid(), "names the platform")
                .add("sgxType", "memory", name(platform.sgxType()), meaning(platform.sgxType()))
                .addNumbers(
                        "components", "TCB components", numbers(platform.tcb().components()))
                .add("pceSvn", "PCESVN", platform.tcb().pceSvn())
                .add("cpuSvn", "CPUSVN", platform.tcb().cpuSvn());
        if (platform.platformInstanceId().isPresent()) {
            facts.add(
                    "platformInstanceId",
                    "instance",
                    platform.platformInstanceId().get());
        }
        if (platform.configuration().isPresent()) {
            var configuration = platform.configuration().get();
            facts.add(
                    "configuration",
                    "configuration",
                    new Facts()
                            .add("dynamicPlatform", "dynamic", configuration.dynamicPlatform(), "packages may be added")
                            .add("cachedKeys", "cached keys", configuration.cachedKeys(), "Intel keeps the root keys")
                            .add("smtEnabled", "SMT", configuration.smtEnabled(), "hyper-threading"));
        }
        return facts;
    }

    private static String name(SgxType type) {
        return switch (type) {
            case STANDARD -> "Standard";
            case SCALABLE -> "Scalable";
            case SCALABLE_WITH_INTEGRITY -> "ScalableWithIntegrity";
        };
    }

    private static String meaning(SgxType type) {
        return switch (type) {
            case STANDARD -> "integrity and replay protection, as on client processors";
            case SCALABLE -> "encryption, as on server processors";
            case SCALABLE_WITH_INTEGRITY -> "encryption with integrity, as on server processors";
        };
    }

    private static List<Integer> numbers(Bytes components) {
        List<Integer> svns = new ArrayList<>(components.length());
        for (int i = 0; i < components.length(); i++) {
            svns.add(components.at(i));
        }
        return svns;
    }
}
