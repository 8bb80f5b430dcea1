package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A password does not go unencrypted to another machine, and certificates go with encryption. */
final class SecureBroker implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    return site.mqtt().map(SecureBroker::findings).orElse(List.of());
  }

  private static List<Finding> findings(Site.Mqtt mqtt) {
    List<Finding> findings = new ArrayList<>();
    Site.BrokerSecurity security = mqtt.security();
    if (mqtt.encrypted()) {
      return CertificateWithKey.findings("mqtt", security.certificateFile(), security.keyFile());
    }
    needsEncryption("ca-file", security.caFile(), findings);
    needsEncryption("certificate-file", security.certificateFile(), findings);
    needsEncryption("key-file", security.keyFile(), findings);
    if (mqtt.passwordFile().isPresent() && !security.insecure() && !onThisMachine(mqtt.broker())) {
      findings.add(
          new Finding(
              "mqtt.broker",
              "ssl://, since the password would go unencrypted to another machine, or insecure:"
                  + " true",
              mqtt.broker()));
    }
    return findings;
  }

  private static void needsEncryption(String name, Optional<String> file, List<Finding> findings) {
    file.ifPresent(
        f -> findings.add(new Finding("mqtt." + name, "none, or a broker with ssl://", f)));
  }

  /** Names are not looked up: only the usual name of this machine counts. */
  private static boolean onThisMachine(String broker) {
    String host = URI.create(broker).getHost();
    if (host == null) {
      return false;
    }
    String address = host.replaceAll("[\\[\\]]", "");
    return address.equals("localhost")
        || (address.matches("[0-9.]+|[0-9a-fA-F:]+:[0-9a-fA-F:.]*")
            && InetAddress.ofLiteral(address).isLoopbackAddress());
  }
}
