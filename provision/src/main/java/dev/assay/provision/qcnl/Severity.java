package dev.assay.provision.qcnl;

/** How much a finding matters. */
public enum Severity {
    /** What was meant is not what the library does. */
    DEFECT,
    /** It works, under a condition or with a consequence that one should know. */
    WARNING,
    /** Worth knowing, no reason to act. Notes are not among the {@linkplain QcnlReading#warnings warnings}. */
    NOTE
}
