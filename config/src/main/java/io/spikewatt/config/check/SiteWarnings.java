package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds allowed values that are probably errors. Reads files, and changes none. */
public final class SiteWarnings {

  private static final List<Function<Site, Stream<Finding>>> ALL =
      List.of(
          site -> ZoneHasCountry.findings(site.zone()),
          PositionFitsZone::findings,
          ConnectionLimits::findings,
          PowersFitConnection::findings,
          BatteryRatings::findings,
          ChargerRatings::findings,
          HeatPumpRatings::findings,
          site -> PricesUsual.findings(site.tariff()),
          ValuesMeetPrices::findings,
          LinkTimes::findings,
          ListenersHere::findings,
          SiteWarnings::sunWithoutPosition,
          NotifyRules::tokensInClearText,
          SourceRules::inClearText,
          SecretFiles::findings);

  private SiteWarnings() {}

  /** Everything unlikely, in no particular order. */
  public static List<Finding> findings(Site site) {
    return ALL.stream().flatMap(rule -> rule.apply(site)).toList();
  }

  /** Unlikely values of a time zone alone. */
  public static List<Finding> zone(ZoneId zone) {
    return ZoneHasCountry.findings(zone).toList();
  }

  /** Unlikely limits of the grid alone. */
  public static List<Finding> grid(Site.Grid grid) {
    return ConnectionLimits.findings(grid).toList();
  }

  /** Unlikely prices alone. */
  public static List<Finding> prices(Tariff tariff) {
    return PricesUsual.findings(tariff).toList();
  }

  private static Stream<Finding> sunWithoutPosition(Site site) {
    boolean sun = site.devices().stream().anyMatch(device -> device.role() instanceof Role.Pv);
    return Finding.when(
        sun && site.position().isEmpty(),
        "site",
        "latitude and longitude, for the sun's path in the forecast of PV",
        "no position");
  }
}
