package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Where a certificate says that its issuer's CRL is to be had. Source: RFC 5280, 4.2.1.13. */
public final class CrlDistributionPoint {

    private static final String OID = "2.5.29.31";

    /** DistributionPoint.distributionPoint and DistributionPointName.fullName: both are context tag 0, constructed. */
    private static final int FULL_NAME = 0xa0;

    /** GeneralName.uniformResourceIdentifier. */
    private static final int URI_NAME = 0x86;

    private static final int MAX_LENGTH = 2048;

    private CrlDistributionPoint() {}

    /**
     * The first address of the first distribution point; empty where the certificate names none.
     *
     * <p><b>Your part.</b> It is as trustworthy as the certificate.
     *
     * @return an http or https address
     */
    public static Optional<URI> of(X509Certificate certificate) throws MalformedException {
        byte[] wrapped = certificate.getExtensionValue(OID);
        if (wrapped == null) {
            return Optional.empty();
        }
        Bytes points = DerReader.over(Bytes.of(wrapped)).element("CRL distribution points", DerReader.OCTET_STRING);
        Bytes point = DerReader.over(points)
                .sequence("CRL distribution points")
                .element("distribution point", DerReader.SEQUENCE);
        Bytes name = DerReader.over(point).element("distribution point name", FULL_NAME);
        Bytes fullName = DerReader.over(name).element("full name", FULL_NAME);
        Bytes address = DerReader.over(fullName).element("address", URI_NAME);
        return Optional.of(parse(address));
    }

    private static URI parse(Bytes address) throws MalformedException {
        String text = address.latin1();
        try {
            URI uri = new URI(text);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && text.length() <= MAX_LENGTH) {
                return uri;
            }
        } catch (URISyntaxException notAnAddress) {
            // Said below.
        }
        throw new MalformedException(
                "CRL distribution point", 0, address.length() + " bytes that are none", "an http or https address");
    }
}
