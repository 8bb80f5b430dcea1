package io.spikewatt.fleet.link;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.protocol.CertificateSignatures;
import io.spikewatt.controller.protocol.FleetAuthority;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.certificate.CertifiedKey;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a member of a fleet reaches its broker. Files are in PEM.
 *
 * @param broker {@code ssl://host:port}; nodes of a cluster with commas between them
 * @param caFile certificate of the fleet's authority
 * @param certificateFile the member's own; its common name is the member's name
 * @param keyFile private key of the certificate, not encrypted
 */
public record FleetAccess(String broker, Path caFile, Path certificateFile, Path keyFile) {

  private static final Duration TELEMETRY = Duration.ofSeconds(10);

  /**
   * Certifies a member and writes its files.
   *
   * @param folder of the member alone
   */
  public static FleetAccess issue(
      String broker, CertificateAuthority authority, String member, Path folder)
      throws IOException, GeneralSecurityException {
    FleetAccess access = kept(broker, folder);
    PrivateFiles.createDirectories(folder);
    authority.write(access.caFile);
    CertifiedKey own = authority.client(member);
    CertificateAuthority.write(own, access.certificateFile, access.keyFile);
    return access;
  }

  /** The access of a member whose files are in its folder already. */
  public static FleetAccess kept(String broker, Path folder) {
    return new FleetAccess(
        broker,
        folder.resolve("authority.crt"),
        folder.resolve("member.crt"),
        folder.resolve("member.key"));
  }

  /** End of the member's certificate. */
  public Instant ends() throws IOException, GeneralSecurityException {
    return PemFiles.certificate(certificateFile.toString()).getNotAfter().toInstant();
  }

  /** The authority that certifies the members. */
  public FleetAuthority authority(FleetTopics topics) throws IOException, GeneralSecurityException {
    return new FleetAuthority(PemFiles.certificate(caFile.toString()), topics.coordinator());
  }

  /** Signs a gateway's keys of a round. */
  public KeySignatures signatures(FleetTopics topics) throws IOException, GeneralSecurityException {
    return new CertificateSignatures(
        authority(topics),
        PemFiles.certificate(certificateFile.toString()),
        PemFiles.privateKey(keyFile.toString()));
  }

  /** Identity and trust of a TLS connection that is not the broker's, from the same files. */
  public SSLContext tls() throws IOException, GeneralSecurityException {
    KeyStore authorities = PemFiles.emptyStore();
    authorities.setCertificateEntry("authority", PemFiles.certificate(caFile.toString()));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        PemFiles.identity(certificateFile.toString(), keyFile.toString()),
        trust.getTrustManagers(),
        null);
    return context;
  }

  /** Connects a gateway in the background: it reads what the coordinator sends to it. */
  public MessagePort gateway(String name, FleetTopics topics) {
    return new MqttLink(
        config(name),
        empty(topics.up(name, "offline")),
        empty(topics.up(name, "online")),
        List.of(topics.allDown(name)));
  }

  /**
   * Connects the coordinator in the background: it reads what all gateways send. Its messages are
   * not confirmed; it sends them again when a gateway greets or repeats itself.
   */
  public MessagePort coordinator(FleetTopics topics) {
    String name = topics.coordinator();
    return MqttLink.unconfirmed(
        config(name),
        empty(topics.down(name, "offline")),
        empty(topics.down(name, "online")),
        List.of(topics.allUp()));
  }

  private Site.Mqtt config(String client) {
    return Site.Mqtt.byCertificate(
        broker,
        client,
        "spikewatt",
        TELEMETRY,
        new Site.BrokerSecurity(
            Optional.of(caFile.toString()),
            Optional.of(certificateFile.toString()),
            Optional.of(keyFile.toString()),
            false));
  }

  private static Message empty(String topic) {
    return new Message(topic, new byte[] {'{', '}'}, false);
  }
}
