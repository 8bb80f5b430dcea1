package io.spikewatt.simulator.scenario;

import io.spikewatt.simulator.physics.PlantObserver;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.SiteParameters;

/**
 * Independent measurement of an island's criteria, from the physics alone. It belongs to its plant.
 */
final class IslandObserver implements PlantObserver {

  /** Steps of the exchange are measured over this window, s. */
  private static final double STEP_WINDOW_S = 2;

  private final SiteParameters site;
  private boolean separated;
  private double tieBeforeOpeningW = Double.NaN;
  private double unservedWh;
  private double darkS;
  private double connectedS = Double.POSITIVE_INFINITY;
  private double stepAtClosingW = Double.NaN;
  private double addedAtClosingW = Double.NaN;
  private double gridBackS;
  private double backBeforeClosingS = Double.NaN;
  private double rampExcessW;
  private double gridW;
  private boolean secondShedFirst = true;
  private boolean secondShed;
  private boolean heaterShed;
  private double pvExcessWh;

  IslandObserver(SiteParameters site) {
    this.site = site;
  }

  @Override
  public void stepped(PlantTruth truth, double dtS) {
    boolean now = truth.island().separated();
    if (now && !separated) {
      tieBeforeOpeningW = Math.abs(gridW);
    }
    if (!now && separated) {
      connectedS = 0;
      stepAtClosingW = 0;
      addedAtClosingW = 0;
      backBeforeClosingS = gridBackS;
    }
    separated = now;
    gridW = truth.powers().gridW();
    gridBackS = truth.environment().gridUp() ? gridBackS + dtS : 0;
    connectedS += now ? 0 : dtS;
    if (connectedS <= STEP_WINDOW_S) {
      stepAtClosingW = Math.max(stepAtClosingW, Math.abs(gridW));
      double neededW = unorderedW(truth);
      addedAtClosingW = Math.max(addedAtClosingW, Math.max(gridW - neededW, -gridW));
    }
    unservedWh += truth.unservedW() * dtS / 3_600;
    darkS += truth.island().dark() ? dtS : 0;
    // Ten seconds for devices to answer; uncontrolled loads may flow at once.
    if (connectedS > 10 && connectedS < 60) {
      double uncontrolledW = -truth.feederW() - truth.powers().computeW();
      double share = connectedS / 60;
      rampExcessW =
          Math.max(
              rampExcessW,
              Math.max(
                  gridW - uncontrolledW - share * site.limits().importW(),
                  -gridW - share * site.limits().exportW()));
    }
    tiers(truth);
    pvExcessWh +=
        now ? (truth.environment().pvAvailableW() - truth.powers().pvW()) * dtS / 3_600 : 0;
  }

  /** Uncontrollable demand: the load without a relay, and the servers' minimum, W. */
  private double unorderedW(PlantTruth truth) {
    return -truth.powers().loadW()
        + Math.min(-truth.powers().computeW(), site.devices().compute().minW());
  }

  private void tiers(PlantTruth truth) {
    secondShed |= truth.island().separated() && truth.island().secondLoadW() == 0;
    boolean heater = truth.relayClosed();
    if (heater && !heaterShed && !secondShed) {
      secondShedFirst = false;
    }
    heaterShed |= heater;
  }

  /** Exchange in the last step before the site was separated, W. */
  double tieBeforeOpeningW() {
    return tieBeforeOpeningW;
  }

  /** Uncontrolled load that was not served, Wh. */
  double unservedWh() {
    return unservedWh;
  }

  /** Time without voltage, s. */
  double darkS() {
    return darkS;
  }

  /** Largest exchange in the two seconds after the switch closed, W; NaN if it did not. */
  double stepAtClosingW() {
    return stepAtClosingW;
  }

  /**
   * Largest part of that exchange that is export, or import beyond the uncontrolled load, W: the
   * share of batteries, PV, cars, tiers and servers above their minimum; NaN if the switch did not
   * close.
   */
  double addedAtClosingW() {
    return addedAtClosingW;
  }

  /** How long the grid had been back when the switch closed, s; NaN if it did not. */
  double backBeforeClosingS() {
    return backBeforeClosingS;
  }

  /** Largest exchange beyond the ramp, W. */
  double rampExcessW() {
    return rampExcessW;
  }

  /** Whether the more important load was never shed while the less important one was served. */
  boolean cheapestShedFirst() {
    return secondShedFirst && secondShed;
  }

  /** Sun that an island did not use, Wh. */
  double curtailedWh() {
    return pvExcessWh;
  }
}
