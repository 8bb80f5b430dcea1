package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds allowed values that are probably errors. Reads files, and changes none. */
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
    return Stream.of(
            PositionFitsZone.findings(site),
            limits(site.grid()),
            prices(site.tariff()),
            sunWithoutPosition(site),
            NotifyRules.tokensInClearText(site),
            missingFiles(site))
        .flatMap(findings -> findings)
        .toList();
  }

  private static Stream<Finding> limits(Site.Grid grid) {
    return Stream.of(
            least("import-limit-w", grid.importLimitW(), LEAST_IMPORT_W),
            least("export-limit-w", grid.exportLimitW(), LEAST_EXPORT_W),
            grid.phaseLimitW().stream().flatMap(w -> least("phase-limit-w", w, LEAST_PHASE_W)))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> least(String key, double limitW, double leastW) {
    return Finding.when(
        limitW > 0 && limitW < leastW,
        "grid." + key,
        "at least %s W".formatted(number(leastW)),
        number(limitW) + " W (kW in place of W?)");
  }

  private static Stream<Finding> prices(Tariff tariff) {
    double most = MOST_PER_KWH.getOrDefault(tariff.currency(), Double.POSITIVE_INFINITY);
    List<Tariff.Band> imports = tariff.imports();
    boolean flat = imports.size() == 1 && imports.getFirst().from().equals(imports.getFirst().to());
    Map<String, Double> prices = new LinkedHashMap<>();
    for (int i = 0; i < imports.size(); i++) {
      String key = flat ? "import-per-kwh" : "import[" + i + "].per-kwh";
      prices.put(key, imports.get(i).perKwh());
    }
    prices.put("export-per-kwh", tariff.exportPerKwh());
    return prices.entrySet().stream()
        .filter(price -> Math.abs(price.getValue()) > most)
        .map(
            price ->
                new Finding(
                    "tariff." + price.getKey(),
                    "at most %s %s a kWh".formatted(number(most), tariff.currency()),
                    number(price.getValue()) + " (hundredths, or a price of a MWh?)"));
  }

  private static Stream<Finding> sunWithoutPosition(Site site) {
    boolean sun = site.devices().stream().anyMatch(device -> device.role() instanceof Role.Pv);
    return Finding.when(
        sun && site.position().isEmpty(),
        "site",
        "latitude and longitude, for the sun's path in the forecast of PV",
        "no position");
  }

  private static Stream<Finding> missingFiles(Site site) {
    return ReferencedFiles.of(site).entrySet().stream()
        .flatMap(file -> missing(file.getKey(), file.getValue()));
  }

  private static Stream<Finding> missing(String path, String file) {
    String reason = Files.notExists(Path.of(file)) ? ", which does not exist" : UNREADABLE;
    return Finding.when(
        !Files.isReadable(Path.of(file)), path, "a file that can be read", file + reason);
  }
}
