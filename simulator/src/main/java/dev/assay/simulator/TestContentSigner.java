package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;

/** Lets Bouncy Castle's builders sign with a {@link TestKey}; its own signers draw random numbers. */
final class TestContentSigner implements ContentSigner {

    private final TestKey key;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    TestContentSigner(TestKey key) {
        this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    }

    @Override
    public OutputStream getOutputStream() {
        return content;
    }

    @Override
    public byte[] getSignature() {
        return key.signDer(Bytes.of(content.toByteArray())).toArray();
    }
}
