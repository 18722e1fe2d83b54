package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads X.509 certificates. What is read is not verified. */
public final class Certificates {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    /** The longest chain of DCAP has three certificates; more than this is somebody's mistake or attack. */
    private static final int MAX_CERTIFICATES = 8;

    /** PCK certificates have some 1.2 KB. */
    private static final int MAX_BYTES = 64 << 10;

    private Certificates() {}

    /** The certificates of a PEM text, in its order; NUL bytes and white space at the end are allowed. */
    public static List<X509Certificate> parsePem(Bytes pem) throws MalformedException {
        if (pem.length() > MAX_BYTES) {
            throw new MalformedException("certificates", 0, pem.length() + " bytes", "at most " + MAX_BYTES);
        }
        String text = pem.latin1();
        List<X509Certificate> certificates = new ArrayList<>(3);
        int position = skipBlank(text, 0);
        while (position < text.length()) {
            if (!text.startsWith(BEGIN, position)) {
                throw new MalformedException("certificates", position, "text outside a certificate", BEGIN);
            }
            int end = text.indexOf(END, position + BEGIN.length());
            if (end < 0) {
                throw new MalformedException("certificates", position, "no end of the certificate", END);
            }
            if (certificates.size() == MAX_CERTIFICATES) {
                throw new MalformedException(
                        "certificates", position, "one more certificate", "at most " + MAX_CERTIFICATES);
            }
            certificates.add(decode(text.substring(position + BEGIN.length(), end), position));
            position = skipBlank(text, end + END.length());
        }
        if (certificates.isEmpty()) {
            throw new MalformedException("certificates", 0, "nothing", BEGIN);
        }
        return List.copyOf(certificates);
    }

    /** The one certificate in {@code bytes}, DER or PEM. */
    public static X509Certificate parse(Bytes bytes) throws MalformedException {
        if (!bytes.isEmpty() && bytes.at(0) == DerReader.SEQUENCE) {
            return parseDer(bytes);
        }
        List<X509Certificate> certificates = parsePem(bytes);
        if (certificates.size() != 1) {
            throw new MalformedException("certificate", 0, certificates.size() + " certificates", "one");
        }
        return certificates.get(0);
    }

    /** The certificate in {@code der}, which must end where the certificate does. */
    public static X509Certificate parseDer(Bytes der) throws MalformedException {
        if (der.length() > MAX_BYTES) {
            throw new MalformedException("certificate", 0, der.length() + " bytes", "at most " + MAX_BYTES);
        }
        DerNesting.require("certificate", der);
        try {
            X509Certificate certificate =
                    (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der.toArray()));
            // The JDK reads indefinite lengths and ignores what follows; neither is what was signed.
            if (!Bytes.of(certificate.getEncoded()).equals(der)) {
                throw new MalformedException(
                        "certificate",
                        0,
                        "more bytes than the certificate, or none of DER",
                        "DER and nothing after it");
            }
            return certificate;
        } catch (GeneralSecurityException | RuntimeException notACertificate) {
            // The JDK's decoder answers some damage with unchecked exceptions.
            throw new MalformedException("certificate", 0, reason(notACertificate), "an X.509 certificate in DER");
        }
    }

    /** The common name in the subject of {@code certificate}, or the whole subject where there is none. */
    public static String commonName(X509Certificate certificate) {
        return DistinguishedNames.commonName(certificate.getSubjectX500Principal());
    }

    private static X509Certificate decode(String base64, int position) throws MalformedException {
        Bytes der = PemBody.decode("certificates", base64, position);
        try {
            return parseDer(der);
        } catch (MalformedException e) {
            throw e.within("certificates", position);
        }
    }

    private static int skipBlank(String text, int start) {
        int position = start;
        while (position < text.length() && (text.charAt(position) == 0 || text.charAt(position) <= ' ')) {
            position++;
        }
        return position;
    }

    /** The JDK's own factory, whichever providers an application has put before it: one parser, one answer. */
    static CertificateFactory factory() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509", "SUN");
    }

    static String reason(Exception e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
