package io.spikewatt.config.check;

import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import java.time.LocalDate;
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
          AssistantRules::tokenInClearText,
          SourceRules::inClearText,
          SecretFiles::findings);

  /** Days before the end of the known network fees from which a warning is due. */
  private static final int FEES_AHEAD_DAYS = 30;

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

  /** Network fees that are not known today, or not for much longer. */
  public static List<Finding> networkFees(Site site, LocalDate today) {
    return site.tariff().networkFees().stream()
        .flatMap(
            fees ->
                Stream.of(today, today.plusDays(FEES_AHEAD_DAYS))
                    .map(LocalDate::getYear)
                    .distinct()
                    .filter(year -> !fees.covers(year))
                    .map(year -> missing(fees, year)))
        .toList();
  }

  private static Finding missing(NetworkFees fees, int year) {
    return new Finding(
        fees.file().isPresent() ? "tariff.network-fees-file" : "tariff.network-fees",
        "fees of " + year,
        "none, so that the standard fee counts in that year");
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
