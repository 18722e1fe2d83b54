package dev.assay.simulator;

import dev.assay.bytes.Bytes;

/**
 * A document to be signed the way Intel signs collateral: {@code {"<member>":<content>,"signature":"<r‖s in hex>"}}.
 *
 * @param member name under which the content stands
 * @param content a JSON object, compact
 * @param signer the key that signs; by right the TCB signer's
 */
public record SignedJson(String member, String content, TestKey signer) {

    /** The same document with one piece of its text replaced before it is signed, for what no draft can express. */
    public SignedJson replacing(String text, String replacement) {
        if (!content.contains(text)) {
            throw new IllegalArgumentException("no " + text + " in " + content);
        }
        return new SignedJson(member, content.replace(text, replacement), signer);
    }

    /** UTF-8 of the document with its signature. */
    public Bytes sign() {
        String signature = signer.sign(Bytes.ofUtf8(content)).hex();
        return Bytes.ofUtf8("{\"" + member + "\":" + content + ",\"signature\":\"" + signature + "\"}");
    }
}
