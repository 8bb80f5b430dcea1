package io.spikewatt.config.check;

import io.spikewatt.config.site.Tariff;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** Every minute of the day has an import price, and every band is the price of some minute. */
final class TariffCoversDay implements SiteRule {

  private static final int DAY_MIN = 24 * 60;
  private static final int NONE = -1;

  @Override
  public List<Finding> findings(PartialSite site) {
    return site.tariff().map(TariffCoversDay::check).orElse(List.of());
  }

  private static List<Finding> check(Tariff tariff) {
    List<Finding> findings = new ArrayList<>();
    int[] owners = owners(tariff);
    int from = 0;
    while (from < DAY_MIN) {
      int to = from;
      while (to < DAY_MIN && owners[to] == NONE) {
        to++;
      }
      if (to > from) {
        String gap = "no price from " + clock(from) + " to " + clock(to);
        findings.add(new Finding("tariff.import", "bands that cover the whole day", gap));
      }
      from = to + 1;
    }
    boolean[] used = new boolean[tariff.imports().size()];
    for (int owner : owners) {
      if (owner != NONE) {
        used[owner] = true;
      }
    }
    for (int band = 0; band < used.length; band++) {
      if (!used[band]) {
        findings.add(
            new Finding(
                "tariff.import[" + band + "]",
                "a band that applies at some time",
                "one that the bands before it hide"));
      }
    }
    return findings;
  }

  /** By minute, the band whose price applies: the first that contains it. */
  private static int[] owners(Tariff tariff) {
    int[] owners = new int[DAY_MIN];
    for (int minute = 0; minute < DAY_MIN; minute++) {
      LocalTime time = LocalTime.of(minute / 60, minute % 60);
      owners[minute] = NONE;
      for (int band = tariff.imports().size() - 1; band >= 0; band--) {
        if (tariff.imports().get(band).contains(time)) {
          owners[minute] = band;
        }
      }
    }
    return owners;
  }

  private static String clock(int minute) {
    return minute == DAY_MIN ? "24:00" : LocalTime.ofSecondOfDay(minute * 60L).toString();
  }
}
