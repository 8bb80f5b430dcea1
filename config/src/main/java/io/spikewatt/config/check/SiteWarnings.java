package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds allowed values that are probably errors. Reads files, and changes none. */
public final class SiteWarnings {

  private static final List<Function<Site, Stream<Finding>>> ALL =
      List.of(
          ZoneHasCountry::findings,
          PositionFitsZone::findings,
          GridLimits::findings,
          PowersFitConnection::findings,
          BatteryRatings::findings,
          ChargerRatings::findings,
          HeatPumpRatings::findings,
          PricesUsual::findings,
          ValuesMeetPrices::findings,
          LinkTimes::findings,
          ListenersHere::findings,
          SiteWarnings::sunWithoutPosition,
          SecretFiles::findings);

  private SiteWarnings() {}

  /** Everything unlikely, in no particular order. */
  public static List<Finding> findings(Site site) {
    return ALL.stream().flatMap(rule -> rule.apply(site)).toList();
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
