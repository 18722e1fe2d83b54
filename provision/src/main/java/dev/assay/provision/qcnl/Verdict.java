package dev.assay.provision.qcnl;

/** Whether a configuration can work, and where. */
public enum Verdict {
    OK("ok"),
    /** With a PCCS on the same machine. */
    OK_IF_LOCAL_PCCS("ok-if-local-pccs"),
    /** With certificates laid into the local cache beforehand. */
    OK_IF_CACHE_FILLED("ok-if-cache-filled"),
    OK_ON_AZURE_ONLY("ok-on-azure-only"),
    /** Inside Alibaba's private network, in the region that is named. */
    OK_ON_ALIBABA_VPC("ok-on-alibaba-vpc"),
    /** For Alibaba's machines, from anywhere. */
    OK_ON_ALIBABA("ok-on-alibaba"),
    /** It names an interface that Intel has retired. */
    OUTDATED("outdated"),
    /** What was meant is not what the library does. */
    BROKEN("broken");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
