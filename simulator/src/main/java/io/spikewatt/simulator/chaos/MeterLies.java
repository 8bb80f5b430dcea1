package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.envelope.Visibility.Shown;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long the controller may believe a grid meter that lies. Steps of its own battery give most
 * lies away: 30 s after them the limits count again.
 */
final class MeterLies {

  private static final int FIND_OUT_S = 30;

  /** Battery steps that tell, in sum, as a share of the rating. */
  private static final double TELLING_SHARE = 0.2;

  private final double tellingW;
  private final Map<FaultKind, Long> exemptSeconds = new EnumMap<>(FaultKind.class);
  private double lastBatteryW;
  private double steppedW;
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

  /**
   * Advances by a second.
   *
   * @param active all faults
   * @param batteryW true power of the battery, W
   * @return how the power at the connection is shown, as far as lies matter
   */
  Shown next(Map<FaultKind, FaultEpisode> active, double batteryW) {
    double stepW = Math.abs(batteryW - lastBatteryW);
    lastBatteryW = batteryW;
    Shown worst = Shown.TRUE;
    boolean lies = false;
    for (FaultKind kind : active.keySet()) {
      if (kind.isLie()) {
        lies = true;
        Shown shown = shown(kind);
        worst = shown.compareTo(worst) > 0 && worst != Shown.FALSE ? shown : worst;
        if (shown == Shown.FALSE) {
          exemptSeconds.merge(kind, 1L, Long::sum);
        }
      }
    }
    // A new process has seen no step yet.
    boolean gone = active.containsKey(FaultKind.KILLED) || active.containsKey(FaultKind.STOPPED);
    steppedW = lies && !gone ? steppedW + stepW : 0;
    toldS = steppedW >= tellingW ? toldS + 1 : 0;
    return worst;
  }

  private Shown shown(FaultKind kind) {
    return switch (kind) {
      // Their sum is true.
      case METER_PHASES_SWAPPED -> Shown.TRUE;
      // No step of a device shows it.
      case METER_OFFSET -> Shown.FALSE;
      default -> toldS >= FIND_OUT_S ? Shown.FOUND_OUT : Shown.FALSE;
    };
  }
}
