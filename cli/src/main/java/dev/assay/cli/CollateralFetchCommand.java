package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.EvidenceReader;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.stock.CollateralOutput;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.Collected;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Quote;
import dev.assay.quote.Tee;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Fetches what a quote, or platforms of given families, need into folders or bundles. */
final class CollateralFetchCommand implements Callable<Integer> {

    static final String NAME = "fetch";

    private static final String FMSPC = "--fmspc";
    private static final String CA = "--ca";
    private static final String TEE = "--tee";
    private static final String OUT = "--out";

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Fetches collateral for a quote, or for platforms of given families, and verifies each document.",
            "");

    CollateralFetchCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .customSynopsis(
                        "assay collateral fetch QUOTE --out DIR|FILE.json [OPTIONS]",
                        "       assay collateral fetch --fmspc HEX,... --ca platform|processor [--tee sgx|tdx] --out DIR")
                .footer(
                        "",
                        "Examples:",
                        "  assay collateral fetch quote.bin --out collateral/",
                        "  assay collateral fetch quote.bin --out bundle.json --pccs https://pccs.example:8081/",
                        "  assay collateral fetch --fmspc 00906ea10000,b0c06f000000 --ca platform --tee tdx --out all/",
                        "",
                        "Several FMSPCs get a folder each. Exit codes: 0 all is there, 3 something was not to be had.");
        spec.addPositional(Options.positional("QUOTE", false, "The quote to fetch for."));
        spec.addOption(Options.value(OUT, "DIR|FILE.json", "Where it goes."))
                .addOption(Options.value(FMSPC, "HEX,...", "Families of platforms, 12 hex digits each."))
                .addOption(Options.value(CA, "platform|processor", "The CA of their PCK certificates."))
                .addOption(Options.value(TEE, "sgx|tdx", "Whose collateral (default: sgx)."))
                .addOption(Options.value(
                        AppraisalOptions.TRUST_ROOT,
                        "FILE.pem",
                        "Trust this root and not Intel's, for test platforms."));
        SourceOptions.addTo(spec);
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException, UnavailableException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean json = Options.wantsJson(given);
        Optional<String> quote = Options.positional(given);
        Optional<String> fmspcs = Options.value(given, FMSPC);
        if (quote.isPresent() == fmspcs.isPresent()) {
            throw Options.wrong(given, "give either a QUOTE or " + FMSPC);
        }
        Path out = Options.path(given, OUT, "place to write to")
                .orElseThrow(() -> Options.wrong(given, "say by " + OUT + " where the collateral goes"));
        Sources sources = Sources.open(
                given,
                new Shelf(Ecdsa.preferred()),
                Options.path(given, AppraisalOptions.TRUST_ROOT, "trust root"),
                remark -> streams.err().println("assay: " + remark));
        List<String> written = quote.isPresent()
                ? List.of(fetchFor(quote.get(), sources, out))
                : fetchFamilies(given, fmspcs.orElseThrow(), sources, out);
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> {
                generator.writeStartObject();
                generator.writeName("written");
                generator.writeStartArray();
                written.forEach(generator::writeString);
                generator.writeEndArray();
                generator.writeEndObject();
            });
        } else {
            written.forEach(place -> streams.out().println(streams.style().tick() + " " + place));
            streams.out().flush();
        }
        return 0;
    }

    private String fetchFor(String name, Sources sources, Path out) throws InputException, UnavailableException {
        Quote quote;
        try {
            Bytes bytes = name.equals(InputFile.STANDARD_INPUT)
                    ? InputFile.readStandardInput("quote", streams.in())
                    : InputFile.read("quote", InputFile.path("quote", name));
            quote = Quote.parse(EvidenceReader.read(bytes).quote());
        } catch (MalformedException e) {
            throw new InputException("cannot read the quote " + name + ": " + e.getMessage(), "Check the file.");
        }
        Collected collected = sources.collect(quote);
        try {
            return write(out, collected.complete());
        } catch (FetchException e) {
            throw unavailable(e);
        }
    }

    private List<String> fetchFamilies(ParseResult given, String fmspcs, Sources sources, Path out)
            throws InputException, UnavailableException {
        PckCertificate.Ca ca = switch (Options.value(given, CA).orElse("").toLowerCase(Locale.ROOT)) {
            case "platform" -> PckCertificate.Ca.PLATFORM;
            case "processor" -> PckCertificate.Ca.PROCESSOR;
            default -> throw Options.wrong(given, CA + " is to be platform or processor");
        };
        Tee tee = switch (Options.value(given, TEE).orElse("sgx").toLowerCase(Locale.ROOT)) {
            case "sgx" -> Tee.SGX;
            case "tdx" -> Tee.TDX;
            default -> throw Options.wrong(given, TEE + " is to be sgx or tdx");
        };
        TcbSet set =
                Sources.set(given, Options.value(given, SourceOptions.TCB_SET).orElse("standard"));
        List<Bytes> families = new ArrayList<>();
        for (String text : fmspcs.split(",", -1)) {
            if (!text.strip().matches("[0-9a-fA-F]{12}")) {
                throw Options.wrong(given, FMSPC + " has \"" + text.strip() + "\": an FMSPC is 12 hex digits");
            }
            families.add(parse(text.strip()));
        }
        List<String> written = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Progress progress = Progress.of(streams, "fetching", " platforms", families.size());
        try {
            for (Bytes family : families) {
                Path place = families.size() == 1 ? out : out.resolve(family.hex());
                try {
                    written.add(write(place, fetch(family, ca, tee, set, sources)));
                } catch (FetchException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
                progress.step(1);
            }
        } finally {
            progress.close();
        }
        if (!failures.isEmpty()) {
            throw new UnavailableException(
                    failures.size() + " of " + families.size() + " families could not be fetched:\n  "
                            + String.join("\n  ", failures),
                    "The others are written. Name another source by " + SourceOptions.PCCS + ".");
        }
        return written;
    }

    private static Bytes parse(String hex) throws InputException {
        try {
            return Bytes.ofHex(hex);
        } catch (MalformedException e) {
            throw new InputException("FMSPC " + hex + ": " + e.getMessage(), "Write 12 hex digits.");
        }
    }

    private static Collateral fetch(Bytes fmspc, PckCertificate.Ca ca, Tee tee, TcbSet set, Sources sources)
            throws FetchException {
        EnclaveIdentity.Id enclave = tee == Tee.TDX ? EnclaveIdentity.Id.TD_QE : EnclaveIdentity.Id.QE;
        Document tcbInfo = sources.cache().fetch(new DocumentKey.TcbInfoKey(tee, fmspc, set));
        Document identity = sources.cache().fetch(new DocumentKey.IdentityKey(enclave, set));
        Document pckCrl = sources.cache().fetch(new DocumentKey.PckCrlKey(ca));
        Document rootCaCrl = sources.cache().fetch(new DocumentKey.RootCaCrlKey());
        return Collateral.none()
                .with(CollateralPiece.TCB_INFO, tcbInfo.body())
                .with(
                        CollateralPiece.TCB_INFO_ISSUER_CHAIN,
                        tcbInfo.issuerChain().orElse(Bytes.EMPTY))
                .with(CollateralPiece.QE_IDENTITY, identity.body())
                .with(
                        CollateralPiece.QE_IDENTITY_ISSUER_CHAIN,
                        identity.issuerChain().orElse(Bytes.EMPTY))
                .with(CollateralPiece.PCK_CRL, pckCrl.body())
                .with(CollateralPiece.PCK_CRL_ISSUER_CHAIN, pckCrl.issuerChain().orElse(Bytes.EMPTY))
                .with(CollateralPiece.ROOT_CA_CRL, rootCaCrl.body());
    }

    private static String write(Path place, Collateral collateral) throws InputException {
        try {
            CollateralOutput.write(place, collateral);
            return place.toString();
        } catch (MalformedException e) {
            throw new InputException("cannot bundle what was fetched: " + e.getMessage(), "Write to a folder.");
        }
    }

    private static UnavailableException unavailable(FetchException e) {
        return new UnavailableException(
                String.valueOf(e.getMessage()),
                "Nothing is written. Name another source by " + SourceOptions.PCCS + ".");
    }
}
