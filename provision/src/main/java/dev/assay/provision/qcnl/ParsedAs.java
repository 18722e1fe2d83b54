package dev.assay.provision.qcnl;

/** In which way the library came by its values. */
public enum ParsedAs {
    JSON("json"),
    KEY_VALUE("key-value"),
    /** It begins with a brace and is not JSON: an error is returned, and later calls find what key=value reading finds. */
    JSON_ERROR("json-error"),
    /** It was meant as JSON, is none, and does not begin with a brace: no error, and key=value reading. */
    KEY_VALUE_FALLBACK("key-value-fallback"),
    /** There is no file. */
    DEFAULTS("defaults");

    private final String text;

    ParsedAs(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
