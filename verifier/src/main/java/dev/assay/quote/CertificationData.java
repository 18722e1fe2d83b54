package dev.assay.quote;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Optional;

/**
 * What a quote says about the PCK certificate that certifies its quoting enclave: the certificate itself or the values
 * by which a provisioning service finds it.
 */
public sealed interface CertificationData {

    /** The type by which the quote announces this data: 1 to 5. */
    int type();

    /** The data as it stands in the quote. */
    Bytes encoded();

    /**
     * Types 1, 2 and 3: the platform and its TCB, by which the certificate must be fetched.
     *
     * @param type 1 with the PPID in clear (16 bytes), 2 encrypted by RSA-2048-OAEP (256 bytes), 3 encrypted by
     *     RSA-3072-OAEP (384 bytes)
     * @param encoded PPID, CPUSVN (16 bytes), PCESVN (2), PCE-ID (2; missing in Intel's oldest samples)
     */
    record PlatformReference(int type, Bytes encoded) implements CertificationData {

        public PlatformReference {
            int withoutPceId = ppidSize(type) + 16 + 2;
            if (encoded.length() != withoutPceId && encoded.length() != withoutPceId + 2) {
                throw new IllegalArgumentException("certification data of type " + type + " has " + (withoutPceId + 2)
                        + " bytes, not " + encoded.length());
            }
        }

        /** 16, 256 or 384 bytes, see {@link #type()}. */
        public Bytes ppid() {
            return encoded.slice(0, ppidSize(type));
        }

        /** 16 bytes. */
        public Bytes cpuSvn() {
            return encoded.slice(ppidSize(type), 16);
        }

        /** 0 to 65535. */
        public int pceSvn() {
            return encoded.uint16(ppidSize(type) + 16);
        }

        /** 2 bytes as they stand in the quote; empty where the quote leaves them out. */
        public Optional<Bytes> pceId() {
            Bytes rest = encoded.from(ppidSize(type) + 18);
            return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
        }
    }

    /**
     * Type 4: the PCK certificate without its issuers.
     *
     * @param encoded the certificate as DER or PEM
     */
    record PckLeaf(Bytes encoded) implements CertificationData {
        @Override
        public int type() {
            return 4;
        }
    }

    /**
     * Type 5, by far the most common: the whole chain.
     *
     * @param encoded PEM of PCK certificate, CA and root, often with a NUL byte at the end
     */
    record PckChain(Bytes encoded) implements CertificationData {
        @Override
        public int type() {
            return 5;
        }
    }

    private static int ppidSize(int type) {
        return switch (type) {
            case 1 -> 16;
            case 2 -> 256;
            case 3 -> 384;
            default -> throw new IllegalArgumentException("certification data of type " + type + " has no PPID");
        };
    }

    /** Reads type, length and data of types 1 to 5; anything else is malformed, a nested type 6 too. */
    static CertificationData read(ByteReader in) throws MalformedException {
        int start = in.position();
        int type = in.uint16("certification data type");
        Bytes data = in.take("certification data", in.uint32("certification data size"));
        return switch (type) {
            case 1, 2, 3 -> {
                int size = ppidSize(type) + 16 + 2 + 2;
                if (data.length() != size && data.length() != size - 2) {
                    throw in.malformedAt(
                            start,
                            "certification data size",
                            data.length() + " bytes",
                            size + " bytes for type " + type);
                }
                yield new PlatformReference(type, data);
            }
            case 4 -> new PckLeaf(data);
            case 5 -> new PckChain(data);
            default -> throw in.malformedAt(start, "certification data type", Integer.toString(type), "1 to 5");
        };
    }
}
