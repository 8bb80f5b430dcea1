package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import java.util.stream.Stream;

/** A zone without a place, such as CET, has no public holidays. UTC is a choice, no mistake. */
final class ZoneHasCountry {

  private ZoneHasCountry() {}

  static Stream<Finding> findings(Site site) {
    String zone = site.zone().getId();
    boolean placeless = !zone.contains("/") || zone.startsWith("Etc/");
    return Finding.when(
        placeless && !zone.equals("UTC"),
        "site.timezone",
        "the zone of a place, such as Europe/Berlin, whose public holidays count in forecasts",
        zone + ", which belongs to no country");
  }
}
