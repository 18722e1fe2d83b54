package dev.assay.provision.http;

import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.EvaluationNumbersKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import java.net.URI;
import java.util.Locale;

/**
 * Where documents are, in Intel's service and those that have its routes. Source: Intel SGX and TDX PCS API v4. Hex is
 * upper case, as Intel's clients write it.
 */
final class Routes {

    private Routes() {}

    /** The address of any document but the root CA CRL, which every kind of service has in another place. */
    static URI of(ServiceAddress at, DocumentKey key) {
        if (key instanceof TcbInfoKey wanted) {
            return at.route(tee(wanted.tee()), "tcb", concat(new String[] {"fmspc", upper(wanted)}, set(wanted.set())));
        }
        if (key instanceof IdentityKey wanted) {
            String[] set = set(wanted.set());
            return switch (wanted.enclave()) {
                case QE -> at.route("sgx", "qe/identity", set);
                case TD_QE -> at.route("tdx", "qe/identity", set);
                case QVE -> at.route("sgx", "qve/identity", set);
                case QAE -> at.route("sgx", "qae/identity", set);
            };
        }
        if (key instanceof PckCrlKey wanted) {
            return at.route("sgx", "pckcrl", "ca", wanted.ca().toString(), "encoding", "der");
        }
        if (key instanceof EvaluationNumbersKey wanted) {
            return at.route(tee(wanted.tee()), "tcbevaluationdatanumbers");
        }
        throw new IllegalArgumentException(key.text() + " has no route that all services share");
    }

    static String tee(Tee tee) {
        return tee.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(TcbInfoKey key) {
        return key.fmspc().hex().toUpperCase(Locale.ROOT);
    }

    private static String[] set(TcbSet set) {
        return set instanceof TcbSet.Numbered numbered
                ? new String[] {"tcbEvaluationDataNumber", numbered.text()}
                : new String[] {"update", set.text()};
    }

    private static String[] concat(String[] first, String[] second) {
        return new String[] {first[0], first[1], second[0], second[1]};
    }
}
