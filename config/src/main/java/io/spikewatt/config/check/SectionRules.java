package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.SourceQuantity;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules of a site's emissions, broker, page and logins. */
final class SectionRules {

  private SectionRules() {}

  /** A price of CO2 has no effect where no emission of grid or genset is configured. */
  static Stream<Finding> co2HasSource(PartialSite site) {
    boolean priced = site.tariff().filter(tariff -> tariff.co2().perKg() > 0).isPresent();
    boolean grid = site.tariff().flatMap(tariff -> tariff.co2().gridKgPerKwh()).isPresent();
    boolean byCommand =
        site.mqtt().map(mqtt -> mqtt.rights().permitSomeone("prices")).orElse(site.hasBroker());
    boolean bySource =
        site.sources().stream()
            .anyMatch(part -> part.source().description().gives() == SourceQuantity.EMISSIONS);
    boolean genset = site.devices().stream().anyMatch(SectionRules::mayEmit);
    return Finding.when(
        priced && !grid && !byCommand && !bySource && !genset,
        "tariff.co2-per-kg",
        "grid-co2-kg-per-kwh beside it, co2-kg-per-kwh of a genset with"
            + " fuel-per-kwh, a source of emissions, or prices among mqtt.commands",
        "a price of CO2, and nothing that is known to emit any");
  }

  /** A genset that could not be read is taken for one that emits. */
  private static boolean mayEmit(PartialSite.Device device) {
    Optional<Role> role = device.role();
    return role.isPresent()
        ? role.get() instanceof Role.Genset set
            && set.fuelPerKwh().isPresent()
            && set.co2KgPerKwh() > 0
        : device.roleName().filter("genset"::equals).isPresent();
  }

  /** A user has a password and a password has a user; half a login is a typing error. */
  static Stream<Finding> passwordNeedsUser(PartialSite site) {
    return Stream.concat(
        site.mqtt().stream().flatMap(m -> wholeLogin("mqtt", m.user(), m.passwordFile())),
        site.connections(Connection.OpcUa.class)
            .flatMap(
                part ->
                    wholeLogin(
                        part.device().path() + ".connection",
                        part.value().user(),
                        part.value().passwordFile())));
  }

  static Stream<Finding> wholeLogin(
      String path, Optional<String> user, Optional<String> passwordFile) {
    return Stream.concat(
        needs(user, passwordFile, path + ".password-file", "a password file for user"),
        needs(passwordFile, user, path + ".user", "a user for password-file"));
  }

  /** Finds a first setting without its second one. */
  private static Stream<Finding> needs(
      Optional<String> first, Optional<String> second, String path, String expected) {
    return Finding.when(first.isPresent() && second.isEmpty(), path, expected, "nothing");
  }

  /** A password does not go unencrypted to another machine, and certificates go with encryption. */
  static Stream<Finding> secureBroker(PartialSite site) {
    return site.mqtt().stream().flatMap(SectionRules::secureBroker);
  }

  static Stream<Finding> secureBroker(Site.Mqtt mqtt) {
    Site.BrokerSecurity security = mqtt.security();
    if (mqtt.encrypted()) {
      return certificateWithKey("mqtt", security.certificateFile(), security.keyFile());
    }
    return Stream.of(
            needsEncryption("ca-file", security.caFile()),
            needsEncryption("certificate-file", security.certificateFile()),
            needsEncryption("key-file", security.keyFile()),
            Finding.when(
                mqtt.passwordFile().isPresent()
                    && !security.insecure()
                    && HostPort.of(mqtt.broker()).filter(HostPort::onThisMachine).isEmpty(),
                "mqtt.broker",
                "ssl://, since the password would go unencrypted to another machine, or insecure:"
                    + " true",
                mqtt.broker()))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> needsEncryption(String name, Optional<String> file) {
    return file.stream().map(f -> new Finding("mqtt." + name, "none, or a broker with ssl://", f));
  }

  /** The page's certificate needs its key; without both, Spikewatt makes a certificate. */
  static Stream<Finding> securePage(PartialSite site) {
    return site.page().stream()
        .flatMap(page -> certificateWithKey("page", page.certificateFile(), page.keyFile()));
  }

  private static Stream<Finding> certificateWithKey(
      String section, Optional<String> certificateFile, Optional<String> keyFile) {
    return Stream.concat(
        needs(
            certificateFile, keyFile, section + ".key-file", "a file, because of certificate-file"),
        needs(
            keyFile,
            certificateFile,
            section + ".certificate-file",
            "a file, because of key-file"));
  }
}
