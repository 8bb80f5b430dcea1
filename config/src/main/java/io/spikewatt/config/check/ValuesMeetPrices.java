package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.UsualPrice;
import java.util.stream.Stream;

/** Warnings of values and costs of a kWh with which a device would never run, or always. */
final class ValuesMeetPrices {

  /** Largest usual value of the work of one kWh, in multiples of the dearest kWh. */
  private static final double WORK_IN_KWH = 10;

  private ValuesMeetPrices() {}

  static Stream<Finding> findings(Site site) {
    Tariff tariff = site.tariff();
    // Published prices may differ from those of the file.
    boolean fixed =
        tariff.dynamic().isEmpty()
            && site.mqtt().filter(mqtt -> mqtt.rights().permitSomeone("prices")).isEmpty()
            && site.sources().stream().noneMatch(source -> source.unit().isPrice());
    return Stream.of(
            DevicePart.of(site, Role.Battery.class)
                .flatMap(battery -> wear(battery, tariff, fixed)),
            DevicePart.of(site, Role.Compute.class)
                .flatMap(
                    compute ->
                        value(
                            compute.path() + ".compute.value-per-kwh",
                            compute.role().valuePerKwh(),
                            tariff,
                            fixed)),
            DevicePart.of(site, Role.EvCharger.class)
                .flatMap(
                    ev ->
                        ev.role().worthPerKwh().stream()
                            .flatMap(
                                worth ->
                                    value(
                                        ev.path() + ".ev-charger.worth-per-kwh",
                                        worth,
                                        tariff,
                                        fixed))))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> wear(
      DevicePart<Role.Battery> battery, Tariff tariff, boolean fixed) {
    double wear = battery.role().wearPerKwh();
    double dearest = Math.max(tariff.importRange().most(), tariff.exportRange().most());
    double most =
        fixed ? dearest : UsualPrice.mostPerKwh(tariff.currency()).orElse(Double.MAX_VALUE);
    return Finding.when(
        wear > 0 && wear >= most,
        battery.path() + ".battery.wear-per-kwh",
        "less than %s %s a kWh, or the battery never pays"
            .formatted(number(most), tariff.currency()),
        number(wear) + " (hundredths?)");
  }

  private static Stream<Finding> value(String path, double value, Tariff tariff, boolean fixed) {
    double cheapest = Math.min(tariff.exportRange().least(), tariff.importRange().least());
    double most =
        WORK_IN_KWH * UsualPrice.mostPerKwh(tariff.currency()).orElse(Double.POSITIVE_INFINITY);
    return Stream.concat(
        Finding.when(
            fixed && value < cheapest,
            path,
            "at least %s %s, the cheapest kWh: with less it never pays while energy can be sold"
                .formatted(number(cheapest), tariff.currency()),
            number(value)),
        Finding.when(
            value > most,
            path,
            "at most %s %s a kWh".formatted(number(most), tariff.currency()),
            number(value) + " (hundredths?)"));
  }
}
