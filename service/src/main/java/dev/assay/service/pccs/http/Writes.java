package dev.assay.service.pccs.http;

import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The routes that need a token. Source: Intel PCCS 1.27.0, routes and controllers. */
final class Writes {

    private static final int MOST_FMSPCS = 10_000;
    private static final Pattern SOURCE =
            Pattern.compile("reg|reg_na|\\[\\]|\\[[0-9A-Fa-f]{12}(,[0-9A-Fa-f]{12}){0,9999}\\]");

    private final Cache cache;

    Writes(Cache cache) {
        this.cache = cache;
    }

    Answer register(Call call) throws Refusal {
        String update = call.query().find("update").orElse("standard");
        Set<TcbSet.Update> updates = update.equalsIgnoreCase("all")
                ? Set.of(TcbSet.Update.STANDARD, TcbSet.Update.EARLY)
                : Set.of(Reads.update(update));
        cache.register(call.api(), call.body().read(), updates);
        return Answer.sentence(Status.OK);
    }

    Answer platforms(Call call) throws Refusal {
        String source = call.query().find("source").orElse("reg");
        if (!SOURCE.matcher(source).matches()) {
            throw new Refusal(
                    Status.BAD_REQUEST,
                    "parameter source is neither reg nor reg_na nor a list as in [00906EA10000,90806F000000]");
        }
        Cache.PlatformList list = cache.platforms(source.startsWith("[") ? source.toUpperCase(Locale.ROOT) : source);
        return Answer.ok(
                Answer.JSON, list.json().toArray(), Answer.header("platform-count", Integer.toString(list.count())));
    }

    Answer putCollateral(Call call) throws Refusal {
        cache.put(call.api(), call.body().read());
        return Answer.sentence(Status.OK);
    }

    /** Everything, or with {@code type=certs} the certificates of all platforms or of those with one of the FMSPCs. */
    Answer refresh(Call call) throws Refusal {
        String type = call.query().find("type").orElse("");
        if (type.isEmpty() && !call.query().has("type")) {
            cache.refresh(call.api());
        } else if (type.equals("certs")) {
            cache.refreshCertificates(
                    call.api(), fmspcs(call.query().find("fmspc").orElse("")));
        } else {
            throw new Refusal(Status.BAD_REQUEST, "parameter type can only be certs");
        }
        return Answer.sentence(Status.OK);
    }

    /** None for all, or a list, in brackets if need be: the help of Intel's administration tool writes {@code [A, B]}. */
    private static List<String> fmspcs(String given) throws Refusal {
        if (given.isEmpty() || given.equalsIgnoreCase("all")) {
            return List.of();
        }
        String text = given.startsWith("[") && given.endsWith("]") ? given.substring(1, given.length() - 1) : given;
        List<String> fmspcs = new ArrayList<>();
        for (String part : text.split(",", MOST_FMSPCS)) {
            fmspcs.add(Query.hex("fmspc", part.strip(), 12));
        }
        return List.copyOf(fmspcs);
    }

    Answer putPolicy(Call call) throws Refusal {
        String id = cache.putPolicy(call.body().read());
        return Answer.ok(Answer.HTML, id.getBytes(StandardCharsets.US_ASCII));
    }
}
