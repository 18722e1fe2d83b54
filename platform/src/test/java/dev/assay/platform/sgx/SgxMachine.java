package dev.assay.platform.sgx;

import dev.assay.platform.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A machine with SGX devices in a folder and a driver that stands in for theirs. */
record SgxMachine(Host host, FakeSgxKernel kernel) {

    /** Made once: a key takes up to two seconds. */
    static final EnclaveSigner SIGNER = EnclaveSigner.onTheSpot();

    static SgxMachine in(Path folder, String... devices) throws IOException {
        FakeSgxKernel kernel = new FakeSgxKernel();
        for (String device : devices) {
            Path node = folder.resolve(device.substring(1));
            Files.createDirectories(node.getParent());
            Files.createFile(node);
        }
        return new SgxMachine(new Host(folder, Map.of(), kernel), kernel);
    }

    static SgxMachine in(Path folder) throws IOException {
        return in(folder, "/dev/sgx_enclave", "/dev/sgx_provision");
    }
}
