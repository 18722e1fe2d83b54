package dev.assay.verify;

import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbInfo;
import java.time.Instant;
import java.util.List;

/** Collateral whose signatures, issuers and revocations are proven. Dates are judged anew for every quote. */
final class Snapshot {

    private final TcbInfo tcbInfo;
    private final EnclaveIdentity qeIdentity;
    private final TrustedCrl rootCrl;
    private final TrustedCrl pckCrl;
    private final TrustedCertificate pckCrlIssuer;
    private final List<Validity> validities;
    private final TcbIsEvaluated evaluation;

    Snapshot(
            TcbInfo tcbInfo,
            EnclaveIdentity qeIdentity,
            TrustedCrl rootCrl,
            TrustedCrl pckCrl,
            TrustedCertificate pckCrlIssuer,
            List<Validity> validities) {
        this.tcbInfo = tcbInfo;
        this.qeIdentity = qeIdentity;
        this.rootCrl = rootCrl;
        this.pckCrl = pckCrl;
        this.pckCrlIssuer = pckCrlIssuer;
        this.validities = List.copyOf(validities);
        this.evaluation = new TcbIsEvaluated(tcbInfo, qeIdentity);
    }

    TcbInfo tcbInfo() {
        return tcbInfo;
    }

    EnclaveIdentity qeIdentity() {
        return qeIdentity;
    }

    TrustedCrl rootCrl() {
        return rootCrl;
    }

    TrustedCrl pckCrl() {
        return pckCrl;
    }

    /** The CA that signed the PCK CRL. */
    TrustedCertificate pckCrlIssuer() {
        return pckCrlIssuer;
    }

    /** Of all certificates, CRLs and documents. */
    List<Validity> validities() {
        return validities;
    }

    TcbIsEvaluated evaluation() {
        return evaluation;
    }

    /** When the documents and CRLs were issued. */
    List<Instant> issueDates() {
        return List.of(
                tcbInfo.issueDate(),
                qeIdentity.issueDate(),
                rootCrl.validity().from(),
                pckCrl.validity().from());
    }
}
