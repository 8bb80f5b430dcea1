package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantTruth;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How long the controller may believe a grid meter that lies. Steps of its own battery give most
 * lies away: 30 s after them the limits count again. A meter that is stuck near 0 W is not given
 * away, because 0 W is what a battery that follows the load aims at.
 */
final class MeterLies {

  private static final int FIND_OUT_S = 30;

  /** Battery steps that tell, in sum, as a share of the rating. */
  private static final double TELLING_SHARE = 0.2;

  /** A meter that is stuck nearer to 0 than this looks like one at a site that is kept there, W. */
  private static final double NEAR_ZERO_W = 50;

  /** Faults that hide the meter's response to a step. */
  private static final Set<FaultKind> HIDES_STEPS =
      EnumSet.of(
          FaultKind.METER_SILENT,
          FaultKind.METER_NAN,
          FaultKind.METER_FROZEN,
          FaultKind.METER_TURNED,
          FaultKind.METER_SPIKES,
          FaultKind.METER_ALTERNATES,
          FaultKind.BATTERY_DEAD);

  private final double tellingW;
  private final Map<FaultKind, Long> exemptSeconds = new EnumMap<>(FaultKind.class);
  private Set<FaultKind> last = Set.of();
  private boolean changed;
  private double lastBatteryW;
  private double steppedW;
  private double stuckAtW;
  private long toldS;

  /**
   * @param batteryRatedW the larger of the battery's ratings, W
   */
  MeterLies(double batteryRatedW) {
    this.tellingW = TELLING_SHARE * batteryRatedW;
  }

  /** Seconds in which the limits did not count for a lie, by kind. */
  Map<FaultKind, Long> exemptSeconds() {
    return exemptSeconds;
  }

  /** Whether the meter has just begun or ended to lie in some way, which moves what it shows. */
  boolean changed() {
    return changed;
  }

  /**
   * Advances by a second.
   *
   * @param active all faults
   * @param connected whether the public grid feeds the bus; else a step of the battery does not
   *     show at the connection
   * @param truth true powers
   * @return how the power at the connection is shown, as far as lies matter
   */
  Shown next(Map<FaultKind, FaultEpisode> active, boolean connected, PlantTruth.Powers truth) {
    double stepW = Math.abs(truth.batteryW() - lastBatteryW);
    lastBatteryW = truth.batteryW();
    Set<FaultKind> lies = EnumSet.noneOf(FaultKind.class);
    active.keySet().stream().filter(FaultKind::isLie).forEach(lies::add);
    boolean begins = lies.contains(FaultKind.METER_STUCK) && !last.contains(FaultKind.METER_STUCK);
    stuckAtW = begins ? truth.gridW() : stuckAtW;
    // A meter that begins to lie in another way has to be found out again.
    changed = !lies.equals(last);
    last = lies;
    toldS = changed ? 0 : toldS;
    lies.stream()
        .filter(kind -> shown(kind) == Shown.FALSE)
        .forEach(kind -> exemptSeconds.merge(kind, 1L, Long::sum));
    Shown worst =
        lies.stream().anyMatch(kind -> shown(kind) == Shown.FALSE)
            ? Shown.FALSE
            : lies.stream().map(this::shown).max(Comparator.naturalOrder()).orElse(Shown.TRUE);
    // A new process has seen no step yet.
    boolean gone = active.containsKey(FaultKind.KILLED) || active.containsKey(FaultKind.STOPPED);
    boolean hidden =
        !connected
            || !Collections.disjoint(active.keySet(), HIDES_STEPS)
            || (lies.size() > 1 && lies.contains(FaultKind.METER_JUMPS));
    double seenW = hidden ? 0 : stepW;
    steppedW = lies.isEmpty() || changed || gone ? 0 : steppedW + seenW;
    toldS = steppedW >= tellingW ? toldS + 1 : 0;
    return worst;
  }

  private Shown shown(FaultKind kind) {
    return switch (kind) {
      // Their sum is true.
      case METER_PHASES_SWAPPED -> Shown.TRUE;
      // No step of a device shows it, or every reading hides one.
      case METER_OFFSET, METER_ALTERNATES -> Shown.FALSE;
      case METER_STUCK -> Math.abs(stuckAtW) < NEAR_ZERO_W ? Shown.FALSE : afterSteps();
      default -> afterSteps();
    };
  }

  private Shown afterSteps() {
    return toldS >= FIND_OUT_S ? Shown.FOUND_OUT : Shown.FALSE;
  }
}
