package dev.assay.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Writes JSON in UTF-8, whatever the terminal's own encoding is. */
final class JsonOutput {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonOutput() {}

    /** One document with line breaks, for people who look at it and for programs. */
    static void writeDocument(PrintStream out, Consumer<JsonGenerator> content) {
        byte[] document = document(content);
        out.write(document, 0, document.length);
        out.write('\n');
        out.flush();
    }

    /** The same as bytes, without the last line's end. */
    static byte[] document(Consumer<JsonGenerator> content) {
        return bytes(new Indented(), content);
    }

    /** One document on one line, without the line's end. */
    static byte[] line(Consumer<JsonGenerator> content) {
        return bytes(ObjectWriteContext.empty(), content);
    }

    private static byte[] bytes(ObjectWriteContext context, Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        try (JsonGenerator json = FACTORY.createGenerator(context, bytes)) {
            content.accept(json);
        }
        return bytes.toByteArray();
    }

    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
