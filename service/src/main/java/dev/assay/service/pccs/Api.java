package dev.assay.service.pccs;

/** The versions of Intel's API that a PCCS speaks. */
public enum Api {
    /** Ended at Intel's on 30 April 2026; served from what is there. */
    V3(3),
    V4(4);

    private final int number;

    Api(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
