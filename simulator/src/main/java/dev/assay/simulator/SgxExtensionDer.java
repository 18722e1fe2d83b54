package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.pck.SgxExtension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/**
 * Intel's extension of PCK certificates, written part by part.
 *
 * @param parts the values, in Intel's order
 */
record SgxExtensionDer(List<Part> parts) {

    /**
     * One value that is no sequence.
     *
     * @param oid below the extension's own, as in {@code "1"} or {@code "2.17"}
     */
    record Part(String oid, ASN1Encodable value) {

        /** The OID of the sequence in which the part stands; its own if in none. */
        String outerOid() {
            int dot = oid.indexOf('.');
            return dot < 0 ? oid : oid.substring(0, dot);
        }
    }

    static SgxExtensionDer of(SgxExtension content) {
        List<Part> parts = new ArrayList<>();
        parts.add(octets("1", content.ppid()));
        for (int i = 0; i < content.tcb().components().length(); i++) {
            parts.add(new Part(
                    "2." + (i + 1), new ASN1Integer(content.tcb().components().at(i))));
        }
        parts.add(new Part("2.17", new ASN1Integer(content.tcb().pceSvn())));
        parts.add(octets("2.18", content.tcb().cpuSvn()));
        parts.add(octets("3", content.pceId()));
        parts.add(octets("4", content.fmspc()));
        parts.add(new Part("5", new ASN1Enumerated(code(content.sgxType()))));
        content.platformInstanceId().ifPresent(id -> parts.add(octets("6", id)));
        content.configuration().ifPresent(flags -> {
            parts.add(new Part("7.1", ASN1Boolean.getInstance(flags.dynamicPlatform())));
            parts.add(new Part("7.2", ASN1Boolean.getInstance(flags.cachedKeys())));
            parts.add(new Part("7.3", ASN1Boolean.getInstance(flags.smtEnabled())));
        });
        return new SgxExtensionDer(parts);
    }

    private static int code(SgxExtension.SgxType type) {
        return switch (type) {
            case STANDARD -> 0;
            case SCALABLE -> 1;
            case SCALABLE_WITH_INTEGRITY -> 2;
        };
    }

    /** A sequence is left out with all of its parts. */
    SgxExtensionDer without(String... omitted) {
        List<Part> kept = new ArrayList<>(parts);
        for (String oid : omitted) {
            if (!kept.removeIf(part -> part.oid().equals(oid) || part.outerOid().equals(oid))) {
                throw new IllegalArgumentException("the SGX extension has no part ." + oid + " to omit");
            }
        }
        return new SgxExtensionDer(kept);
    }

    DERSequence sequence() {
        List<ASN1Encodable> pairs = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (Part part : parts) {
            if (written.add(part.outerOid())) {
                pairs.add(pair(part.outerOid(), part.outerOid().equals(part.oid()) ? part.value() : inner(part)));
            }
        }
        return sequence(pairs);
    }

    /** The sequence in which {@code first} stands. */
    private DERSequence inner(Part first) {
        return sequence(parts.stream()
                .filter(part -> part.outerOid().equals(first.outerOid()))
                .map(part -> pair(part.oid(), part.value()))
                .toList());
    }

    private static ASN1Encodable pair(String oid, ASN1Encodable value) {
        return sequence(List.of(new ASN1ObjectIdentifier(SgxExtension.OID + "." + oid), value));
    }

    private static DERSequence sequence(List<? extends ASN1Encodable> elements) {
        return new DERSequence(elements.toArray(ASN1Encodable[]::new));
    }

    private static Part octets(String oid, Bytes bytes) {
        return new Part(oid, new DEROctetString(bytes.toArray()));
    }
}
