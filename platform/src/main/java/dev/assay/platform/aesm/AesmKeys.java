package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the kind of attestation key that SGX quotes are signed with. */
final class AesmKeys {

    /**
     * The key of Intel's quoting enclave for SGX, ECDSA on P-256, as services list it.
     *
     * <p>Source: gramineproject/gramine, pal/src/host/linux-sgx/host_platform.c, which knows no other.
     */
    static final AttestationKeyId INTEL_ECDSA = new AttestationKeyId(Bytes.concat(
            Bytes.literal("00000000" + "2000"),
            Bytes.literal("8c4f5775d796503e96137f77c68a829a0056ac8ded70140b081b094490c57bff"),
            Bytes.of(new byte[16]),
            Bytes.literal("01000000"),
            Bytes.of(new byte[96]),
            Bytes.literal("02000000"),
            Bytes.of(new byte[98])));

    private AesmKeys() {}

    /** All that the service lists; Intel's alone if it is too old to make lists. */
    static List<AttestationKeyId> listed(AesmClient client) throws QuoteException {
        int count;
        try {
            count = client.keyIdCount();
        } catch (QuoteException e) {
            if (e.reason() == Reason.UNSUPPORTED) {
                return List.of(INTEL_ECDSA);
            }
            throw e;
        }
        if (count == 0) {
            throw new QuoteException(
                    Reason.REFUSED,
                    client.place() + " has no kind of attestation key: no quoting plugin is installed or none started",
                    AesmError.SERVICE_UNAVAILABLE.fix());
        }
        return client.keyIds(count);
    }

    /** The one of {@code listed} for SGX quotes of DCAP. */
    static AttestationKeyId ecdsa(AesmClient client, List<AttestationKeyId> listed) throws QuoteException {
        List<AttestationKeyId> ecdsa = listed.stream()
                .filter(id -> id.algorithm() == AttestationKeyId.ECDSA_P256)
                .toList();
        for (AttestationKeyId id : ecdsa) {
            if (id.prodId() == AttestationKeyId.QE3) {
                return id;
            }
        }
        if (!ecdsa.isEmpty()) {
            return ecdsa.get(0);
        }
        if (EpidQuotes.isAllThereIs(listed)) {
            throw EpidQuotes.ended(client.place());
        }
        throw new QuoteException(
                Reason.UNSUPPORTED,
                client.place() + " has no ECDSA P-256 key for quotes, only "
                        + listed.stream().map(AttestationKeyId::title).collect(Collectors.joining("; ")),
                AesmError.UNSUPPORTED_ATT_KEY_ID.fix());
    }
}
