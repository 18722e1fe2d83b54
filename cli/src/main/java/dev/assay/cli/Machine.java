package dev.assay.cli;

import dev.assay.platform.Detection;
import dev.assay.platform.Host;
import dev.assay.platform.QuoteSources;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * What an attestation needs of the machine that it runs on.
 *
 * @param environment the variables of this process
 * @param look says what there is to quote with, when a quote may take as long as it is told
 */
record Machine(Map<String, String> environment, Function<Duration, Detection> look) {

    /** The machine that this runs on; nothing of it is looked at yet. */
    static Machine live() {
        return new Machine(System.getenv(), patience -> QuoteSources.detect(Host.live(), patience));
    }
}
