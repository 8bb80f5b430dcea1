package io.spikewatt.fleet.testing;

import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.testkit.MosquittoProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * mosquitto on loopback with mutual TLS and the access list of a fleet: a client's name is the
 * common name of its certificate. It keeps no session over a restart.
 */
public final class TlsMosquitto extends MosquittoProcess {

  private TlsMosquitto(Path directory, List<String> settings) throws IOException {
    super(directory, settings);
  }

  /**
   * Starts it; it takes clients when this returns.
   *
   * @param directory empty
   */
  public static TlsMosquitto start(
      Path directory, CertificateAuthority authority, FleetTopics topics)
      throws IOException, GeneralSecurityException {
    authority.write(directory.resolve("authority.crt"));
    CertificateAuthority.write(
        authority.loopbackBroker(),
        directory.resolve("broker.crt"),
        directory.resolve("broker.key"));
    Path access =
        Files.write(
            directory.resolve("access"),
            List.of(
                "user " + topics.coordinator(),
                "topic read " + topics.root() + "/up/#",
                "topic write " + topics.root() + "/down/#",
                "pattern write " + topics.root() + "/up/%u/#",
                "pattern read " + topics.root() + "/down/%u/#"));
    TlsMosquitto broker =
        new TlsMosquitto(
            directory,
            List.of(
                "persistence false",
                "cafile " + directory.resolve("authority.crt"),
                "certfile " + directory.resolve("broker.crt"),
                "keyfile " + directory.resolve("broker.key"),
                "require_certificate true",
                "use_identity_as_username true",
                "acl_file " + access));
    broker.start();
    return broker;
  }

  /** Address for a member's configuration. */
  public String address() {
    return "ssl://127.0.0.1:" + port();
  }
}
