package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.Certificates;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * The authority whose signature counts: a CA, pinned by its public key and its name.
 *
 * <p>Key and name, not the certificate: the same CA may have certificates of several dates.
 */
public final class IasAnchor {

    private static final String INTEL_BASE64 = """
            MIIFSzCCA7OgAwIBAgIJANEHdl0yo7CUMA0GCSqGSIb3DQEBCwUAMH4xCzAJBgNVBAYTAlVTMQsw
            CQYDVQQIDAJDQTEUMBIGA1UEBwwLU2FudGEgQ2xhcmExGjAYBgNVBAoMEUludGVsIENvcnBvcmF0
            aW9uMTAwLgYDVQQDDCdJbnRlbCBTR1ggQXR0ZXN0YXRpb24gUmVwb3J0IFNpZ25pbmcgQ0EwIBcN
            MTYxMTE0MTUzNzMxWhgPMjA0OTEyMzEyMzU5NTlaMH4xCzAJBgNVBAYTAlVTMQswCQYDVQQIDAJD
            QTEUMBIGA1UEBwwLU2FudGEgQ2xhcmExGjAYBgNVBAoMEUludGVsIENvcnBvcmF0aW9uMTAwLgYD
            VQQDDCdJbnRlbCBTR1ggQXR0ZXN0YXRpb24gUmVwb3J0IFNpZ25pbmcgQ0EwggGiMA0GCSqGSIb3
            DQEBAQUAA4IBjwAwggGKAoIBgQCfPGR+tXc8u1EtJzLA10Feu1Wg+p7eLmSRmeaCHbkQ1TF3Nwl3
            RmpqXkeGzNLd69QUnWovYyVSndEMyYc3sHecGgfinEehrgBJSEdsSJ9FpaFdesjsxqzGRa20PYdn
            nfWcCTvFoulpbFR4VBuXnnVLVzkUvlXTL/TAnd8nIZk0zZkFJ7P5LtePvykkar7LcSQO85wtcQe0
            R1Raf/sQ6wYKaKmFgCGeNpEJUmg4ktal4qgIAxk+QHUxQE42sxViN5mqglB0QJdUot/o9a/V/mMe
            H8KvOAiQbyinkNndn+Bgk5sSV5DFgF0DffVqmVMblt5p3jPtImzBIH0QQrXJq39AT8cRwP5HafuV
            eLHcDsRp6hol4P+ZFIhu8mmbI1u0hH3W/0C2BuYXB5PC+5izFFh/nP0lc2Lf6rELO9LZdnOhpL1E
            xFOq9H/B8tPQ84T3Sgb4nAifDabNt/zu6MmCGo5U8lwEFtGMRoOaX4AS+909x00lYnmtwsDVWv9v
            BiJCXRsCAwEAAaOByTCBxjBgBgNVHR8EWTBXMFWgU6BRhk9odHRwOi8vdHJ1c3RlZHNlcnZpY2Vz
            LmludGVsLmNvbS9jb250ZW50L0NSTC9TR1gvQXR0ZXN0YXRpb25SZXBvcnRTaWduaW5nQ0EuY3Js
            MB0GA1UdDgQWBBR4Q3t2pn680K9+QjfrNXw7hwFRPDAfBgNVHSMEGDAWgBR4Q3t2pn680K9+Qjfr
            NXw7hwFRPDAOBgNVHQ8BAf8EBAMCAQYwEgYDVR0TAQH/BAgwBgEB/wIBADANBgkqhkiG9w0BAQsF
            AAOCAYEAeF8tYMXICvQqeXYQITkV2oLJsp6J4JAqJabHWxYJHGirIEqucRiJSSx+HjIJEUVaj8E0
            QjEud6Y5lNmXlcjqRXaCPOqK0eGRz6hi+ripMtPZsFNaBwLQVV905SDjAzDzNIDnrcnXyB4gcDFC
            vwDFKKgLRjOB/WAqgscDUoGq5ZVizLUzTqiQPmULAQaB9c6Oti6snEFJiCQ67JLyW/E83/frzCmO
            5Ru6WjU4tmsmy8RaUd4APK0wZTGtfPXU7w+IBdG5Ez0kE1qzxGQaL4gINJ1zMyleDnbuS8UicjJi
            jvqA152Sq049ESDz+1rRGc2NVEqh1KaGXmtXvqxXcTB+Ljy5Bw2ke0v8iGngFBPqCTVB3op5KBG3
            RjbF6RRSzwzuWfL7QErNC8WEy5yDVARzTA5+xmBc388v9Dm21HGfcC8ODD+gT9sSpssq0ascmvH4
            9MOgjt1yoysLtdCtJW/9FZpoOypaHx0R+mJTLwPXVMrvDaVzWh5aiEx+idkSGMnX
            """;

    private static final IasAnchor INTEL = new IasAnchor(intelCertificate(), true);

    private final X509Certificate certificate;
    private final boolean intel;

    private IasAnchor(X509Certificate certificate, boolean intel) {
        this.certificate = certificate;
        this.intel = intel;
    }

    /** "Intel SGX Attestation Report Signing CA", RSA-3072, valid from 2016-11-14 to 2049-12-31. */
    public static IasAnchor intel() {
        return INTEL;
    }

    /** Somebody else's CA. Whoever holds its key can make any report: for tests, never for decisions. */
    public static IasAnchor testOnly(X509Certificate ca) {
        return new IasAnchor(ca, false);
    }

    /** A certificate of the CA. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Whether this is Intel's own CA and not one for tests. */
    public boolean isIntel() {
        return intel;
    }

    @Override
    public String toString() {
        return (intel ? "" : "test only: ") + Certificates.commonName(certificate);
    }

    /**
     * Source: Intel, {@code AttestationReportSigningCACert.pem}; SHA-256 of its DER is
     * 7b42e41ec43b91db834a065de4f98a13c44d695570e839cfa8921e584e40735d.
     */
    private static X509Certificate intelCertificate() {
        try {
            return Certificates.parseDer(Bytes.of(Base64.getMimeDecoder().decode(INTEL_BASE64)));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
