package dev.assay.service.pccs.http;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;

/**
 * A request as the routes see it.
 *
 * @param azure whether it shows the manners of Azure's client, and those are answered
 */
record Call(Api api, Query query, boolean azure, Body body) {

    /** The body, read when it is asked for. */
    interface Body {
        /** All of it; a refusal when it is longer than a client may send. */
        Bytes read() throws Refusal;
    }

    /** What a route does. */
    interface Endpoint {
        Answer answer(Call call) throws Refusal;
    }
}
