package dev.assay.bench;

import dev.assay.ecdsa.Ecdsa;
import org.conscrypt.Conscrypt;

/** Who does the elliptic-curve arithmetic. */
public enum Arithmetic {
    JDK {
        @Override
        Ecdsa ecdsa() {
            return Ecdsa.jdk();
        }
    },
    CONSCRYPT {
        @Override
        Ecdsa ecdsa() {
            return Ecdsa.by(Conscrypt.newProvider());
        }
    };

    abstract Ecdsa ecdsa();
}
