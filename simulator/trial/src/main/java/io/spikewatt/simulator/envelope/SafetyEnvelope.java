package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.SiteParameters;

/**
 * The site's fixed bounds. Powers are magnitudes, W.
 *
 * @param cycleS period of control, s
 * @param devices their sizes
 * @param limits at the grid connection, and those of the grid operator's contact
 * @param batteryRampWPerS steepest setpoint, W/s; infinite = none declared
 * @param reservePct configured state of charge that is kept for outages, percent
 * @param monitorOnly whether nothing may be written at all
 */
public record SafetyEnvelope(
    double cycleS,
    SiteParameters.Devices devices,
    SiteParameters.Limits limits,
    double batteryRampWPerS,
    double reservePct,
    boolean monitorOnly) {

  /** Smallest permitted limit of a PV inverter, as a share of its rating: some stop at 0. */
  static final double LEAST_PV_SHARE = 0.01;

  /** Of a site whose devices declare no ramp and are controlled. */
  public static SafetyEnvelope of(SiteParameters site, double cycleS) {
    return new SafetyEnvelope(
        cycleS, site.devices(), site.limits(), Double.POSITIVE_INFINITY, 0, false);
  }

  /** The same with a configured reserve, percent. */
  public SafetyEnvelope withReserve(double pct) {
    return new SafetyEnvelope(cycleS, devices, limits, batteryRampWPerS, pct, monitorOnly);
  }

  /** Time in which a cycle's sample grows too old, a cycle decides, and the decision arrives, s. */
  double latencyS() {
    return 4 * cycleS + 1;
  }
}
