package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.Evidence;
import dev.assay.cli.input.EvidenceReader;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.verdict.Answer;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.cli.verdict.Outcome;
import dev.assay.cli.verdict.Reason;
import dev.assay.cli.verdict.VerdictJson;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * Verifies one quote a line and answers each line by a verdict on a line, in the order of the questions.
 *
 * <p>A line that is no question is answered as well: refused with {@link Reason#LINE_MALFORMED} when it says nothing or
 * something wrong, undecided with {@link Reason#FILE_UNREADABLE} when a file that it names cannot be read.
 */
final class Batch {

    private final AppraisalOptions options;
    private final Path folder;
    private final Shelf shelf = new Shelf(Ecdsa.preferred());
    private final Instant at;
    private final Appraisal usual;
    private final Fetching fetching;

    private Batch(AppraisalOptions options, Path folder, ParseResult given, Streams streams) throws InputException {
        this.options = options;
        this.folder = folder;
        this.fetching = new Fetching(given, shelf, streams);
        this.at = options.at();
        this.usual = options.choose(shelf);
    }

    /** Answers every line of {@code file}; paths in it are relative to its folder. */
    static int run(String file, AppraisalOptions options, ParseResult given, Streams streams) throws InputException {
        if (file.equals(InputFile.STANDARD_INPUT)) {
            return new Batch(options, Path.of(""), given, streams).answerAll(streams.in(), Progress.UNKNOWN, streams);
        }
        Path path = InputFile.path("batch", file);
        Path parent = path.getParent();
        Batch batch = new Batch(options, parent == null ? Path.of("") : parent, given, streams);
        if (Files.isDirectory(path)) {
            throw new InputException("cannot read the batch: " + path + " is a folder", "Name a file in it.");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return batch.answerAll(in, Files.size(path), streams);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new InputException("cannot read the batch: there is no " + path, "Check the path.");
        } catch (IOException e) {
            throw new InputException("cannot read the batch " + path + ": " + e, "Check the file.");
        }
    }

    private int answerAll(InputStream in, long size, Streams streams) throws InputException {
        try (OrderedOutput output = new OrderedOutput(streams.out(), Progress.of(streams, size))) {
            LineReader lines = new LineReader(in);
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                LineReader.Line question = line.get();
                output.add(question.bytes().length() + 1, () -> answer(question));
            }
        } catch (IOException e) {
            throw new InputException("cannot read on in the batch: " + e.getMessage(), "Check the file.");
        }
        return 0;
    }

    private byte[] answer(LineReader.Line line) {
        if (!line.isWhole()) {
            String found = "more than " + LineReader.MAX_BYTES + " bytes";
            return write("", malformed(new MalformedException("line", 0, found, "at most that many")));
        }
        BatchLine question;
        try {
            question = BatchLine.parse(line.bytes());
        } catch (MalformedException e) {
            return write("", malformed(e));
        }
        Answer answer;
        try {
            answer = answer(question);
        } catch (RuntimeException | StackOverflowError bug) {
            answer = usual.unanswered(Outcome.UNDECIDED, Reason.of(bug), at);
        }
        return write(question.id().orElse(""), answer);
    }

    private Answer answer(BatchLine line) {
        try {
            Appraisal appraisal = appraisal(line);
            Instant instant = line.at().isPresent() ? instant(line.at().get()) : at;
            Evidence evidence;
            try {
                evidence = EvidenceReader.read(read(line));
            } catch (MalformedException e) {
                return appraisal.malformed(e, instant);
            }
            if (line.collateral().isEmpty() && !options.hasCollateral()) {
                return fetching.answer(evidence, appraisal, root(line), instant);
            }
            try {
                return appraisal.answer(evidence, collateral(line), instant);
            } catch (MalformedException e) {
                return appraisal.malformedCollateral(evidence, e, instant);
            }
        } catch (MalformedException e) {
            return malformed(e);
        } catch (InputException e) {
            return usual.unanswered(Outcome.UNDECIDED, Reason.of(e), at);
        }
    }

    private Appraisal appraisal(BatchLine line) throws InputException {
        if (line.policy().isEmpty() && line.trustRoot().isEmpty()) {
            return usual;
        }
        Optional<String> policy = line.policy();
        if (policy.isPresent() && !policy.get().startsWith(Shelf.PRESET)) {
            policy = Optional.of(resolve("policy", policy.get()).toString());
        }
        return options.choose(shelf, policy, root(line));
    }

    private Optional<Path> root(BatchLine line) throws InputException {
        return line.trustRoot().isPresent()
                ? Optional.of(resolve("trust root", line.trustRoot().get()))
                : options.root();
    }

    private Path resolve(String what, String path) throws InputException {
        return folder.resolve(InputFile.path(what, path));
    }

    private Bytes read(BatchLine line) throws InputException, MalformedException {
        if (line.hasInlineQuote()) {
            return EvidenceReader.decode(line.quote())
                    .orElseThrow(() -> new MalformedException("quote", 0, "damaged base64", "base64"));
        }
        return InputFile.read("quote", resolve("quote", line.quote()));
    }

    private Collateral collateral(BatchLine line) throws InputException, MalformedException {
        return line.collateral().isPresent()
                ? shelf.collateral(folder.resolve(
                        InputFile.path("collateral", line.collateral().get())))
                : options.collateral(shelf);
    }

    private static Instant instant(String text) throws MalformedException {
        try {
            return AppraisalOptions.parseInstant("at", text);
        } catch (InputException e) {
            throw new MalformedException("line, at", 0, "\"" + text + "\"", "an instant such as 2026-08-13T11:45:38Z");
        }
    }

    private Answer malformed(MalformedException e) {
        Reason reason = new Reason(
                Reason.LINE_MALFORMED,
                e.field(),
                e.found(),
                e.expected(),
                "write {\"quote\": PATH or BASE64, \"collateral\": PATH, \"at\": INSTANT} on one line");
        return usual.unanswered(Outcome.REFUSED, reason, at);
    }

    private static byte[] write(String id, Answer answer) {
        return JsonOutput.line(json -> {
            json.writeStartObject();
            if (!id.isEmpty()) {
                json.writeStringProperty("id", id);
            }
            VerdictJson.writeMembers(json, answer);
            json.writeEndObject();
        });
    }
}
