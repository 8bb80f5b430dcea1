package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.setpoint.HeldBack;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Sums up, from midnight on, the cost of deviations from the wanted power. */
final class HeldBackTally {

  private final Signal signal;
  private final ZoneId zone;
  private @Nullable LocalDate day;
  private @Nullable Moment at;
  private int steps;
  private double energyWh;
  private double cost;
  private boolean priced;

  HeldBackTally(Signal signal, ZoneId zone) {
    this.signal = signal;
    this.zone = zone;
  }

  /**
   * One cycle.
   *
   * @param doesW power of the battery, W into the bus
   * @param wantedW wanted power, W into the bus
   * @param netW net load without the battery, W
   * @param policy of the choice
   * @param isNewStep whether the setpoint differs from the one before
   */
  void add(
      double doesW,
      double wantedW,
      double netW,
      StoragePolicy policy,
      boolean isNewStep,
      Moment now) {
    LocalDate today = LocalDate.ofInstant(now.instant(), zone);
    if (!today.equals(day)) {
      day = today;
      energyWh = 0;
      steps = 0;
      cost = 0;
      priced = false;
    }
    double seconds = at == null ? 0 : now.since(at).toNanos() * 1e-9;
    at = now;
    steps += isNewStep ? 1 : 0;
    energyWh += Math.abs(wantedW - doesW) * seconds / 3600;
    if (!policy.byRule()) {
      double more = policy.costPerHour(doesW, netW) - policy.costPerHour(wantedW, netW);
      cost += more * seconds / 3600;
      priced = true;
    }
  }

  HeldBack sum() {
    return new HeldBack(
        signal, steps, energyWh, priced ? OptionalDouble.of(cost) : OptionalDouble.empty());
  }
}
