package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Ratings reported by a SunSpec device, each empty if not reported.
 *
 * @param ratedW largest AC power, W
 * @param capacityWh energy that its battery holds, Wh
 * @param chargeW largest charging power, W
 * @param charged whether a state of charge above 0 is reported
 */
public record Nameplate(
    OptionalDouble ratedW, OptionalDouble capacityWh, OptionalDouble chargeW, boolean charged) {

  private static final List<QuantitySource> CAPACITY =
      List.of(
          new QuantitySource(713, "WHRtg"),
          new QuantitySource(802, "WHRtg"),
          new QuantitySource(120, "WHRtg"));

  private static final List<QuantitySource> CHARGE =
      List.of(
          new QuantitySource(702, "WChaRteMaxRtg"),
          new QuantitySource(802, "WChaRteMax"),
          new QuantitySource(124, "WChaMax"),
          new QuantitySource(120, "MaxChaRte"));

  /** Reads the ratings from the device. */
  public static Nameplate read(RegisterSession session, SunSpecMap map) {
    return new Nameplate(
        first(session, map, SunSpecControl.RATED),
        first(session, map, CAPACITY),
        first(session, map, CHARGE),
        first(session, map, QuantitySources.SOC).isPresent());
  }

  /** Whether it has a battery: hybrid inverters show a battery's models even without one. */
  public boolean hasBattery() {
    return capacityWh.isPresent() || chargeW.isPresent() || charged;
  }

  /** The first source that has a positive value; devices without a value report 0. */
  private static OptionalDouble first(
      RegisterSession session, SunSpecMap map, List<QuantitySource> sources) {
    for (QuantitySource source : sources) {
      Optional<SunSpecMap.Place> place = map.first(source.model());
      if (place.isPresent()
          && ModelBlocks.read(session, place.get(), source.points())
              instanceof Block.Read(ModelReading reading)
          && source.value(reading).orElse(0) > 0) {
        return source.value(reading);
      }
    }
    return OptionalDouble.empty();
  }
}
