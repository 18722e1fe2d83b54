package dev.assay.service.pccs.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.golden.ClientRun.Sent;
import dev.assay.service.pccs.golden.RecordedPccs.Canned;
import dev.assay.service.pccs.golden.Wire.Header;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The model of Intel's client comes to the recorded results with the recorded answers, and falls into each trap. */
class QplClientModelTest {

    private static final Recordings RECORDINGS = Recordings.open();

    @Test
    void retriesAsRecorded() throws IOException {
        ClientRun run = ClientRun.named("qpl-retry-503", RECORDINGS);
        try (RecordedPccs server = RecordedPccs.of(answers(run, ""))) {
            FreshConnections connections = new FreshConnections(server.address(), Optional.empty(), false);
            assertThat(new QplClient(run, connections).run(run)).isEqualTo(run.results());
            assertThat(connections.sent())
                    .isEqualTo(run.requests().stream().map(Sent::text).toList());
        }
    }

    @Test
    void putsTheBodyOfA503InFrontOfTheNextAnswer() throws IOException {
        ClientRun run = ClientRun.named("qpl-retry-503", RECORDINGS);
        try (RecordedPccs server = RecordedPccs.of(answers(run, "Server is busy."))) {
            assertThat(new QplClient(run, new FreshConnections(server.address(), Optional.empty(), false)).run(run))
                    .containsExactly("sgx collateral rc=0xe01a");
        }
    }

    @Test
    void diesOfADocumentThatIsTooLong() throws IOException {
        ClientRun run = ClientRun.named("qpl-collateral-sgx-3.1", RECORDINGS);
        List<Canned> answers = new ArrayList<>(answers(run, ""));
        answers.set(1, answers.get(1).withBody(Bytes.ofUtf8("x".repeat(64_000))));
        try (RecordedPccs server = RecordedPccs.of(answers)) {
            QplClient client = new QplClient(run, new FreshConnections(server.address(), Optional.empty(), false));
            assertThatThrownBy(() -> client.run(run)).isInstanceOf(QplClient.ProcessAborted.class);
        }
    }

    @Test
    void cannotSplitAChainWithPlusForBlank() throws IOException {
        ClientRun run = ClientRun.named("qpl-collateral-sgx-3.1", RECORDINGS);
        List<Canned> answers = new ArrayList<>(answers(run, ""));
        answers.set(
                2,
                answers.get(2)
                        .with(
                                "SGX-Enclave-Identity-Issuer-Chain",
                                RECORDINGS.chain("tcb-signing").replace("%20", "+")));
        try (RecordedPccs server = RecordedPccs.of(answers)) {
            assertThat(new QplClient(run, new FreshConnections(server.address(), Optional.empty(), false)).run(run))
                    .containsExactly("sgx collateral rc=0xe01a");
        }
    }

    @Test
    void handsOutNothingWithSuccessWhereAHeaderIsMissing() throws IOException {
        ClientRun run = ClientRun.named("qpl-quote-config", RECORDINGS);
        List<Canned> answers = new ArrayList<>(answers(run, ""));
        answers.set(0, answers.get(0).without("SGX-TCBm"));
        try (RecordedPccs server = RecordedPccs.of(answers)) {
            assertThat(new QplClient(run, new FreshConnections(server.address(), Optional.empty(), false)).run(run))
                    .containsExactly("config rc=0x0000 and no configuration: the caller crashes");
        }
    }

    /** What Intel's server answered to a run, from the conversation with the same requests; 503s with the given text. */
    private static List<Canned> answers(ClientRun run, String busy) throws IOException {
        Conversation conversation = RECORDINGS.conversation("40-client-qpl");
        List<Canned> answers = new ArrayList<>();
        for (Sent request : run.requests()) {
            if (request.status() == 503) {
                answers.add(new Canned(503, List.of(new Header("Retry-After", "1")), Bytes.ofUtf8(busy)));
                continue;
            }
            String target = request.requestLine().split(" ", 3)[1];
            answers.add(RecordedPccs.canned(
                    conversation.steps().stream()
                            .filter(step -> step.request().path().equals(target))
                            .findFirst()
                            .orElseThrow(),
                    RECORDINGS));
        }
        return answers;
    }
}
