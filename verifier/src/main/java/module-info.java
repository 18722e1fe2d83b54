/** Parses, verifies and appraises attestation quotes of Intel SGX and TDX. */
module dev.assay.verifier {
    requires static org.jspecify;
    requires tools.jackson.core;
}
