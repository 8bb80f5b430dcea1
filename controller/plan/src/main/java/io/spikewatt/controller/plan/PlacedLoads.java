package io.spikewatt.controller.plan;

import java.util.Arrays;
import java.util.List;

/**
 * Loads that a plan has placed, by slot, kW. Immutable; readers must not change the arrays.
 *
 * @param chargingKw charging sessions without levels of their own
 * @param jobKw jobs above their loads' minimum
 * @param heatKw heat pumps
 * @param leavingKw sessions with levels of their own, as far as heat pumps are planned beside them
 * @param waitingKw the part of it that is not of the first of them, and of loads before these are
 *     shifted
 * @param shifted placement of each shifted load
 */
record PlacedLoads(
    double[] chargingKw,
    double[] jobKw,
    double[] heatKw,
    double[] leavingKw,
    double[] waitingKw,
    List<Shifted> shifted) {

  /**
   * Placement of a load.
   *
   * @param kw power by slot
   * @param shortKwh energy that has no place before its deadline
   * @param dearestPerKwh price of its dearest kWh
   */
  record Shifted(double[] kw, double shortKwh, double dearestPerKwh) {

    /** Power of the first slots, W. */
    double[] watts(int slots) {
      return Arrays.stream(kw, 0, slots).map(power -> 1000 * power).toArray();
    }
  }

  /** Nothing is placed. */
  static PlacedLoads none(int slots) {
    double[] none = new double[slots];
    return new PlacedLoads(none, none, none, none, none, List.of());
  }

  /** Power of all placed loads in a slot. */
  double plannedKw(int k) {
    return chargingKw[k] + jobKw[k] + heatKw[k];
  }

  /** The same with other heat pumps. */
  PlacedLoads heating(double[] kw) {
    return new PlacedLoads(chargingKw, jobKw, kw, leavingKw, waitingKw, shifted);
  }

  /** The same with heat pumps to be planned beside these powers. */
  PlacedLoads beside(double[] leaving, double[] waiting) {
    return new PlacedLoads(chargingKw, jobKw, heatKw, leaving, waiting, shifted);
  }

  /** The same with other shifted loads. */
  PlacedLoads shifting(double[] charging, double[] jobs, List<Shifted> placements) {
    return new PlacedLoads(charging, jobs, heatKw, leavingKw, waitingKw, placements);
  }
}
