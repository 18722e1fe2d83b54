package dev.assay.collateral;

import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.quote.Tee;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The sets of TCB infos and identities that Intel serves, newest first.
 *
 * @param tee for which environment
 * @param version 1
 * @param issueDate when the document was made
 * @param nextUpdate when the next one will be there at the latest
 * @param numbers one entry a set
 */
public record TcbEvaluationDataNumbers(
        Tee tee, int version, Instant issueDate, Instant nextUpdate, List<Entry> numbers) {

    /**
     * One set.
     *
     * @param tcbEvaluationDataNumber its number
     * @param tcbRecoveryEventDate when the TCB recovery behind it was made public
     * @param tcbDate the date of the set's newest levels
     */
    public record Entry(long tcbEvaluationDataNumber, Instant tcbRecoveryEventDate, Instant tcbDate) {}

    public TcbEvaluationDataNumbers {
        numbers = List.copyOf(numbers);
    }

    static TcbEvaluationDataNumbers read(JsonObject json) throws MalformedException {
        String id = json.string("id");
        if (!id.equals("SGX") && !id.equals("TDX")) {
            throw json.malformed("id", "another id", "SGX or TDX");
        }
        List<Entry> numbers = new ArrayList<>();
        for (JsonObject entry : json.objects("tcbEvalNumbers")) {
            numbers.add(new Entry(
                    entry.integer("tcbEvaluationDataNumber", 0, Integer.MAX_VALUE),
                    entry.instant("tcbRecoveryEventDate"),
                    entry.instant("tcbDate")));
        }
        return new TcbEvaluationDataNumbers(
                id.equals("SGX") ? Tee.SGX : Tee.TDX,
                (int) json.integer("version", 1, 1),
                json.instant("issueDate"),
                json.instant("nextUpdate"),
                numbers);
    }
}
