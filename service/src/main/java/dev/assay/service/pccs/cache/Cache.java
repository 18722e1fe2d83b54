package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The cache behind the routes. Parameters have been checked for their form; hex is upper case. */
public final class Cache {

    /**
     * What is asked of {@code pckcert}.
     *
     * @param encryptedPpid 768 hex digits
     */
    public record PckQuery(String qeId, String pceId, String cpuSvn, String pceSvn, Optional<String> encryptedPpid) {}

    /**
     * What {@code pckcert} answers.
     *
     * @param certificate PEM
     * @param tcbm 36 hex digits
     * @param fmspc 12 hex digits
     * @param ca {@code PROCESSOR} or {@code PLATFORM}
     * @param issuerChain PEM
     */
    public record PckAnswer(Bytes certificate, String tcbm, String fmspc, String ca, Bytes issuerChain) {}

    /** A listing of platforms: JSON as Intel's server writes it, and how many there are. */
    public record PlatformList(Bytes json, int count) {}

    /** TCB info, identity, CRL, evaluation data numbers. In API v3 only what is there. */
    public CachedDocument document(Api api, DocumentKey key) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** The CRL at one of Intel's distribution points, DER. */
    public CachedDocument crl(String uri) throws Refusal {
        throw new UnsupportedOperationException();
    }

    public PckAnswer pckCertificate(Api api, PckQuery query) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** Intel's list of FMSPCs, which nobody signs: passed on, and kept for a short while. */
    public Bytes fmspcs(Optional<String> platform) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** {@code POST platforms}: a platform in JSON. An empty set of updates stands for all. */
    public void register(Api api, Bytes json, Set<TcbSet.Update> updates) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** {@code GET platforms}: {@code reg}, {@code reg_na} or a list of FMSPCs in brackets. */
    public PlatformList platforms(String source) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** {@code PUT platformcollateral}: all of it or nothing. */
    public void put(Api api, Bytes json) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** {@code refresh} without a type: every document, each on its own. */
    public void refresh(Api api) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** {@code refresh?type=certs}: the certificates of all platforms, or of those with one of these FMSPCs. */
    public void refreshCertificates(Api api, List<String> fmspcs) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** {@code PUT appraisalpolicy}; gives the policy's id. */
    public String putPolicy(Bytes json) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** {@code GET appraisalpolicy}: the default policies' JWTs, joined by commas. */
    public String policies(String fmspc) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** Grows when anything changes: ready-made answers hold as long as it stays. Costs no query. */
    public long revision() {
        throw new UnsupportedOperationException();
    }
}
