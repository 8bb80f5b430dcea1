package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.signal.Quantity;
import java.util.Optional;
import java.util.stream.Stream;

/** Warnings of a charging power that the profile cannot set, and of an unusual car battery. */
final class ChargerRatings {

  /** Least usual capacity of a car, Wh; half of a plug-in hybrid's. */
  private static final double LEAST_CAR_WH = 4000;

  /** Rounding of amperes to watts, W. */
  private static final double ROUNDING_W = 1;

  private ChargerRatings() {}

  /** Smallest and largest charging power that a register accepts, W. */
  private record Range(double leastW, double mostW) {}

  static Stream<Finding> findings(Site site) {
    return DevicePart.of(site, Role.EvCharger.class)
        .flatMap(charger -> Stream.concat(settable(charger), car(charger)));
  }

  private static Stream<Finding> settable(DevicePart<Role.EvCharger> charger) {
    DeviceProfile profile = charger.device().profile();
    return range(profile).stream()
        .flatMap(
            range ->
                Stream.concat(
                    Finding.when(
                        charger.role().minW() < range.leastW - ROUNDING_W,
                        charger.path() + ".ev-charger.min-w",
                        "at least %s W, the smallest power that profile %s sets"
                            .formatted(number(range.leastW), profile.id()),
                        number(charger.role().minW()) + " W (the number of phases?)"),
                    Finding.when(
                        charger.role().maxW() > range.mostW + ROUNDING_W,
                        charger.path() + ".ev-charger.max-w",
                        "at most %s W, the largest power that profile %s sets"
                            .formatted(number(range.mostW), profile.id()),
                        number(charger.role().maxW()) + " W (the number of phases?)")));
  }

  /** Charging is power out of the site: negative setpoints. */
  private static Optional<Range> range(DeviceProfile profile) {
    if (!(profile.points() instanceof DeviceProfile.Modbus map)) {
      return Optional.empty();
    }
    return map.outputs().stream()
        .filter(output -> output.quantity() == Quantity.POWER_W)
        .flatMap(output -> output.registers().stream())
        .filter(register -> register.takes() instanceof CellContent.Part)
        .filter(r -> Double.isFinite(r.rawMin()) && Double.isFinite(r.rawMax()))
        .map(ChargerRatings::range)
        .findFirst();
  }

  private static Range range(OutputRegister register) {
    double first = register.register().scale().value(register.rawMin());
    double last = register.register().scale().value(register.rawMax());
    boolean throughZero = Math.min(first, last) <= 0 && Math.max(first, last) >= 0;
    double mostW = Math.max(Math.abs(first), Math.abs(last));
    return new Range(throughZero ? 0 : Math.min(Math.abs(first), Math.abs(last)), mostW);
  }

  private static Stream<Finding> car(DevicePart<Role.EvCharger> charger) {
    return charger.role().capacityWh().stream()
        .flatMap(
            wh ->
                Finding.when(
                    wh < LEAST_CAR_WH,
                    charger.path() + ".ev-charger.capacity-wh",
                    "at least %s Wh, as cars have".formatted(number(LEAST_CAR_WH)),
                    number(wh) + " Wh"));
  }
}
