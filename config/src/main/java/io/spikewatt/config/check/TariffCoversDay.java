package io.spikewatt.config.check;

import io.spikewatt.config.site.Tariff;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Every minute of the day has an import price, and every band is the price of some minute. */
final class TariffCoversDay implements Rule {

  private static final int DAY_MIN = 24 * 60;

  @Override
  public List<Finding> findings(Draft site) {
    return site.tariff().map(TariffCoversDay::check).orElse(List.of());
  }

  private static List<Finding> check(Tariff tariff) {
    List<Finding> findings = new ArrayList<>();
    int from = 0;
    while (from < DAY_MIN) {
      int to = from;
      while (to < DAY_MIN && owner(tariff, to).isEmpty()) {
        to++;
      }
      if (to > from) {
        String gap = "no price from " + clock(from) + " to " + clock(to);
        findings.add(new Finding("tariff.import", "bands that cover the whole day", gap));
      }
      from = to + 1;
    }
    for (int band = 0; band < tariff.imports().size(); band++) {
      Optional<Integer> itself = Optional.of(band);
      if (IntStream.range(0, DAY_MIN).noneMatch(m -> owner(tariff, m).equals(itself))) {
        findings.add(
            new Finding(
                "tariff.import[" + band + "]",
                "a band that applies at some time",
                "one that the bands before it hide"));
      }
    }
    return findings;
  }

  /** The band whose price applies: the first that contains the minute. */
  private static Optional<Integer> owner(Tariff tariff, int minute) {
    LocalTime time = LocalTime.ofSecondOfDay(minute * 60L);
    return IntStream.range(0, tariff.imports().size())
        .filter(band -> tariff.imports().get(band).contains(time))
        .boxed()
        .findFirst();
  }

  private static String clock(int minute) {
    return minute == DAY_MIN ? "24:00" : LocalTime.ofSecondOfDay(minute * 60L).toString();
  }
}
