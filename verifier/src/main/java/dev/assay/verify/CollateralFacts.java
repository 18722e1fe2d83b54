package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbInfo;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * What is known of the verified collateral; Intel calls most of it supplemental data ({@code sgx_qve_header.h}).
 *
 * @param tcbInfo the verified TCB info
 * @param qeIdentity the verified identity of the quoting enclave
 * @param pckCrlNumber number of the PCK CRL
 * @param rootCaCrlNumber number of the root CA CRL
 * @param rootKeyId 48 bytes: SHA-384 of the root's SubjectPublicKeyInfo
 * @param validities of all certificates, CRLs and documents, those of the PCK chain included
 * @param expired those that have expired and were accepted within the grace that the caller gave
 * @param earliestIssue when the oldest of the documents and CRLs was issued
 * @param latestIssue when the newest of the documents and CRLs was issued
 * @param validUntil when the first of all pieces expires, or did
 */
public record CollateralFacts(
        TcbInfo tcbInfo,
        EnclaveIdentity qeIdentity,
        BigInteger pckCrlNumber,
        BigInteger rootCaCrlNumber,
        Bytes rootKeyId,
        List<Validity> validities,
        List<Validity> expired,
        Instant earliestIssue,
        Instant latestIssue,
        Instant validUntil) {

    /** The lower of the two documents' numbers; with collateral from one set they are the same. */
    public long tcbEvaluationDataNumber() {
        return Math.min(tcbInfo.tcbEvaluationDataNumber(), qeIdentity.tcbEvaluationDataNumber());
    }
}
