package io.spikewatt.controller.limit;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.GridProbe;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Limit of the three-phase sum that keeps the limit of each phase: three times the limit less the
 * lead of the fullest phase over the mean. Controlled power counts as spread over all phases. A
 * device on one phase changes the lead, so a phase that fell back counts as ahead for a while.
 * Phases without a measurement may be a single one, with its limit. Confined to the control cycle's
 * thread.
 */
public final class PhaseLimit {

  /** Time that the last known phases replace unreadable ones. */
  static final Duration HOLD = Duration.ofSeconds(10);

  /** Time constant of the decay of a lead, s. */
  private static final double FORGETS_S = 60;

  private Optional<Double> limitW;
  private final Optional<String> meter;
  private double importLeadW;
  private double exportLeadW;
  private @Nullable Moment lastKnown;

  public PhaseLimit(Site site) {
    this.limitW = site.grid().phaseLimitW();
    this.meter = site.gridMeter().map(DeviceConfig::id);
  }

  /** The configured limit of each phase; the phases' leads stay known. */
  public void setLimit(Site site) {
    limitW = site.grid().phaseLimitW();
  }

  /** The limits, tightened so that no phase exceeds its own. */
  public GridLimits apply(GridLimits limits, PlantSnapshot snapshot) {
    if (limitW.isEmpty()) {
      return limits;
    }
    readPhases(snapshot);
    boolean known = lastKnown != null && snapshot.at().since(lastKnown).compareTo(HOLD) <= 0;
    double phaseW = limitW.get();
    double importW = known ? Math.max(0, 3 * (phaseW - importLeadW)) : phaseW;
    double exportW = known ? Math.max(0, 3 * (phaseW - exportLeadW)) : phaseW;
    return limits.within(importW, exportW, LimitSource.CONFIGURED);
  }

  /**
   * The limits in force, tightened by phase powers between two cycles. Changes no state.
   *
   * @param inForce as {@link #apply} tightened them
   * @param glanced polled powers; without all three phases the limits stay
   */
  public GridLimits between(GridLimits inForce, List<Sample.Good> glanced) {
    if (limitW.isEmpty()) {
      return inForce;
    }
    double[] phasesW =
        glanced.stream()
            .filter(power -> meter.filter(power.signal().deviceId()::equals).isPresent())
            .filter(power -> GridProbe.PHASES.contains(power.signal().quantity()))
            .mapToDouble(Sample.Good::value)
            .toArray();
    if (phasesW.length < GridProbe.PHASES.size()) {
      return inForce;
    }
    double mean = Arrays.stream(phasesW).sum() / GridProbe.PHASES.size();
    double importW = limitW.get() - (Arrays.stream(phasesW).max().orElseThrow() - mean);
    double exportW = limitW.get() - (mean - Arrays.stream(phasesW).min().orElseThrow());
    return inForce.within(
        Math.max(0, GridProbe.PHASES.size() * importW),
        Math.max(0, GridProbe.PHASES.size() * exportW),
        LimitSource.CONFIGURED);
  }

  private void readPhases(PlantSnapshot snapshot) {
    double sum = 0;
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (Quantity phase : GridProbe.PHASES) {
      OptionalDouble watts =
          meter.map(id -> snapshot.value(id, phase)).orElse(OptionalDouble.empty());
      if (watts.isEmpty()) {
        return;
      }
      sum += watts.getAsDouble();
      highest = Math.max(highest, watts.getAsDouble());
      lowest = Math.min(lowest, watts.getAsDouble());
    }
    double mean = sum / GridProbe.PHASES.size();
    double seconds =
        lastKnown == null
            ? Double.POSITIVE_INFINITY
            : snapshot.at().since(lastKnown).toNanos() * 1e-9;
    double forgotten = 1 - Math.exp(-seconds / FORGETS_S);
    importLeadW = held(importLeadW, highest - mean, forgotten);
    exportLeadW = held(exportLeadW, mean - lowest, forgotten);
    lastKnown = snapshot.at();
  }

  private static double held(double before, double now, double forgotten) {
    return Math.max(now, before + forgotten * (now - before));
  }
}
