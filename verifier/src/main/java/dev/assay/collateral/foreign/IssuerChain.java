package dev.assay.collateral.foreign;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.Certificates;
import dev.assay.pck.PemHeader;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * An issuer chain as it stood in a response header: percent-encoded PEM, perhaps with a line end behind it.
 *
 * @param certificates in the order of the header
 * @param encoded the file
 */
public record IssuerChain(List<X509Certificate> certificates, Bytes encoded) implements ForeignDocument {

    private static final Bytes BEGIN = Bytes.ofUtf8("-----BEGIN%20CERTIFICATE-----");

    public IssuerChain {
        certificates = List.copyOf(certificates);
    }

    static boolean isLike(Bytes bytes) {
        return bytes.startsWith(BEGIN);
    }

    /** Parses the value of a header. */
    public static IssuerChain parse(Bytes bytes) throws MalformedException {
        return new IssuerChain(Certificates.parsePem(PemHeader.decode(bytes.latin1())), bytes);
    }

    @Override
    public String format() {
        return "issuer chain from a response header";
    }
}
