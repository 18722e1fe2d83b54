package dev.assay.simulator.aesm;

import java.util.Optional;
import java.util.Set;

/**
 * What AESM can be asked for, with the number that the member has in request and answer.
 *
 * <p>Source: intel/linux-sgx, psw/ae/aesm_service/source/core/ipc/messages.proto.
 */
public enum AesmRoute {
    INIT_QUOTE(1),
    GET_QUOTE(2, 1, 2, 3, 6),
    GET_LAUNCH_TOKEN(3, 1, 2, 3),
    REPORT_ERROR(4, 1, 2, 3),
    GET_WHITE_LIST_SIZE(10),
    GET_WHITE_LIST(11),
    GET_EXTENDED_EPID_GROUP(12),
    SWITCH_EXTENDED_EPID_GROUP(13),
    REGISTER(14, 1, 2),
    INIT_QUOTE_EX(15, 3),
    GET_QUOTE_SIZE_EX(16),
    GET_QUOTE_EX(17, 1, 4),
    CHECK_UPDATE_STATUS(18, 2, 3),
    SELECT_KEY_ID(19),
    GET_KEY_ID_COUNT(21),
    GET_KEY_IDS(22, 1);

    private final int number;

    /** Bit n for field n. */
    private final int required;

    AesmRoute(int number, int... required) {
        this.number = number;
        int bits = 0;
        for (int field : required) {
            bits |= 1 << field;
        }
        this.required = bits;
    }

    /** Number of the member in Request and Response. */
    public int number() {
        return number;
    }

    /** Whether a request with these fields has all that it must have. */
    boolean isComplete(Set<Integer> fields) {
        int present = 0;
        for (int field : fields) {
            present |= field < 32 ? 1 << field : 0;
        }
        return (present & required) == required;
    }

    static Optional<AesmRoute> of(int number) {
        for (AesmRoute route : values()) {
            if (route.number == number) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }
}
