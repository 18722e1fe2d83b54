package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Tee;
import java.util.Locale;

/** Which document: all that a provisioning service has to be told to deliver it, and by what caches file it. */
public sealed interface DocumentKey {

    /**
     * The TCB levels of a family of platforms.
     *
     * @param fmspc 6 bytes
     */
    record TcbInfoKey(Tee tee, Bytes fmspc, TcbSet set) implements DocumentKey {

        public TcbInfoKey {
            if (fmspc.length() != 6) {
                throw new IllegalArgumentException("FMSPC " + fmspc + " has " + fmspc.length() + " bytes, not 6");
            }
        }

        @Override
        public String text() {
            return teeText(tee) + "/tcb/" + fmspc.hex() + "/" + set.text();
        }
    }

    /** The identity of one of Intel's enclaves. */
    record IdentityKey(EnclaveIdentity.Id enclave, TcbSet set) implements DocumentKey {
        @Override
        public String text() {
            return switch (enclave) {
                        case QE -> "sgx/qe";
                        case TD_QE -> "tdx/qe";
                        case QVE -> "sgx/qve";
                        case QAE -> "sgx/qae";
                    }
                    + "/identity/"
                    + set.text();
        }
    }

    /** The PCK certificates that a CA has revoked. */
    record PckCrlKey(PckCertificate.Ca ca) implements DocumentKey {
        @Override
        public String text() {
            return "sgx/pckcrl/" + ca;
        }
    }

    /** The CAs and signers that the root has revoked. */
    record RootCaCrlKey() implements DocumentKey {
        @Override
        public String text() {
            return "sgx/rootcacrl";
        }
    }

    /** Which numbered sets there are. */
    record EvaluationNumbersKey(Tee tee) implements DocumentKey {
        @Override
        public String text() {
            return teeText(tee) + "/tcbevaluationdatanumbers";
        }
    }

    /** A short path that no other document has, as in {@code sgx/tcb/00906ea10000/standard}. */
    String text();

    /** The key that {@code text} names, as {@link #text} writes it. */
    static DocumentKey parse(String text) {
        String[] parts = text.split("/", -1);
        try {
            return switch (parts.length) {
                case 2 ->
                    switch (text) {
                        case "sgx/rootcacrl" -> new RootCaCrlKey();
                        case "sgx/tcbevaluationdatanumbers" -> new EvaluationNumbersKey(Tee.SGX);
                        case "tdx/tcbevaluationdatanumbers" -> new EvaluationNumbersKey(Tee.TDX);
                        default -> throw unknown(text);
                    };
                case 3 ->
                    switch (text) {
                        case "sgx/pckcrl/processor" -> new PckCrlKey(PckCertificate.Ca.PROCESSOR);
                        case "sgx/pckcrl/platform" -> new PckCrlKey(PckCertificate.Ca.PLATFORM);
                        default -> throw unknown(text);
                    };
                case 4 -> {
                    TcbSet set = TcbSet.parse(parts[3]);
                    yield switch (parts[0] + "/" + parts[1]) {
                        case "sgx/tcb" -> new TcbInfoKey(Tee.SGX, Bytes.ofHex(parts[2]), set);
                        case "tdx/tcb" -> new TcbInfoKey(Tee.TDX, Bytes.ofHex(parts[2]), set);
                        case "sgx/qe" -> new IdentityKey(EnclaveIdentity.Id.QE, set);
                        case "tdx/qe" -> new IdentityKey(EnclaveIdentity.Id.TD_QE, set);
                        case "sgx/qve" -> new IdentityKey(EnclaveIdentity.Id.QVE, set);
                        case "sgx/qae" -> new IdentityKey(EnclaveIdentity.Id.QAE, set);
                        default -> throw unknown(text);
                    };
                }
                default -> throw unknown(text);
            };
        } catch (dev.assay.bytes.MalformedException e) {
            throw unknown(text);
        }
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("\"" + text + "\" names no document of collateral");
    }

    private static String teeText(Tee tee) {
        return tee.name().toLowerCase(Locale.ROOT);
    }
}
