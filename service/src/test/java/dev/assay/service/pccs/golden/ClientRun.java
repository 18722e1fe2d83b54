package dev.assay.service.pccs.golden;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One run of a real client library, as {@code clients.json} has it.
 *
 * @param calls what of the library was called
 * @param results what the calls came to
 */
record ClientRun(
        String name,
        List<String> calls,
        JsonNode configuration,
        JsonNode environment,
        List<String> results,
        List<Sent> requests) {

    /**
     * A request as it came over the wire. The server's address is {@code HOST:PORT}.
     *
     * @param connection requests with the same number were sent on one connection
     * @param answeredHeaders names of the headers that mattered in the answer
     */
    record Sent(
            String requestLine,
            List<String> headerLines,
            int connection,
            boolean tls,
            int status,
            List<String> answeredHeaders,
            int answeredLength) {

        /** Request line and headers. */
        String text() {
            return requestLine + "\n" + String.join("\n", headerLines);
        }
    }

    static List<ClientRun> all(Recordings recordings) {
        List<ClientRun> runs = new ArrayList<>();
        for (JsonNode run : recordings.json("clients.json").get("sequences")) {
            List<Sent> requests = new ArrayList<>();
            for (JsonNode request : run.get("requests")) {
                JsonNode answered = request.get("answered");
                requests.add(new Sent(
                        request.get("method").asString() + " "
                                + request.get("target").asString() + " "
                                + request.get("httpVersion").asString(),
                        texts(request.get("headerLines")),
                        request.get("connection").asInt(),
                        request.get("tls").asBoolean(),
                        answered.get("status").asInt(),
                        texts(answered.path("headers")),
                        answered.path("bodyLength").asInt()));
            }
            runs.add(new ClientRun(
                    run.get("name").asString(),
                    texts(run.get("calls")),
                    run.get("configuration"),
                    run.get("environment"),
                    texts(run.get("result")),
                    requests));
        }
        return runs;
    }

    static ClientRun named(String name, Recordings recordings) {
        return all(recordings).stream()
                .filter(run -> run.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    boolean byIntel() {
        return name.startsWith("qpl-");
    }

    boolean byAzure() {
        return name.startsWith("azure-");
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
