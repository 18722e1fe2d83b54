package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.PckTcb;
import dev.assay.provision.PckSelectionException.Code;
import dev.assay.quote.Tee;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Chooses among all PCK certificates of a platform the one that fits its raw TCB: the best whose TCB the platform has.
 *
 * <p>Certificates are put into one bucket for each TCB level, highest level first, and a last one for those below all
 * levels; each goes into the first bucket whose level it reaches, there before the first certificate that it reaches. The
 * choice is the first certificate, bucket by bucket, that the raw TCB reaches. To reach is to be lower in none of sixteen
 * components and PCESVN; two TCBs may each be lower in something, and then neither reaches the other. Source: Intel DCAP,
 * {@code PCKCertSelection/PCKCertSelectionLib/pck_sorter.cpp}.
 *
 * <p>Intel has two implementations, and this is the older one, in C++, which also runs inside Intel's client. The one in
 * JavaScript (PCCS 1.27, {@code service/pckCertSelection}) answers alike unless TCBs occur that cannot be compared, or
 * none of Intel's levels is reached:
 *
 * <ul>
 *   <li>Levels are ordered in C++ by their components and then PCESVN, number by number, as {@link TcbInfo} holds them. In
 *       JavaScript levels that cannot be compared count as equal, which is no order (it is not transitive), so the result
 *       depends on how the document lists them. A total order is the better one: the same levels always make the same
 *       buckets.
 *   <li>Below all levels JavaScript keeps the order of delivery and may thus choose a lower certificate than it could.
 *   <li>Next to a certificate in its bucket that cannot be compared, JavaScript inserts too early, so a later certificate
 *       can come before an earlier one; neither is the better one.
 * </ul>
 *
 * <p><b>Your part.</b> Neither the certificates nor the TCB info are verified here. That the certificates are of the
 * platform that asks, and that its PCE-ID is theirs, is for the caller to see to.
 */
public final class PckSelection {

    /** Platforms have one to some thirty certificates; this many are somebody's mistake or attack. */
    private static final int MAX_CERTIFICATES = 1_000;

    private static final int COMPONENTS = 16;

    private PckSelection() {}

    /**
     * The index in {@code certificates} of the one to use; empty if the platform's TCB reaches none of them.
     *
     * @param certificates all of one platform, in any order; where TCBs are equal or cannot be compared, the order decides
     * @param tcbInfo for SGX, of the platform's FMSPC
     * @param cpuSvn 16 bytes, as the platform reports them
     * @param pceSvn 0 to 65535
     * @throws PckSelectionException if certificates and TCB info do not belong together
     */
    public static OptionalInt select(List<PckCertificate> certificates, TcbInfo tcbInfo, Bytes cpuSvn, int pceSvn)
            throws PckSelectionException {
        if (cpuSvn.length() != COMPONENTS) {
            throw new IllegalArgumentException("CPUSVN " + cpuSvn + " has " + cpuSvn.length() + " bytes, not 16");
        }
        if (pceSvn < 0 || pceSvn > 0xffff) {
            throw new IllegalArgumentException("PCESVN " + pceSvn + " is not between 0 and 65535");
        }
        requireUsable(tcbInfo);
        requireOnePlatform(certificates, tcbInfo);
        Tcb raw = new Tcb(cpuSvn, pceSvn);
        return bestFirst(certificates, tcbInfo)
                .filter(index ->
                        raw.reaches(Tcb.of(certificates.get(index).extension().tcb())))
                .findFirst();
    }

    private static void requireUsable(TcbInfo tcbInfo) throws PckSelectionException {
        if (tcbInfo.tee() != Tee.SGX || tcbInfo.version() < 2) {
            throw new PckSelectionException(
                    Code.INVALID_TCB,
                    "the TCB info is version " + tcbInfo.version() + " for " + tcbInfo.tee()
                            + "; PCK certificates are chosen by one for SGX, version 2 or 3");
        }
        if (tcbInfo.pceId().isEmpty()) {
            throw new PckSelectionException(
                    Code.INVALID_TCB_PCEID, "the TCB info has no pceId; get a newer one, of version 3");
        }
        if (tcbInfo.tcbLevels().isEmpty()
                || tcbInfo.tcbLevels().stream()
                        .anyMatch(level -> level.sgxComponents().size() != COMPONENTS)) {
            throw new PckSelectionException(
                    Code.INVALID_TCB, "the TCB info has no levels, or one without 16 SGX components");
        }
    }

    private static void requireOnePlatform(List<PckCertificate> certificates, TcbInfo tcbInfo)
            throws PckSelectionException {
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw new PckSelectionException(
                    Code.INVALID_ARG,
                    certificates.size() + " PCK certificates to choose from; expected 1 to " + MAX_CERTIFICATES);
        }
        Bytes ppid = certificates.get(0).extension().ppid();
        for (int i = 0; i < certificates.size(); i++) {
            PckCertificate certificate = certificates.get(i);
            PckTcb tcb = certificate.extension().tcb();
            require(
                    Code.INVALID_CERT_VERSION,
                    i,
                    "X.509 version",
                    certificate.x509().getVersion(),
                    3);
            require(Code.INVALID_CERT_CPUSVN, i, "CPUSVN", tcb.cpuSvn(), tcb.components());
            require(
                    Code.INVALID_PCK_PCEID,
                    i,
                    "PCE-ID",
                    certificate.extension().pceId(),
                    tcbInfo.pceId().orElseThrow());
            require(Code.INVALID_FMSPC, i, "FMSPC", certificate.extension().fmspc(), tcbInfo.fmspc());
            require(Code.INVALID_PPID, i, "PPID", certificate.extension().ppid(), ppid);
        }
    }

    private static <T> void require(Code code, int index, String what, T found, T expected)
            throws PckSelectionException {
        if (!found.equals(expected)) {
            throw new PckSelectionException(
                    code, "PCK certificate " + index + " has " + what + " " + found + ", expected " + expected);
        }
    }

    /** The indexes of the certificates, bucket by bucket. */
    private static IntStream bestFirst(List<PckCertificate> certificates, TcbInfo tcbInfo) {
        List<Tcb> levels = tcbInfo.tcbLevels().stream().map(Tcb::of).toList();
        List<List<Integer>> buckets = new ArrayList<>();
        for (int i = 0; i <= levels.size(); i++) {
            buckets.add(new ArrayList<>());
        }
        for (int i = 0; i < certificates.size(); i++) {
            Tcb tcb = Tcb.of(certificates.get(i).extension().tcb());
            List<Integer> bucket = buckets.get(firstReached(tcb, levels));
            List<Tcb> inBucket = bucket.stream()
                    .map(other -> Tcb.of(certificates.get(other).extension().tcb()))
                    .toList();
            bucket.add(firstReached(tcb, inBucket), i);
        }
        return buckets.stream().flatMap(List::stream).mapToInt(Integer::intValue);
    }

    /** Where the first of {@code others} stands that {@code tcb} reaches; after the last if there is none. */
    private static int firstReached(Tcb tcb, List<Tcb> others) {
        int i = 0;
        while (i < others.size() && !tcb.reaches(others.get(i))) {
            i++;
        }
        return i;
    }

    /** What Intel compares. */
    private record Tcb(Bytes components, int pceSvn) {

        static Tcb of(PckTcb tcb) {
            return new Tcb(tcb.components(), tcb.pceSvn());
        }

        static Tcb of(TcbLevel level) {
            byte[] components = new byte[COMPONENTS];
            for (int i = 0; i < COMPONENTS; i++) {
                components[i] = (byte) level.sgxComponents().get(i).svn();
            }
            return new Tcb(Bytes.of(components), level.pceSvn());
        }

        boolean reaches(Tcb other) {
            boolean reached = pceSvn >= other.pceSvn;
            for (int i = 0; reached && i < COMPONENTS; i++) {
                reached = components.at(i) >= other.components.at(i);
            }
            return reached;
        }
    }
}
