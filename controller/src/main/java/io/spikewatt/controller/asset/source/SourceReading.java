package io.spikewatt.controller.asset.source;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.SourceState;
import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the state of a PV plant or a wind turbine. */
public final class SourceReading {

  private SourceReading() {}

  /**
   * Power that a source is measured to make, W. One that is off because the sun is down makes
   * nothing: that is policy, not reading.
   */
  public static Estimate powerW(PlantSnapshot snapshot, String id) {
    return offNote(snapshot, id).isPresent()
        ? new Estimate.Known(0, Estimate.How.DERIVED, snapshot.at())
        : Estimate.of(snapshot, id, Quantity.POWER_W);
  }

  /** One sentence if the source is off and counts as 0. */
  public static Optional<String> offNote(PlantSnapshot snapshot, String id) {
    return snapshot.get(id, Quantity.POWER_W) instanceof Sample.Missing missing
            && missing.reason().kind() == Fault.Kind.OFF
        ? Optional.of(id + " is off and counts as 0: " + missing.reason().detail())
        : Optional.empty();
  }

  /**
   * The source's state.
   *
   * @param powerW as the balance tells, W
   * @param inForce values of the outputs in force; one that is not in it counts as free
   */
  public static SourceState state(
      String id, Role.Source source, Estimate powerW, Map<Signal, Double> inForce) {
    SourceState.Kind kind = source instanceof Role.Pv ? SourceState.Kind.PV : SourceState.Kind.WIND;
    return new SourceState(
        id,
        kind,
        powerW,
        potential(source, powerW, inForce.get(new Signal(id, Quantity.POWER_LIMIT_W))));
  }

  private static Potential potential(Role.Source source, Estimate powerW, @Nullable Double limitW) {
    if (!(powerW instanceof Estimate.Known known)) {
      return Potential.UNKNOWN;
    }
    if (limitW == null || limitW >= source.ratedW()) {
      return Potential.UNCURTAILED;
    }
    // An inverter does not sit exactly on its limit; a few percent below it still bites.
    double bitesW = limitW - Math.max(50, 0.03 * source.ratedW());
    return known.value() >= bitesW ? Potential.CURTAILED : Potential.UNCURTAILED;
  }
}
