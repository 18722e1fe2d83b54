package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Optional;

/** A request that gets 400; also what reads parameters and throws it. */
final class BadRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String errorCode;
    private final String errorMessage;

    private BadRequestException(String errorCode, String message) {
        super(message);
        this.errorCode = errorCode;
        this.errorMessage = message;
    }

    static BadRequestException syntax() {
        return new BadRequestException("InvalidRequestSyntax", "Request has invalid syntax.");
    }

    static BadRequestException manifest() {
        return new BadRequestException("InvalidPlatformManifest", "Platform manifest is invalid.");
    }

    static BadRequestException of(String errorCode, String message) {
        return new BadRequestException(errorCode, message);
    }

    PcsAnswer answer() {
        return PcsAnswer.refused(errorCode, errorMessage);
    }

    static Bytes hex(Optional<String> parameter, int length) throws BadRequestException {
        return hex(parameter, length, length);
    }

    static Bytes hex(Optional<String> parameter, int min, int max) throws BadRequestException {
        try {
            Bytes bytes = Bytes.ofHex(parameter.orElse(""));
            if (bytes.length() >= min && bytes.length() <= max) {
                return bytes;
            }
            throw syntax();
        } catch (MalformedException e) {
            throw syntax();
        }
    }

    static int number(String text) throws BadRequestException {
        if (!text.matches("[0-9]{1,9}")) {
            throw syntax();
        }
        return Integer.parseInt(text);
    }
}
