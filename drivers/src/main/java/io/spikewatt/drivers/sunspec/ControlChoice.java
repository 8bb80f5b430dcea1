package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.poll.RegisterSession;
import io.spikewatt.drivers.sunspec.Blocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Fault;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Which control of a device is used for an output. */
sealed interface ControlChoice {

  /** This one. */
  record Chosen(ControlWriter writer) implements ControlChoice {}

  /** The device has no model for it. */
  record None() implements ControlChoice {}

  /**
   * It cannot be told for now.
   *
   * @param moved whether the device's map is out of date
   */
  record Unknown(Fault why, boolean moved) implements ControlChoice {}

  /** The first control whose model is there and has a scale for the setpoint. */
  static ControlChoice choose(List<Control> controls, SunSpecMap known, RegisterSession session) {
    ControlChoice chosen = new None();
    for (Control control : controls) {
      Optional<Place> place = known.first(control.model());
      if (place.isEmpty()) {
        continue;
      }
      Model model = ModelTables.shipped().model(control.model());
      Block block = Blocks.read(session, place.get(), model, control.points());
      if (!(block instanceof Block.Read(ModelReading reading))) {
        return unknown(block, "the control cannot be read now");
      }
      boolean usable = reading.unit(control.setpoint()).isPresent();
      if (usable || chosen instanceof None) {
        chosen = writer(control, place.get(), known, session);
      }
      if (usable) {
        break;
      }
    }
    return chosen;
  }

  private static ControlChoice writer(
      Control control, Place place, SunSpecMap known, RegisterSession session) {
    for (Source source : control.rated()) {
      Optional<Place> at = known.first(source.model());
      if (at.isEmpty()) {
        continue;
      }
      Model model = ModelTables.shipped().model(source.model());
      Block block = Blocks.read(session, at.get(), model, source.points());
      if (!(block instanceof Block.Read(ModelReading reading))) {
        return unknown(block, "the rated power cannot be read now");
      }
      OptionalDouble rated = source.value(reading);
      if (rated.isPresent()) {
        return new Chosen(new ControlWriter(control, place, rated));
      }
    }
    return new Chosen(new ControlWriter(control, place, OptionalDouble.empty()));
  }

  private static ControlChoice unknown(Block block, String why) {
    return new Unknown(Fault.of(Fault.Kind.UNREACHABLE, why), block instanceof Block.Moved);
  }
}
