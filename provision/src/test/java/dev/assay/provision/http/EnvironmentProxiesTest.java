package dev.assay.provision.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.provision.DocumentKey;
import dev.assay.provision.Golden;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {

    private static String select(Map<String, String> environment, String uri) {
        Proxy proxy = EnvironmentProxies.of(environment).select(URI.create(uri)).get(0);
        return proxy.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : "direct";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https_proxy=http://p:3128|https://x.example/|p:3128",
                "HTTPS_PROXY=p:3128|https://x.example/|p:3128",
                "HTTPS_PROXY=http://p|https://x.example/|p:80",
                "HTTPS_PROXY=http://p|http://x.example/|direct",
                "ALL_PROXY=http://p:1;https_proxy=|https://x.example/|p:1",
                "http_proxy=http://p:1|http://x.example/|p:1",
                "HTTP_PROXY=http://p:1;REQUEST_METHOD=GET|http://x.example/|direct",
                "https_proxy=p:1;no_proxy=example|https://x.example/|direct",
                "https_proxy=p:1;no_proxy=.x.example|https://x.example/|direct",
                "https_proxy=p:1;no_proxy=xample|https://x.example/|p:1",
                "https_proxy=p:1;NO_PROXY=a, x.example:8443|https://x.example:8443/|direct",
                "https_proxy=p:1;NO_PROXY=x.example:8443|https://x.example/|p:1",
                "https_proxy=p:1;no_proxy=*|https://x.example/|direct",
                "https_proxy=p:1;no_proxy=10.0.0.0/8|https://10.200.3.4/|direct",
                "https_proxy=p:1;no_proxy=10.0.0.0/8|https://11.0.0.1/|p:1",
                "https_proxy=p:1|https://localhost:8081/|direct",
                "https_proxy=p:1|https://[::1]:8081/|direct",
                "http_proxy=p:1|http://169.254.169.254/metadata|direct",
            })
    void theEnvironmentIsObeyed(String environment, String uri, String expected) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : environment.split(";", -1)) {
            variables.put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        assertThat(select(variables, uri)).isEqualTo(expected);
    }

    @Test
    void aProxyThatCannotBeReadIsNotIgnoredAndItsPasswordNotShown() {
        assertThatThrownBy(() -> select(Map.of("https_proxy", "socks5://me:secret@p:1"), "https://x/"))
                .hasMessageContaining("//...@p:1")
                .hasMessageNotContaining("secret");
    }

    @Test
    void requestsGoThroughTheProxy() throws Exception {
        try (FakeServer proxy = new FakeServer()) {
            proxy.otherwise(asked -> FakeServer.Reply.of(200, Golden.body("rootca-crl.der")));
            String address = proxy.uri("").toString();
            ProvisioningHttp http = ProvisioningHttp.of(
                    HttpOptions.standard().withProxies(EnvironmentProxies.of(Map.of("http_proxy", address))));
            IntelPcs.of(http)
                    .withRootCaCrl(URI.create("http://crl.invalid/root.der"))
                    .fetch(new DocumentKey.RootCaCrlKey());
            assertThat(proxy.last().target()).isEqualTo("http://crl.invalid/root.der");
        }
    }
}
