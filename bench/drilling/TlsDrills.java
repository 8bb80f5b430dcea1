package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.Drill.onSite;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Certificates of the broker that must not be trusted. */
final class TlsDrills {

  private TlsDrills() {}

  static List<Drill> all() {
    return List.of(onSite(17, "certificates that must not be trusted", false, TlsDrills::tls));
  }

  /**
   * @param name for the evidence
   * @param authority that signs it
   * @param host that it is for
   * @param fromDays from when it is valid, days from now
   * @param toDays until when
   */
  private record Certificate(
      String name, String authority, String host, int fromDays, int toDays) {}

  private static final List<Certificate> BAD =
      List.of(
          new Certificate("wrong authority", "other", "IP:127.0.0.1", -10, 100),
          new Certificate("expired", "ca", "IP:127.0.0.1", -10, -1),
          new Certificate("not yet valid", "ca", "IP:127.0.0.1", 10, 100),
          new Certificate("another host", "ca", "DNS:broker.example", -10, 100));

  /**
   * The daemon meets one broker after the other behind one address. Fails if it sends anything to
   * one of them, falls back to clear text, or does not reach the sound one afterwards and warn of
   * its end in five days.
   */
  private static String tls(DrillSite site) throws Exception {
    Path directory = site.rig.directory();
    for (String authority : List.of("ca", "other")) {
      SystemCommands.run(
          "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
          "-nodes", "-days", "200", "-subj", "/CN=" + authority, "-keyout",
          directory.resolve(authority + ".key").toString(), "-out",
          directory.resolve(authority + ".pem").toString());
    }
    try (FaultProxy address = new FaultProxy(site.broker.port())) {
      site.configured(
          yaml ->
              yaml.replace(
                  "tcp://127.0.0.1:" + site.broker.port() + "\"",
                  "ssl://127.0.0.1:" + address.port() + "\", ca-file: ca.pem"));
      Daemon daemon = site.control();
      double begun = MeasuredWait.now();
      site.faultBegins();
      for (Certificate bad : BAD) {
        try (MosquittoBroker broker = broker(directory, bad)) {
          address.retarget(broker.port());
          MeasuredWait.until(
              bad.name() + ": an attempt",
              150,
              () -> broker.log().contains("OpenSSL Error") || broker.log().contains("CONNECT"));
          require(
              !broker.log().contains("CONNECT from") && !broker.log().contains("connected from"),
              "%s: connected: %s",
              bad.name(),
              broker.log());
        }
      }
      // The clear listener is there all the time, and nothing of the daemon may be on it.
      require(site.operator.since(begun).isEmpty(), "it fell back to clear text");
      require(
          !site.broker.log().contains("spikewatt-demo"), "it fell back to clear text");
      Certificate good = new Certificate("sound", "ca", "IP:127.0.0.1", -10, 5);
      try (MosquittoBroker broker = broker(directory, good)) {
        address.retarget(broker.port());
        double sound = MeasuredWait.now();
        MeasuredWait.until("connected", 150, () -> broker.log().contains("spikewatt-demo"));
        double took = MeasuredWait.now() - sound;
        daemon.until("alarm", 40, () -> daemon.log().contains("broker-certificate/7-days"));
        double gap = site.fed(begun, 12);
        return text(
            "%s refused with the reason and never in the clear; a sound one of 5 days connected"
                + " after %.1f s with alarm broker-certificate/7-days; longest gap of control %.1f s",
            BAD.stream().map(Certificate::name).toList(), took, gap);
      }
    }
  }

  private static MosquittoBroker broker(Path directory, Certificate certificate) throws Exception {
    String name = certificate.name().replace(' ', '-');
    Path key = directory.resolve(name + ".key");
    Path request = directory.resolve(name + ".csr");
    Path signed = directory.resolve(name + ".pem");
    Path extension = directory.resolve(name + ".ext");
    Files.writeString(extension, "subjectAltName=" + certificate.host() + "\n");
    SystemCommands.run(
        "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-subj", "/CN=broker", "-keyout", key.toString(), "-out", request.toString());
    String authority = directory.resolve(certificate.authority()).toString();
    SystemCommands.run(
        "openssl", "x509", "-req", "-in", request.toString(), "-CA", authority + ".pem", "-CAkey",
        authority + ".key", "-CAcreateserial", "-extfile", extension.toString(), "-not_before",
        day(certificate.fromDays()), "-not_after", day(certificate.toDays()), "-out",
        signed.toString());
    return new MosquittoBroker(
        directory, "certfile %s\nkeyfile %s".formatted(signed.toString(), key.toString()));
  }

  private static String day(int days) {
    return DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
        .withZone(ZoneOffset.UTC)
        .format(Instant.now().plus(days, ChronoUnit.DAYS).plusSeconds(60));
  }
}
