package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The power of a setpoint of 100 %. Some devices let their owner change it, so it is read again
 * from time to time.
 *
 * @param sources where it is found, best first; none for a control that counts watts
 */
record RatedPower(List<QuantitySource> sources, SunSpecMap known) {

  /** What came of reading it. */
  sealed interface Answer {
    /** Watts; empty if the device does not report them. */
    record Known(OptionalDouble watts) implements Answer {}

    /** It cannot be read for now. */
    record Unknown(Block.Unread why) implements Answer {}
  }

  Answer read(RegisterSession session) {
    for (QuantitySource quantitySource : sources) {
      Optional<Place> place = known.first(quantitySource.model());
      if (place.isEmpty()) {
        continue;
      }
      Model model = ModelTables.shipped().model(quantitySource.model());
      switch (ModelBlocks.read(session, place.get(), model, quantitySource.points())) {
        case Block.Unread unread -> {
          return new Answer.Unknown(unread);
        }
        case Block.Read(ModelReading reading) -> {
          OptionalDouble watts = quantitySource.value(reading);
          if (watts.isPresent()) {
            return new Answer.Known(watts);
          }
        }
      }
    }
    return new Answer.Known(OptionalDouble.empty());
  }
}
