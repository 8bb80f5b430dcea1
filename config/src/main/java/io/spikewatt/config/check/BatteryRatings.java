package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.stream.Stream;

/** Warnings of a battery whose capacity, powers and charge limits do not fit together. */
final class BatteryRatings {

  /** Longest usual time of a full charge, h; batteries for long storage take about ten. */
  private static final double MOST_HOURS = 16;

  /** Shortest usual time of a full charge, h: cells for grid services bear 2 to 3 C. */
  private static final double LEAST_HOURS = 0.25;

  /** Power below which a long charging time points to the power, not to the capacity, W. */
  private static final double SMALL_W = 500;

  /** Least usual width of the range of charge, percent. */
  private static final double LEAST_RANGE_PCT = 5;

  private BatteryRatings() {}

  static Stream<Finding> findings(Site site) {
    return DevicePart.of(site, Role.Battery.class)
        .flatMap(
            battery -> {
              String path = battery.path() + ".battery";
              return Stream.concat(powers(path, battery.role()), range(path, battery.role()));
            });
  }

  private static Stream<Finding> powers(String path, Role.Battery battery) {
    double wh = battery.capacityWh();
    double chargeW = battery.chargeW();
    double dischargeW = battery.dischargeW();
    if (unusual(wh, chargeW) && unusual(wh, dischargeW) && chargeW >= SMALL_W) {
      return Stream.of(
          new Finding(
              path + ".capacity-wh",
              "%s to %s Wh for charge-w and discharge-w of %s W"
                  .formatted(
                      number(LEAST_HOURS * Math.max(chargeW, dischargeW)),
                      number(MOST_HOURS * Math.min(chargeW, dischargeW)),
                      number(chargeW)),
              number(wh) + " Wh"));
    }
    return Stream.concat(
        power(path + ".charge-w", wh, chargeW),
        // A missing discharge power equals the charge power.
        dischargeW == chargeW ? Stream.empty() : power(path + ".discharge-w", wh, dischargeW));
  }

  private static Stream<Finding> power(String path, double wh, double powerW) {
    return Finding.when(
        unusual(wh, powerW),
        path,
        "%s to %s W for a battery of %s Wh"
            .formatted(number(wh / MOST_HOURS), number(wh / LEAST_HOURS), number(wh)),
        number(powerW) + " W");
  }

  private static boolean unusual(double wh, double powerW) {
    return wh > MOST_HOURS * powerW || wh < LEAST_HOURS * powerW;
  }

  private static Stream<Finding> range(String path, Role.Battery battery) {
    return Stream.concat(
        Finding.when(
            battery.maxSocPct() - battery.minSocPct() < LEAST_RANGE_PCT,
            path + ".max-soc-pct",
            "at least %s above min-soc-pct, which is %s"
                .formatted(number(LEAST_RANGE_PCT), number(battery.minSocPct())),
            number(battery.maxSocPct())),
        Finding.when(
            battery.minSocPct() > 0 && battery.minSocPct() < 1,
            path + ".min-soc-pct",
            "0, or at least 1 (%)",
            number(battery.minSocPct()) + " (a share in place of percent?)"));
  }
}
