package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.PckSelection;
import dev.assay.provision.PckSelectionException;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.DocumentTable.Row;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.Tables;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Which of a platform's certificates answers a raw TCB, by the TCB info that is kept. */
final class Selection {

    private final DocumentVerifier verifier;

    Selection(DocumentVerifier verifier) {
        this.verifier = verifier;
    }

    /** The SGX TCB info to choose by: early before standard, as Intel's server prefers them. */
    Optional<TcbInfo> tcbInfo(Tables tables, Bytes fmspc) {
        for (Api api : List.of(Api.V4, Api.V3)) {
            for (TcbSet set : List.of(TcbSet.Update.EARLY, TcbSet.Update.STANDARD)) {
                String key = new TcbInfoKey(Tee.SGX, fmspc, set).text();
                Optional<TcbInfo> found =
                        tables.documents().find(api.number(), key).flatMap(this::read);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<TcbInfo> read(Row row) {
        try {
            return Optional.of(verifier.tcbInfo(row.body(), row.issuerChain().orElse(Bytes.EMPTY)));
        } catch (NotGenuineException e) {
            // It was genuine when it was put in; under another root it is not.
            return Optional.empty();
        }
    }

    /** The index of the certificate that answers {@code raw}; empty where none does. */
    static OptionalInt choose(List<PckCertificate> pcks, TcbInfo tcbInfo, RawTcb raw) throws Refusal {
        try {
            Bytes pceSvn = Bytes.ofHex(raw.pceSvn());
            return PckSelection.select(pcks, tcbInfo, Bytes.ofHex(raw.cpuSvn()), pceSvn.uint16(0));
        } catch (PckSelectionException | MalformedException e) {
            throw new Refusal(Status.NOT_FOUND, "no PCK certificate can be chosen: " + e.getMessage());
        }
    }

    /** Reads certificates that were proven when they were put in. */
    static List<PckCertificate> parsed(List<Certificate> certificates) throws Refusal {
        List<PckCertificate> pcks = new ArrayList<>(certificates.size());
        for (Certificate certificate : certificates) {
            try {
                pcks.add(PckCertificate.of(Certificates.parse(certificate.certificate())));
            } catch (MalformedException e) {
                throw new Refusal(
                        Status.INTERNAL_ERROR,
                        "a PCK certificate in the database is damaged: " + e.getMessage() + "; refresh its platform");
            }
        }
        return pcks;
    }
}
