package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbStatus;
import dev.assay.pck.PckCertificate;
import dev.assay.simulator.Knobs.Documents;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of {@link Knobs}, in the order in which they are set and shown. */
enum Knob {
    TEE("tee", "sgx, tdx or tdx15: what makes the quotes") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            return knobs.withKind(Arrays.stream(Knobs.Kind.values())
                    .filter(kind -> kind.label().equals(value))
                    .findFirst()
                    .orElseThrow(() -> wrong(value, "sgx, tdx or tdx15")));
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return differs(knobs.kind().label(), Knobs.standard().kind().label());
        }

        @Override
        String show(Knobs knobs, String value) {
            return knobs.kind().title();
        }
    },
    VERSION("version", "3, 4 or 5: the version of the quotes") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            return knobs.withVersion(number(value, 3, 5));
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return differs(
                    Integer.toString(knobs.version()),
                    Integer.toString(knobs.kind().usualVersion()));
        }

        @Override
        String show(Knobs knobs, String value) {
            return "quotes of version " + value;
        }
    },
    LEVEL("level", "0 to 200: the platform's TCB level, of which 3 is the newest; 0 is below all") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            return knobs.withLevel(number(value, 0, 200));
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return differs(Integer.toString(knobs.standing().level()), Integer.toString(Standing.NEWEST));
        }

        @Override
        String show(Knobs knobs, String value) {
            return "TCB level " + value + " of " + knobs.standing().newest();
        }
    },
    NEWEST_LEVEL("newest-level", "1 to 200: the highest TCB level that the TCB info knows") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            return knobs.withStanding(knobs.standing().withNewest(number(value, 1, 200)));
        }

        @Override
        Optional<String> value(Knobs knobs) {
            Standing standing = knobs.standing();
            Standing implied = Standing.upToDate().withLevel(standing.level());
            if (standing.status().isPresent()) {
                implied = implied.withStatus(standing.status().get());
            }
            return differs(Integer.toString(standing.newest()), Integer.toString(implied.newest()));
        }

        @Override
        String show(Knobs knobs, String value) {
            return "newest TCB level " + value;
        }
    },
    TCB_STATUS("tcb-status", "what the platform's TCB level is worth, as in OutOfDate or Revoked") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            return knobs.withStatus(TcbStatus.of(value)
                    .orElseThrow(() -> wrong(
                            value,
                            "one of "
                                    + Arrays.stream(TcbStatus.values())
                                            .map(TcbStatus::toString)
                                            .collect(Collectors.joining(", ")))));
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return knobs.standing().status().map(TcbStatus::toString);
        }

        @Override
        String show(Knobs knobs, String value) {
            return "status " + value;
        }
    },
    ADVISORIES("advisories", "the advisories of the platform's TCB level, + between them") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            List<String> ids = List.of(value.split("\\+", -1));
            for (String id : ids) {
                if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
                    throw wrong(value, "names like TEST-SA-00001, + between them");
                }
            }
            return knobs.withAdvisories(ids);
        }

        @Override
        Optional<String> value(Knobs knobs) {
            List<String> ids = knobs.standing().advisories();
            return ids.isEmpty() ? Optional.empty() : Optional.of(String.join("+", ids));
        }

        @Override
        String show(Knobs knobs, String value) {
            return "advisories " + value.replace("+", " ");
        }
    },
    DEBUG("debug", "") {
        @Override
        Knobs set(Knobs knobs, String value) {
            return knobs.withDebug(true);
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return flag(knobs.debug());
        }
    },
    MRENCLAVE("mrenclave", "32 bytes in hex"),
    MRSIGNER("mrsigner", "32 bytes in hex"),
    PRODUCT("product", "0 to 65535: ISVPRODID"),
    SVN("svn", "0 to 65535: ISVSVN"),
    MRTD("mrtd", "48 bytes in hex"),
    RTMR0("rtmr0", "48 bytes in hex"),
    RTMR1("rtmr1", "48 bytes in hex"),
    RTMR2("rtmr2", "48 bytes in hex"),
    RTMR3("rtmr3", "48 bytes in hex"),
    FMSPC("fmspc", "6 bytes in hex: the family of platforms") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            return knobs.withFmspc(hex(value, 6));
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return differs(knobs.fmspc().hex(), TestPlatform.FMSPC.hex());
        }

        @Override
        String show(Knobs knobs, String value) {
            return "FMSPC " + value;
        }
    },
    CA("ca", "platform or processor: who issues the PCK certificate") {
        @Override
        Knobs set(Knobs knobs, String value) throws MalformedException {
            return knobs.withCa(Arrays.stream(PckCertificate.Ca.values())
                    .filter(ca -> ca.toString().equals(value))
                    .findFirst()
                    .orElseThrow(() -> wrong(value, "platform or processor")));
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return differs(knobs.ca().toString(), PckCertificate.Ca.PLATFORM.toString());
        }

        @Override
        String show(Knobs knobs, String value) {
            return "PCK certificate of the " + value + " CA";
        }
    },
    REVOKED_PCK("revoked-pck", "") {
        @Override
        Knobs set(Knobs knobs, String value) {
            return knobs.withPckRevoked(true);
        }

        @Override
        Optional<String> value(Knobs knobs) {
            return flag(knobs.pckRevoked());
        }

        @Override
        String show(Knobs knobs, String value) {
            return "PCK certificate revoked";
        }
    },
    EXPIRED_COLLATERAL("expired-collateral", ""),
    ROLLED_BACK_COLLATERAL("rolled-back-collateral", ""),
    FUTURE_COLLATERAL("future-collateral", "");

    private final String label;
    private final String takes;

    /**
     * @param takes what value it takes; empty for a knob without one
     */
    Knob(String label, String takes) {
        this.label = label;
        this.takes = takes;
    }

    /** The knobs with this one set; the fields of reports and the states of documents share theirs. */
    Knobs set(Knobs knobs, String value) throws MalformedException {
        Optional<Documents> documents = documents();
        if (documents.isPresent()) {
            if (knobs.documents() != Documents.CURRENT) {
                throw wrong(label, "only one of the three knobs for collateral");
            }
            return knobs.withDocuments(documents.get());
        }
        AttestedField field = AttestedField.valueOf(name());
        return knobs.with(field, field.size() == 2 ? Patch.uint16(number(value, 0, 65535)) : hex(value, field.size()));
    }

    /** The value that it has, if it is not the standard one. */
    Optional<String> value(Knobs knobs) {
        Optional<Documents> documents = documents();
        if (documents.isPresent()) {
            return flag(knobs.documents() == documents.get());
        }
        AttestedField field = AttestedField.valueOf(name());
        return Optional.ofNullable(knobs.attested().get(field))
                .map(bytes -> field.size() == 2 ? Integer.toString(bytes.uint16(0)) : bytes.hex());
    }

    /** How it stands on a screen. */
    String show(Knobs knobs, String value) {
        if (documents().isPresent()) {
            return label.replace('-', ' ').replace("rolled back", "rolled-back");
        }
        if (value.isEmpty()) {
            return label;
        }
        return label.toUpperCase(Locale.ROOT) + " " + (value.length() > 16 ? value.substring(0, 16) + "…" : value);
    }

    private Optional<Documents> documents() {
        return switch (this) {
            case EXPIRED_COLLATERAL -> Optional.of(Documents.EXPIRED);
            case ROLLED_BACK_COLLATERAL -> Optional.of(Documents.ROLLED_BACK);
            case FUTURE_COLLATERAL -> Optional.of(Documents.FUTURE);
            default -> Optional.empty();
        };
    }

    static Optional<Knob> of(String label) {
        return Arrays.stream(values())
                .filter(known -> known.label.equals(label))
                .findFirst();
    }

    String label() {
        return label;
    }

    /** What value it takes; empty for a knob without one. */
    String takes() {
        return takes;
    }

    /** Whether its name alone sets it. */
    boolean isFlag() {
        return takes.isEmpty();
    }

    private static Optional<String> differs(String value, String standard) {
        return value.equals(standard) ? Optional.empty() : Optional.of(value);
    }

    private static Optional<String> flag(boolean set) {
        return set ? Optional.of("") : Optional.empty();
    }

    MalformedException wrong(String found, String expected) {
        return new MalformedException("knob " + label, 0, found, expected);
    }

    int number(String value, int least, int most) throws MalformedException {
        if (value.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(value);
            if (least <= number && number <= most) {
                return number;
            }
        }
        throw wrong(value, "a number from " + least + " to " + most);
    }

    Bytes hex(String value, int size) throws MalformedException {
        if (!value.matches("[0-9a-fA-F]{" + 2 * size + "}")) {
            throw wrong(value, size + " bytes in hex");
        }
        return Bytes.ofHex(value);
    }
}
