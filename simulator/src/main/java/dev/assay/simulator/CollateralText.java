package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TdxModule;
import dev.assay.collateral.TdxModuleIdentity;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes collateral as Intel does: compact, in Intel's order of members. Nothing is checked, nothing is sorted. */
final class CollateralText {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private CollateralText(JsonGenerator json) {
        this.json = json;
    }

    static String of(TcbInfo info) {
        return write(text -> text.write(info));
    }

    static String of(EnclaveIdentity identity) {
        return write(text -> text.write(identity));
    }

    static String of(TcbEvaluationDataNumbers numbers) {
        return write(text -> text.write(numbers));
    }

    private static String write(Consumer<CollateralText> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(new CollateralText(json));
        }
        return text.toString();
    }

    private void write(TcbInfo info) {
        json.writeStartObject();
        if (info.version() == 3) {
            json.writeStringProperty("id", info.tee().name());
        }
        json.writeNumberProperty("version", info.version());
        json.writeStringProperty("issueDate", info.issueDate().toString());
        json.writeStringProperty("nextUpdate", info.nextUpdate().toString());
        hex("fmspc", info.fmspc());
        info.pceId().ifPresent(pceId -> hex("pceId", pceId));
        if (info.version() > 1) {
            json.writeNumberProperty("tcbType", 0);
            json.writeNumberProperty("tcbEvaluationDataNumber", info.tcbEvaluationDataNumber());
        }
        if (info.tdxModule().isPresent()) {
            json.writeObjectPropertyStart("tdxModule");
            module(info.tdxModule().get());
            json.writeEndObject();
        }
        if (!info.tdxModuleIdentities().isEmpty()) {
            json.writeArrayPropertyStart("tdxModuleIdentities");
            info.tdxModuleIdentities().forEach(this::moduleIdentity);
            json.writeEndArray();
        }
        json.writeArrayPropertyStart("tcbLevels");
        info.tcbLevels().forEach(level -> level(info.version(), level));
        json.writeEndArray();
        json.writeEndObject();
    }

    private void module(TdxModule module) {
        hex("mrsigner", module.mrSigner());
        hex("attributes", module.attributes());
        hex("attributesMask", module.attributesMask());
    }

    private void moduleIdentity(TdxModuleIdentity identity) {
        json.writeStartObject();
        json.writeStringProperty("id", identity.id());
        module(identity.module());
        isvLevels(identity.tcbLevels());
        json.writeEndObject();
    }

    private void level(int version, TcbLevel level) {
        json.writeStartObject();
        json.writeObjectPropertyStart("tcb");
        if (version == 3) {
            components("sgxtcbcomponents", level.sgxComponents());
        } else {
            for (int i = 0; i < level.sgxComponents().size(); i++) {
                json.writeNumberProperty(
                        String.format(Locale.ROOT, "sgxtcbcomp%02dsvn", i + 1),
                        level.sgxComponents().get(i).svn());
            }
        }
        json.writeNumberProperty("pcesvn", level.pceSvn());
        if (!level.tdxComponents().isEmpty()) {
            components("tdxtcbcomponents", level.tdxComponents());
        }
        json.writeEndObject();
        if (version > 1) {
            json.writeStringProperty("tcbDate", level.tcbDate().toString());
        }
        json.writeStringProperty(
                version == 1 ? "status" : "tcbStatus", level.status().toString());
        advisories(level.advisoryIds());
        json.writeEndObject();
    }

    private void components(String name, List<TcbComponent> components) {
        json.writeArrayPropertyStart(name);
        for (TcbComponent component : components) {
            json.writeStartObject();
            json.writeNumberProperty("svn", component.svn());
            if (!component.category().isEmpty()) {
                json.writeStringProperty("category", component.category());
            }
            if (!component.type().isEmpty()) {
                json.writeStringProperty("type", component.type());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void isvLevels(List<IsvTcbLevel> levels) {
        json.writeArrayPropertyStart("tcbLevels");
        for (IsvTcbLevel level : levels) {
            json.writeStartObject();
            json.writeObjectPropertyStart("tcb");
            json.writeNumberProperty("isvsvn", level.isvSvn());
            json.writeEndObject();
            json.writeStringProperty("tcbDate", level.tcbDate().toString());
            json.writeStringProperty("tcbStatus", level.status().toString());
            advisories(level.advisoryIds());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void advisories(List<String> ids) {
        if (!ids.isEmpty()) {
            json.writeArrayPropertyStart("advisoryIDs");
            ids.forEach(json::writeString);
            json.writeEndArray();
        }
    }

    private void write(EnclaveIdentity identity) {
        json.writeStartObject();
        json.writeStringProperty("id", identity.id().name());
        json.writeNumberProperty("version", identity.version());
        json.writeStringProperty("issueDate", identity.issueDate().toString());
        json.writeStringProperty("nextUpdate", identity.nextUpdate().toString());
        json.writeNumberProperty("tcbEvaluationDataNumber", identity.tcbEvaluationDataNumber());
        hex("miscselect", identity.miscSelect());
        hex("miscselectMask", identity.miscSelectMask());
        hex("attributes", identity.attributes());
        hex("attributesMask", identity.attributesMask());
        hex("mrsigner", identity.mrSigner());
        json.writeNumberProperty("isvprodid", identity.isvProdId());
        isvLevels(identity.tcbLevels());
        json.writeEndObject();
    }

    private void write(TcbEvaluationDataNumbers numbers) {
        json.writeStartObject();
        json.writeStringProperty("id", numbers.tee().name());
        json.writeNumberProperty("version", numbers.version());
        json.writeStringProperty("issueDate", numbers.issueDate().toString());
        json.writeStringProperty("nextUpdate", numbers.nextUpdate().toString());
        json.writeArrayPropertyStart("tcbEvalNumbers");
        for (TcbEvaluationDataNumbers.Entry entry : numbers.numbers()) {
            json.writeStartObject();
            json.writeNumberProperty("tcbEvaluationDataNumber", entry.tcbEvaluationDataNumber());
            json.writeStringProperty(
                    "tcbRecoveryEventDate", entry.tcbRecoveryEventDate().toString());
            json.writeStringProperty("tcbDate", entry.tcbDate().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void hex(String name, Bytes value) {
        json.writeStringProperty(name, value.hex().toUpperCase(Locale.ROOT));
    }
}
