package dev.assay.quote;

import dev.assay.bytes.Bytes;

/** What a quote is about: the report of an SGX enclave or of a trust domain. */
public sealed interface QuoteBody permits SgxReport, TdReport {

    /** The report as it stands in the quote. */
    Bytes encoded();

    /** 64 bytes that the attested code chose when it asked for the report. */
    Bytes reportData();

    /** The kind of environment that makes such reports. */
    Tee tee();

    /** The body type by which a version 5 quote announces this report: 1 to 4. */
    int bodyType();
}
