package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a configuration may contain, and hardly ever means. Reads files, changes nothing. */
public final class SiteWarnings {

  /** Least usual import limit, W: a single fuse of 6 A carries more. */
  private static final double LEAST_IMPORT_W = 1000;

  /** Least usual export limit above 0, W. */
  private static final double LEAST_EXPORT_W = 100;

  /** Least usual limit of a phase, W. */
  private static final double LEAST_PHASE_W = 500;

  /** Highest usual price of a kWh; currencies that are not listed have none. */
  private static final Map<String, Double> MOST_PER_KWH =
      Map.ofEntries(
          Map.entry("AUD", 3.0),
          Map.entry("CAD", 3.0),
          Map.entry("CHF", 3.0),
          Map.entry("EUR", 3.0),
          Map.entry("GBP", 3.0),
          Map.entry("NZD", 3.0),
          Map.entry("USD", 3.0),
          Map.entry("CZK", 30.0),
          Map.entry("DKK", 20.0),
          Map.entry("NOK", 20.0),
          Map.entry("PLN", 15.0),
          Map.entry("SEK", 20.0));

  /** The service may have the right that this user lacks. */
  private static final String UNREADABLE =
      ", which this user may not read: check as root, and that the service may";

  private SiteWarnings() {}

  /** Everything unlikely, in no particular order. */
  public static List<Finding> findings(Site site) {
    List<Finding> findings = new ArrayList<>(PositionFitsZone.findings(site));
    limits(site.grid(), findings);
    prices(site.tariff(), findings);
    sunWithoutPosition(site, findings);
    missingFiles(site, findings);
    return findings;
  }

  private static void limits(Site.Grid grid, List<Finding> findings) {
    least("import-limit-w", grid.importLimitW(), LEAST_IMPORT_W, findings);
    least("export-limit-w", grid.exportLimitW(), LEAST_EXPORT_W, findings);
    grid.phaseLimitW().ifPresent(w -> least("phase-limit-w", w, LEAST_PHASE_W, findings));
  }

  private static void least(String key, double limitW, double leastW, List<Finding> findings) {
    if (limitW > 0 && limitW < leastW) {
      findings.add(
          new Finding(
              "grid." + key,
              "at least %s W".formatted(NumberText.number(leastW)),
              NumberText.number(limitW) + " W (kW in place of W?)"));
    }
  }

  private static void prices(Tariff tariff, List<Finding> findings) {
    double most = MOST_PER_KWH.getOrDefault(tariff.currency(), Double.POSITIVE_INFINITY);
    List<Tariff.Band> imports = tariff.imports();
    boolean flat = imports.size() == 1 && imports.getFirst().from().equals(imports.getFirst().to());
    for (int i = 0; i < imports.size(); i++) {
      String path = flat ? "import-per-kwh" : "import[" + i + "].per-kwh";
      most(path, imports.get(i).perKwh(), most, tariff.currency(), findings);
    }
    most("export-per-kwh", tariff.exportPerKwh(), most, tariff.currency(), findings);
  }

  private static void most(
      String key, double perKwh, double most, String currency, List<Finding> findings) {
    if (Math.abs(perKwh) > most) {
      findings.add(
          new Finding(
              "tariff." + key,
              "at most %s %s a kWh".formatted(NumberText.number(most), currency),
              NumberText.number(perKwh) + " (hundredths, or a price of a MWh?)"));
    }
  }

  private static void sunWithoutPosition(Site site, List<Finding> findings) {
    boolean sun = site.devices().stream().anyMatch(device -> device.role() instanceof Role.Pv);
    if (sun && site.position().isEmpty()) {
      findings.add(
          new Finding(
              "site",
              "latitude and longitude, for the sun's path in the forecast of PV",
              "no position"));
    }
  }

  private static void missingFiles(Site site, List<Finding> findings) {
    site.mqtt()
        .ifPresent(
            mqtt -> {
              missing("mqtt.password-file", mqtt.passwordFile(), findings);
              missing("mqtt.ca-file", mqtt.security().caFile(), findings);
              missing("mqtt.certificate-file", mqtt.security().certificateFile(), findings);
              missing("mqtt.key-file", mqtt.security().keyFile(), findings);
            });
    site.page()
        .ifPresent(
            page -> {
              missing("page.token-file", page.tokenFile(), findings);
              missing("page.certificate-file", page.certificateFile(), findings);
              missing("page.key-file", page.keyFile(), findings);
            });
    site.fleet()
        .map(FleetMembership::files)
        .ifPresent(
            files -> {
              missing("fleet.ca-file", Optional.of(files.caFile()), findings);
              missing("fleet.certificate-file", Optional.of(files.certificateFile()), findings);
              missing("fleet.key-file", Optional.of(files.keyFile()), findings);
              missing(
                  "fleet.coordinator-key-file", Optional.of(files.coordinatorKeyFile()), findings);
            });
    site.fleet()
        .flatMap(fleet -> fleet.commands().keyFile())
        .ifPresent(file -> missing("fleet.command-key-file", Optional.of(file), findings));
    for (int i = 0; i < site.devices().size(); i++) {
      if (site.devices().get(i).connection() instanceof Connection.OpcUa opcUa) {
        missing("devices[" + i + "].connection.password-file", opcUa.passwordFile(), findings);
      }
    }
  }

  private static void missing(String path, Optional<String> file, List<Finding> findings) {
    file.map(Path::of)
        .filter(name -> !Files.isReadable(name))
        .ifPresent(
            name ->
                findings.add(
                    new Finding(
                        path,
                        "a file that can be read",
                        name + (Files.notExists(name) ? ", which does not exist" : UNREADABLE))));
  }
}
