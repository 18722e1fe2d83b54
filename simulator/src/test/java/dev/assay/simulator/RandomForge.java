package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate.Ca;
import dev.assay.pck.SgxExtension.PlatformConfiguration;
import dev.assay.pck.SgxExtension.SgxType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Draws evidence that verifies, and ways to spoil it. */
final class RandomForge {

    private static final int[][] KINDS = {{3, 1}, {4, 1}, {4, 2}, {5, 1}, {5, 2}, {5, 3}, {5, 4}};
    private static final List<SgxType> SGX_TYPES = List.of(SgxType.values());
    private static final TestKey OTHER = Seed.of(-1).key("other");

    /** Some of them take nothing away from the evidence; what counts is that everybody judges them alike. */
    private static final List<UnaryOperator<Forge>> CHANGES = List.of(
            forge -> forge,
            forge -> forge.draft(q -> q.withQuoteSigner(OTHER)),
            forge -> forge.draft(q -> q.withQe(SgxReportField.REPORT_DATA, Patch.zeros(64))),
            forge -> forge.draft(q -> q.withQe(SgxReportField.MR_SIGNER, Patch.zeros(32))),
            forge -> forge.draft(q -> q.withQe(SgxReportField.ISV_SVN, 6)),
            forge -> forge.draft(q -> q.withQe(SgxReportField.ISV_SVN, 0)),
            forge -> forge.draft(q -> q.withAttestationKey(OTHER)),
            forge -> forge.platform(p -> p.withComponents(Patch.padded(16, 13, 13, 3, 3, 255, 255))),
            forge -> forge.platform(p -> p.withComponents(Patch.zeros(16))),
            forge -> forge.platform(p -> p.withFmspc(Patch.zeros(6))),
            forge -> forge.pck(c -> c.withSigner(OTHER)),
            forge -> forge.pck(c -> c.withCommonName("ASSAY TEST")),
            forge -> forge.pck(c -> c.withNotAfter(forge.at().minusSeconds(9))),
            forge -> forge.withPckIssuers(List.of()),
            forge -> forge.collateral(c -> c.pckCrl(crl -> crl.revoking(forge.pckCertificate()))),
            forge -> forge.collateral(
                    c -> c.rootCrl(crl -> crl.revoking(forge.pki().tcbSigner().certificate()))),
            forge -> forge.collateral(c -> c.rootCrl(crl -> crl.withSigner(OTHER))),
            forge -> forge.collateral(c -> c.pckCrl(CrlDraft::withoutNumber)),
            forge -> forge.collateral(c -> c.tcbInfo(i -> i.withSigner(OTHER))),
            forge -> forge.collateral(c -> c.tcbInfo(
                    i -> i.withDates(forge.at().plusSeconds(9), forge.at().plusSeconds(99)))),
            forge -> forge.collateral(c -> c.qeIdentity(i -> i.withVersion(3))),
            forge -> forge.collateral(c -> c.qeIdentity(i -> i.withIsvProdId(9))));

    private RandomForge() {}

    /** Evidence of any kind that verifies. */
    static Forge valid(TestPki pki, SplittableRandom random) {
        int[] kind = KINDS[random.nextInt(KINDS.length)];
        TestPlatform platform = TestPlatform.of(Seed.of(random.nextLong()))
                .withCa(random.nextBoolean() ? Ca.PLATFORM : Ca.PROCESSOR)
                .withSgxType(SGX_TYPES.get(random.nextInt(SGX_TYPES.size())))
                .withPceSvn(13 + random.nextInt(65536 - 13))
                .withComponents(atLeast(TestPlatform.COMPONENTS, random))
                .withCpuSvn(bytes(16, random));
        if (platform.ca() == Ca.PLATFORM) {
            platform = platform.withConfiguration(
                    new PlatformConfiguration(random.nextBoolean(), random.nextBoolean(), random.nextBoolean()));
        }
        return Forge.of(pki, platform, kind[0], kind[1], Forge.DEFAULT_INSTANT)
                .withCertificationType(1 + random.nextInt(5))
                .draft(q -> q.withQeAuthData(bytes(random.nextInt(3) == 0 ? 32 : random.nextInt(100), random))
                        .withTrailing(bytes(random.nextBoolean() ? 0 : random.nextInt(50), random))
                        .withHeaderBytes(28, bytes(20, random)));
    }

    /** The same evidence, spoiled in one of many ways or in none. */
    static Forge spoiled(Forge forge, SplittableRandom random) {
        return CHANGES.get(random.nextInt(CHANGES.size())).apply(forge);
    }

    static Bytes bytes(int length, SplittableRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static Bytes atLeast(Bytes least, SplittableRandom random) {
        byte[] higher = least.toArray();
        for (int i = 0; i < higher.length; i++) {
            higher[i] = (byte) (least.at(i) + random.nextInt(256 - least.at(i)));
        }
        return Bytes.of(higher);
    }
}
