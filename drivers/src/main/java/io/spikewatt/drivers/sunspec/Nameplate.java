package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.poll.RegisterSession;
import io.spikewatt.drivers.sunspec.Blocks.Block;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a SunSpec device says that it can do, each empty if it does not say.
 *
 * @param ratedW largest AC power, W
 * @param capacityWh energy that its battery holds, Wh
 * @param chargeW largest charging power, W
 */
public record Nameplate(OptionalDouble ratedW, OptionalDouble capacityWh, OptionalDouble chargeW) {

  private static final List<Source> CAPACITY =
      List.of(new Source(713, "WHRtg"), new Source(802, "WHRtg"), new Source(120, "WHRtg"));

  private static final List<Source> CHARGE =
      List.of(
          new Source(702, "WChaRteMaxRtg"),
          new Source(802, "WChaRteMax"),
          new Source(124, "WChaMax"),
          new Source(120, "MaxChaRte"));

  /** Asks the device. */
  public static Nameplate read(RegisterSession session, SunSpecMap map) {
    return new Nameplate(
        first(session, map, Control.RATED),
        first(session, map, CAPACITY),
        first(session, map, CHARGE));
  }

  /** The first source that has a positive value; 0 is what devices without one say. */
  private static OptionalDouble first(
      RegisterSession session, SunSpecMap map, List<Source> sources) {
    for (Source source : sources) {
      Optional<SunSpecMap.Place> place = map.first(source.model());
      if (place.isEmpty()) {
        continue;
      }
      Model model = ModelTables.shipped().model(source.model());
      if (Blocks.read(session, place.get(), model, source.points())
              instanceof Block.Read(ModelReading reading)
          && source.value(reading).orElse(0) > 0) {
        return source.value(reading);
      }
    }
    return OptionalDouble.empty();
  }
}
