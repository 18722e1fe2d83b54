package dev.assay.provision;

/** A genuine document, but another than the one that was asked for. */
public final class MisfiledException extends Exception {

    private static final long serialVersionUID = 1L;

    MisfiledException(DocumentKey key, String what, String found, String wanted) {
        super(key.text() + ": found a document with " + what + " " + found + ", expected " + wanted);
    }
}
