package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.util.stream.Stream;

/** Warnings of a heat pump whose temperatures, times and store do not fit together. */
final class HeatPumpRatings {

  /** Hottest water of usual heat pumps, °C. */
  private static final double MOST_C = 75;

  /** Water colder than this may freeze somewhere, °C. */
  private static final double LEAST_C = 5;

  /** Least usual time that a store keeps its heat, h; tanks keep it for days. */
  private static final double LEAST_HOURS = 5;

  /** Length of a run below which a compressor wears. */
  private static final Duration SHORT = Duration.ofMinutes(1);

  private static final double SECONDS_AN_HOUR = 3600;

  private HeatPumpRatings() {}

  static Stream<Finding> findings(Site site) {
    return DevicePart.of(site, Role.HeatPump.class)
        .flatMap(
            pump -> {
              String path = pump.path() + ".heat-pump";
              Role.HeatPump role = pump.role();
              return Stream.of(
                      temperatures(path, role.store()),
                      overshoots(path, role),
                      losses(path, role.store()),
                      shortRun(path + ".min-run-s", role.minRun()))
                  .flatMap(findings -> findings);
            });
  }

  private static Stream<Finding> temperatures(String path, Role.HeatStore store) {
    return Stream.concat(
        Finding.when(
            store.lowestC() < LEAST_C,
            path + ".lowest-c",
            "at least " + number(LEAST_C) + " °C",
            number(store.lowestC()) + " °C"),
        Finding.when(
            store.highestC() > MOST_C,
            path + ".highest-c",
            "at most " + number(MOST_C) + " °C",
            number(store.highestC()) + " °C"));
  }

  /** Warns if the shortest run at the smallest power heats by more than the comfort band. */
  private static Stream<Finding> overshoots(String path, Role.HeatPump pump) {
    Role.HeatStore store = pump.store();
    double runHours = pump.minRun().toSeconds() / SECONDS_AN_HOUR;
    double risesK = pump.cop().value() * pump.minW() * runHours / store.whPerK();
    return Finding.when(
        store.highestC() - store.lowestC() < risesK,
        path + ".highest-c",
        "at least %.1f above lowest-c, as much as a run of min-run-s heats".formatted(risesK),
        number(store.highestC()) + " °C");
  }

  private static Stream<Finding> losses(String path, Role.HeatStore store) {
    double mostWPerK = store.whPerK() / LEAST_HOURS;
    return Finding.when(
        store.lossWPerK() > mostWPerK,
        path + ".loss-w-per-k",
        "at most %s, a fifth of store-wh-per-k an hour".formatted(number(mostWPerK)),
        number(store.lossWPerK()) + " (the store's Wh/K?)");
  }

  /** 0 leaves the times to the pump. */
  private static Stream<Finding> shortRun(String path, Duration time) {
    return Finding.when(
        time.isPositive() && time.compareTo(SHORT) < 0,
        path,
        "0, or at least %d s".formatted(SHORT.toSeconds()),
        time.toSeconds() + " s (minutes in place of seconds?)");
  }
}
