package dev.assay.cli.facts;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData.PlatformReference;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteHeader;
import dev.assay.quote.QuoteSignature;
import dev.assay.quote.SgxAttributes;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdAttributes;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport15Extended;
import java.util.ArrayList;
import java.util.List;

/** What a quote says. */
public final class QuoteFacts {

    private QuoteFacts() {}

    public static Facts of(Quote quote) {
        QuoteHeader header = quote.header();
        Facts facts = new Facts()
                .add("version", "version", header.version())
                .add("tee", "environment", quote.tee().name().toLowerCase(java.util.Locale.ROOT));
        if (quote.body() instanceof SgxReport report) {
            addSgx(facts, report);
        } else if (quote.body() instanceof TdReport report) {
            addTdx(facts, report);
        }
        facts.add("qeVendorId", "QE vendor", header.qeVendorId(), "Intel")
                .add("userData", "user data", header.userData(), "the first 16 bytes name the platform's QE")
                .add("qeSvn", "QE SVN", header.qeSvn(), "header of version 3 only; not used in verification")
                .add("pceSvn", "PCE SVN", header.pceSvn(), "header of version 3 only; not used in verification");
        addSignature(facts, quote.signature());
        return facts.add("trailingBytes", "trailing bytes", quote.trailing().length(), trailing(quote));
    }

    private static String trailing(Quote quote) {
        if (quote.trailing().isEmpty()) {
            return "";
        }
        return quote.trailing().isZero() ? "zeros that fill a buffer; not signed" : "not signed, ignored";
    }

    private static void addSgx(Facts facts, SgxReport report) {
        facts.add("mrEnclave", "MRENCLAVE", report.mrEnclave(), "the code")
                .add("mrSigner", "MRSIGNER", report.mrSigner(), "who signed the code")
                .add("isvProdId", "product", report.isvProdId(), "the signer's number for it")
                .add("isvSvn", "security version", report.isvSvn(), "of the code, by its signer")
                .add(
                        "debug",
                        "debug",
                        report.attributes().isDebug(),
                        report.attributes().isDebug() ? DEBUG : "")
                .add("attributes", "attributes", report.attributes().encoded(), flags(report.attributes()))
                .add("miscSelect", "MISCSELECT", report.miscSelect())
                .add("cpuSvn", "CPUSVN", report.cpuSvn())
                .add("configId", "config id", report.configId(), zero(report.configId()))
                .add("configSvn", "config SVN", report.configSvn())
                .add("isvFamilyId", "family id", report.isvFamilyId(), zero(report.isvFamilyId()))
                .add("isvExtProdId", "extended product", report.isvExtProdId(), zero(report.isvExtProdId()))
                .add("reportData", "report data", report.reportData(), "chosen by the attested code");
    }

    private static final String DEBUG = "the host can read and change its memory";

    private static String zero(Bytes bytes) {
        return bytes.isZero() ? "not used" : "";
    }

    private static String flags(SgxAttributes attributes) {
        List<String> flags = new ArrayList<>();
        addIf(flags, attributes.isInitialised(), "INIT");
        addIf(flags, attributes.isDebug(), "DEBUG");
        addIf(flags, attributes.is64Bit(), "MODE64BIT");
        addIf(flags, attributes.hasProvisionKey(), "PROVISIONKEY");
        addIf(flags, attributes.hasLaunchKey(), "EINITTOKENKEY");
        addIf(flags, attributes.hasKeySeparation(), "KSS");
        return String.join(", ", flags);
    }

    private static void addTdx(Facts facts, TdReport report) {
        facts.add("mrTd", "MRTD", report.mrTd(), "the virtual firmware")
                .addTexts("rtMr", "RTMR 0 to 3", hex(report.rtMrs()), "extended while it runs: boot, kernel, software")
                .add("mrConfigId", "MRCONFIGID", report.mrConfigId(), zero(report.mrConfigId()))
                .add("mrOwner", "MROWNER", report.mrOwner(), zero(report.mrOwner()))
                .add("mrOwnerConfig", "MROWNERCONFIG", report.mrOwnerConfig(), zero(report.mrOwnerConfig()))
                .add(
                        "debug",
                        "debug",
                        report.tdAttributes().isDebug(),
                        report.tdAttributes().isDebug() ? DEBUG : "")
                .add("tdAttributes", "TD attributes", report.tdAttributes().encoded(), flags(report.tdAttributes()))
                .add("xfam", "XFAM", report.xfam(), "processor features it may use")
                .add("teeTcbSvn", "TEE_TCB_SVN", report.teeTcbSvn(), module(report.teeTcbSvn()));
        if (report.teeTcbSvn2().isPresent()) {
            Bytes now = report.teeTcbSvn2().get();
            facts.add("teeTcbSvn2", "TEE_TCB_SVN_2", now, "what runs now: " + module(now));
        }
        facts.add("mrSeam", "MRSEAM", report.mrSeam(), "the TDX module")
                .add("mrSignerSeam", "MRSIGNERSEAM", report.mrSignerSeam(), zeroMeans(report.mrSignerSeam(), "Intel"))
                .add("seamAttributes", "SEAM attributes", report.seamAttributes());
        if (report.mrServiceTd().isPresent()) {
            Bytes service = report.mrServiceTd().get();
            facts.add("mrServiceTd", "MRSERVICETD", service, zeroMeans(service, "no service TD bound"));
        }
        if (report instanceof TdReport15Extended extended) {
            addExtended(facts, extended);
        }
        facts.add("reportData", "report data", report.reportData(), "chosen by the attested code");
    }

    private static void addExtended(Facts facts, TdReport15Extended report) {
        facts.add("vmId", "VM id", report.vmId())
                .add("tdId", "TD id", report.tdId())
                .add("devInfo", "devices", report.devInfo())
                .add("initServiceTdHash", "service TDs at launch", report.initServiceTdHash())
                .add("initServiceTdAttributes", "their attributes", report.initServiceTdAttributes())
                .add("initCpuSvn", "CPUSVN at launch", report.initCpuSvn())
                .add("initTeeTcbSvn", "TEE_TCB_SVN at launch", report.initTeeTcbSvn())
                .add("initTeeFmspc", "FMSPC at launch", report.initTeeFmspc())
                .add("currentServiceTdHash", "service TDs now", report.currentServiceTdHash())
                .add("currentServiceTdAttributes", "their attributes", report.currentServiceTdAttributes());
    }

    private static String module(Bytes svns) {
        return "TDX module version " + svns.at(1) + ", security version " + svns.at(0);
    }

    private static String zeroMeans(Bytes bytes, String meaning) {
        return bytes.isZero() ? meaning : "";
    }

    private static String flags(TdAttributes attributes) {
        List<String> flags = new ArrayList<>();
        addIf(flags, attributes.isDebug(), "DEBUG");
        addIf(flags, attributes.disablesSeptVe(), "SEPT_VE_DISABLE");
        addIf(flags, attributes.isMigratable(), "MIGRATABLE");
        addIf(flags, attributes.usesProtectionKeys(), "PKS");
        addIf(flags, attributes.usesKeyLocker(), "KL");
        addIf(flags, attributes.usesPerfmon(), "PERFMON");
        addIf(flags, attributes.reservedBits() != 0, "reserved bits");
        return String.join(", ", flags);
    }

    private static void addSignature(Facts facts, QuoteSignature signature) {
        SgxReport qe = signature.qeReport();
        facts.add("signature", "signature", signature.signature(), "r and s, over header and body")
                .add("attestationKey", "attestation key", signature.attestationKey(), "x and y, P-256")
                .add(
                        "qeReport",
                        "quoting enclave",
                        new Facts()
                                .add("mrEnclave", "MRENCLAVE", qe.mrEnclave())
                                .add("mrSigner", "MRSIGNER", qe.mrSigner())
                                .add("isvProdId", "product", qe.isvProdId(), "1 quotes SGX, 2 quotes TDX")
                                .add("isvSvn", "security version", qe.isvSvn())
                                .add("attributes", "attributes", qe.attributes().encoded(), flags(qe.attributes()))
                                .add("miscSelect", "MISCSELECT", qe.miscSelect())
                                .add("cpuSvn", "CPUSVN", qe.cpuSvn())
                                .add("reportData", "report data", qe.reportData(), "binds the attestation key"))
                .add("qeAuthData", "QE auth data", signature.qeAuthData());
        int type = signature.certificationData().type();
        facts.add("certificationDataType", "certification data", type, certification(type));
        if (signature.certificationData() instanceof PlatformReference reference) {
            facts.add("encryptedPpid", "PPID", reference.ppid(), type == 1 ? "in clear" : "encrypted for Intel");
        }
    }

    private static String certification(int type) {
        return switch (type) {
            case 1, 2, 3 -> "PPID, CPUSVN, PCESVN and PCE-ID: the PCK certificate must be fetched";
            case 4 -> "PCK certificate without its issuers";
            default -> "PCK certificate chain";
        };
    }

    /** One text a value. */
    public static List<String> hex(List<Bytes> values) {
        List<String> hex = new ArrayList<>(values.size());
        for (Bytes value : values) {
            hex.add(value.hex());
        }
        return hex;
    }

    private static void addIf(List<String> flags, boolean set, String name) {
        if (set) {
            flags.add(name);
        }
    }
}
