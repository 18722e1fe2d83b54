package dev.assay.platform.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Refusal;
import java.util.List;

class TpmAnswerFuzzTest {

    /** What is made of an answer that is one. */
    @FunctionalInterface
    private interface Reading {
        Object of(TpmAnswer answer) throws MalformedException;
    }

    private record Question(TpmCommand command, Reading reading) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question(TpmCommand.nvReadPublic(0x01400001), TpmAnswer::nvPublic),
            new Question(TpmCommand.nvRead(0x01400001, 512, 0), TpmAnswer::data),
            new Question(TpmCommand.nvWrite(0x01400002, Bytes.EMPTY, 0), answer -> {
                answer.nothing();
                return Bytes.EMPTY;
            }),
            new Question(TpmCommand.nvBufferMax(), answer -> answer.property(TpmCommand.NV_BUFFER_MAX)));

    /** The first byte chooses the command. */
    @FuzzTest
    void readsAnswersOrRefusesThem(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Question question = QUESTIONS.get((data[0] & 0xff) % QUESTIONS.size());
        Refusal.orValue(Bytes.of(data).from(1), answer -> read(question, answer))
                .ifPresent(read -> assertThat(read.toString()).hasSizeLessThan(2 * data.length + 200));
    }

    private static Object read(Question question, Bytes answer) throws MalformedException {
        try {
            return question.reading().of(TpmAnswer.parse(question.command(), answer));
        } catch (TpmRefusal e) {
            assertThat(e.code().isSuccess()).isFalse();
            assertThat(e.code().reason().map(ResponseCode.Reason::passes)).isNotNull();
            return e.getMessage();
        }
    }
}
