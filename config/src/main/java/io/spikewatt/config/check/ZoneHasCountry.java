package io.spikewatt.config.check;

import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Stream;

/** A zone without a place, such as CET, has no public holidays. UTC is a choice, no mistake. */
final class ZoneHasCountry {

  private static final Set<String> UNIVERSAL = Set.of("UTC", "Etc/UTC");

  private ZoneHasCountry() {}

  static Stream<Finding> findings(ZoneId zoneId) {
    String zone = zoneId.getId();
    boolean placeless = !zone.contains("/") || zone.startsWith("Etc/");
    return Finding.when(
        placeless && !UNIVERSAL.contains(zone),
        "site.timezone",
        "the zone of a place, such as Europe/Berlin, whose public holidays count in forecasts",
        zone + ", which belongs to no country");
  }
}
