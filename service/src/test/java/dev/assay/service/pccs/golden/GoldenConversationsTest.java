package dev.assay.service.pccs.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions.Database;
import dev.assay.service.pccs.PccsOptions.Tls;
import dev.assay.service.pccs.golden.Conversation.Verdict;
import dev.assay.service.pccs.golden.Replay.Outcome;
import dev.assay.service.pccs.store.TestPostgresql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Intel's PCCS 1.27.0 was asked, and whether ours gives the answers that matter; see vectors/pccs-golden. */
class GoldenConversationsTest {

    private static final Recordings RECORDINGS = Recordings.open();

    @TempDir
    private Path folder;

    static List<Conversation> conversations() {
        return RECORDINGS.conversations();
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void answersAsIntelsPccsDoesOrBetter(Conversation conversation) throws IOException {
        replay(conversation, onSqlite(), new Tls.PlainHttp(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02-offline-reads", "07-offline-http", "08-offline-paths", "20-lazy-reads"})
    void answersTheSameOverTls(String name) throws IOException {
        replay(RECORDINGS.conversation(name), onSqlite(), new Tls.Own(folder.resolve("tls")), false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10-offline-platforms",
                "11-offline-put",
                "12-offline-policy",
                "22-lazy-register",
                "24-lazy-refresh",
                "30-req-register"
            })
    void answersTheSameFromPostgresql(String name) throws IOException, SQLException {
        Database database = new Database.Postgresql(TestPostgresql.database(), Optional.empty(), Optional.empty());
        replay(RECORDINGS.conversation(name), database, new Tls.PlainHttp(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02-offline-reads", "09-offline-selection"})
    void answersTheSameToIntelsClientsWithTheMannersOfThim(String name) throws IOException {
        replay(RECORDINGS.conversation(name), onSqlite(), new Tls.PlainHttp(), true);
    }

    private Database onSqlite() {
        return new Database.Folder(folder.resolve("data"));
    }

    private static void replay(Conversation conversation, Database database, Tls tls, boolean thim) throws IOException {
        try (FakePcs upstream = new FakePcs(RECORDINGS, conversation.scenario());
                Pccs server = PccsUnderTest.start(database, conversation.mode(), upstream, tls, thim)) {
            List<Outcome> outcomes =
                    new Replay(RECORDINGS, Duration.ofMillis(40)).run(conversation, server.address(), upstream);
            List<Outcome> different = outcomes.stream()
                    .filter(outcome -> outcome.verdict().outcome() == Verdict.Outcome.DIFFERENT)
                    .toList();
            assertThat(different)
                    .withFailMessage(() -> different.size() + " of " + outcomes.size() + " answers differ:\n  - "
                            + different.stream().map(Outcome::toString).collect(Collectors.joining("\n  - ")))
                    .isEmpty();
        }
    }
}
