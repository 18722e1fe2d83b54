package dev.assay.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.verify.DocumentVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sgx/tcb/00906ea10000/standard",
                "tdx/tcb/00806f050000/early",
                "sgx/tcb/00906ea10000/17",
                "sgx/qe/identity/standard",
                "tdx/qe/identity/999999999",
                "sgx/qve/identity/early",
                "sgx/qae/identity/standard",
                "sgx/pckcrl/processor",
                "sgx/pckcrl/platform",
                "sgx/rootcacrl",
                "sgx/tcbevaluationdatanumbers",
                "tdx/tcbevaluationdatanumbers",
            })
    void aKeyIsReadAsItWasWritten(String text) {
        assertThat(DocumentKey.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sgx",
                "sgx/tcb",
                "sgx/tcb/00906ea10000",
                "sgx/tcb/00906ea1/standard",
                "sgx/tcb/zz906ea10000/17",
                "sgx/tcb/00906ea10000/0",
                "sgx/tcb/00906ea10000/017",
                "sgx/tcb/00906ea10000/9999999999",
                "tdx/qve/identity/standard",
                "sgx/pckcrl/root",
                "tdx/rootcacrl",
                "sgx/rootcacrl/",
                "sgx/crl",
            })
    void whatNamesNoDocumentIsRefused(String text) {
        assertThatThrownBy(() -> DocumentKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "sgx/tcb/00906ed50000/standard,tcb-sgx-00906ea10000-standard.json,FMSPC",
        "tdx/tcb/00906ea10000/standard,tcb-sgx-00906ea10000-standard.json,TEE",
        "sgx/tcb/00906ea10000/13,tcb-sgx-00906ea10000-standard.json,TCB evaluation data number",
        "sgx/qve/identity/standard,identity-qe-standard.json,enclave",
        "tdx/tcbevaluationdatanumbers,evalnumbers-sgx.json,TEE",
    })
    void aGenuineDocumentThatIsAnotherIsMisfiled(String key, String body, String what) {
        assertThatThrownBy(() -> GenuineDocument.prove(
                        Golden.document(DocumentKey.parse(key), body, "tcb-signing"), DocumentVerifier.intel()))
                .isInstanceOf(MisfiledException.class)
                .hasMessageContaining("found a document with " + what);
    }

    @Test
    void aChangedDocumentIsNotGenuine() {
        Document changed = Golden.document(
                DocumentKey.parse("sgx/tcb/00906ed50000/standard"), "bad-tcb-tampered.json", "tcb-signing");
        assertThatThrownBy(() -> GenuineDocument.prove(changed, DocumentVerifier.intel()))
                .isInstanceOf(dev.assay.verify.NotGenuineException.class);
        Document wrongChain =
                Golden.document(DocumentKey.parse("sgx/pckcrl/processor"), "pckcrl-processor.der", "pck-platform");
        assertThatThrownBy(() -> GenuineDocument.prove(wrongChain, DocumentVerifier.intel()))
                .isInstanceOf(dev.assay.verify.NotGenuineException.class);
    }
}
