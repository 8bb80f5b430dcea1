package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import java.util.List;
import java.util.Optional;

/** Which control of a device is used for an output. */
sealed interface ControlChoice {

  /** This one. */
  record Chosen(ControlWriter writer) implements ControlChoice {}

  /** The device has no model for it. */
  record None() implements ControlChoice {}

  /** Unknown for now. */
  record Unknown(Block.Unread why) implements ControlChoice {}

  /**
   * The first control whose model is present and has a scale for the setpoint. Otherwise the first
   * one whose model is present, because it can report what is missing.
   */
  static ControlChoice choose(
      List<SunSpecControl> controls, SunSpecMap known, RegisterSession session) {
    ControlChoice chosen = new None();
    for (SunSpecControl sunSpecControl : controls) {
      Optional<Place> place = known.first(sunSpecControl.model());
      if (place.isEmpty()) {
        continue;
      }
      Model model = ModelTables.shipped().model(sunSpecControl.model());
      switch (ModelBlocks.read(session, place.get(), model, sunSpecControl.points())) {
        case Block.Unread unread -> {
          return new Unknown(unread);
        }
        case Block.Read(ModelReading reading) -> {
          boolean usable = reading.unit(sunSpecControl.names().setpoint()).isPresent();
          if (usable || chosen instanceof None) {
            RatedPower rated = new RatedPower(sunSpecControl.rated(), known);
            chosen = new Chosen(new ControlWriter(sunSpecControl, place.get(), rated));
          }
          if (usable) {
            return chosen;
          }
        }
      }
    }
    return chosen;
  }
}
