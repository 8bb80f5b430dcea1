package io.spikewatt.controller.estimate;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Reads the meter at the grid connection.
 *
 * @param meters ids of the grid meters; one, or none at a site without a grid
 */
public record GridProbe(List<String> meters) {

  /** Below this a phase is dead: far under any supply voltage, far above induced ones. */
  static final double DEAD_V = 50;

  static final List<Quantity> VOLTAGES =
      List.of(Quantity.VOLTAGE_L1_V, Quantity.VOLTAGE_L2_V, Quantity.VOLTAGE_L3_V);

  /** Power of each phase. */
  public static final List<Quantity> PHASES =
      List.of(Quantity.POWER_L1_W, Quantity.POWER_L2_W, Quantity.POWER_L3_W);

  /** Power from the grid; from the phases if the sum alone is missing. */
  Estimate power(PlantSnapshot snapshot) {
    if (meters.isEmpty()) {
      return new Estimate.Unknown("no grid meter is configured");
    }
    String meter = meters.getFirst();
    Estimate sum = Estimate.of(snapshot, meter, Quantity.POWER_W);
    if (sum.isKnown() || doubted(snapshot.get(meter, Quantity.POWER_W))) {
      return sum;
    }
    List<Estimate> phases =
        PHASES.stream().map(phase -> Estimate.of(snapshot, meter, phase)).toList();
    return Estimate.sum(phases) instanceof Estimate.Known known
        ? new Estimate.Known(known.value(), Estimate.How.DERIVED, known.at())
        : sum;
  }

  /** A frozen, inverted or contradicted meter is no better on its phases. */
  private static boolean doubted(Sample sum) {
    return sum instanceof Sample.Missing missing
        && (missing.reason().kind() == Fault.Kind.FROZEN
            || missing.reason().kind() == Fault.Kind.SIGN_FLIPPED
            || missing.reason().kind() == Fault.Kind.CONTRADICTED);
  }

  /**
   * Whether the grid is present. A single-phase meter may read 0 V on the other phases, so one live
   * phase suffices. Power through the meter proves the grid, even against voltage and frequency.
   */
  GridConnection connection(PlantSnapshot snapshot) {
    if (meters.isEmpty()) {
      return GridConnection.UNKNOWN;
    }
    String meter = meters.getFirst();
    double highest = -1;
    for (Quantity voltage : VOLTAGES) {
      highest = Math.max(highest, snapshot.value(meter, voltage).orElse(-1));
    }
    OptionalDouble frequency = snapshot.value(meter, Quantity.FREQUENCY_HZ);
    boolean dead = highest >= 0 && highest < DEAD_V;
    if (dead || (frequency.isPresent() && !nominal(frequency.getAsDouble()))) {
      double flows = Math.abs(snapshot.value(meter, Quantity.POWER_W).orElse(0));
      return flows > GridConnection.FLOWS_W ? GridConnection.UP : GridConnection.DOWN;
    }
    return frequency.isPresent() || highest >= 0 ? GridConnection.UP : GridConnection.UNKNOWN;
  }

  /** Frequency of the public grid, Hz; empty if it is not read. */
  OptionalDouble frequencyHz(PlantSnapshot snapshot) {
    return meters.isEmpty()
        ? OptionalDouble.empty()
        : snapshot.value(meters.getFirst(), Quantity.FREQUENCY_HZ);
  }

  private static boolean nominal(double hz) {
    return Math.abs(hz - 50) <= 3 || Math.abs(hz - 60) <= 3;
  }
}
