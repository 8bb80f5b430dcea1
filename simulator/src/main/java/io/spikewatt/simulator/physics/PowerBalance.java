package io.spikewatt.simulator.physics;

import java.util.Optional;

/**
 * Allocates the power on the site's bus in each step: on the grid, as an island, or with a dark
 * bus.
 */
final class PowerBalance {

  /**
   * Power that the passive loads got in a step, W, positive.
   *
   * @param unservedW power that the plain load did not get
   */
  record Served(double heaterW, double secondW, double unservedW) {}

  /** Frequency of the island that the battery inverter forms, Hz. */
  private static final double ISLAND_HZ = 50.2;

  /** Frequency while its sources fall short, Hz. */
  private static final double SHORT_HZ = 48.5;

  /** Frequency while PV is throttled, Hz. */
  private static final double THROTTLE_HZ = 51.2;

  /** A tripped grid former starts again from this far above its lowest charge, percent. */
  private static final double RESTART_PCT = 2;

  private final PvInverter pv;
  private final BatteryStorage battery;
  private final EvCharger ev;
  private final ComputeCluster compute;
  private final GridConnection grid;
  private final Optional<IslandGear> gear;
  private final double minSocPct;
  private final double stepS;
  private double islandHz = ISLAND_HZ;

  /**
   * @param minSocPct lowest charge of the battery, percent
   * @param stepS length of a step, s
   */
  PowerBalance(
      PvInverter pv,
      BatteryStorage battery,
      EvCharger ev,
      ComputeCluster compute,
      GridConnection grid,
      Optional<IslandGear> gear,
      double minSocPct,
      double stepS) {
    this.pv = pv;
    this.battery = battery;
    this.ev = ev;
    this.compute = compute;
    this.grid = grid;
    this.gear = gear;
    this.minSocPct = minSocPct;
    this.stepS = stepS;
  }

  /**
   * Advances everything on the bus by a step.
   *
   * @param heaterW demand of the heater behind the relay, W, positive
   */
  Served step(long nowNanos, SiteConditions now, double heaterW) {
    return dark()
        ? inTheDark(nowNanos, now, heaterW)
        : separated() ? onIsland(nowNanos, now, heaterW) : onGrid(nowNanos, now, heaterW);
  }

  private Served onGrid(long nowNanos, SiteConditions now, double heaterW) {
    double unlimited = Double.POSITIVE_INFINITY;
    double pvW = pv.step(nowNanos, stepS, now.pvAvailableW(), unlimited);
    double evW = ev.step(nowNanos, stepS, unlimited);
    double computeW = compute.step(nowNanos, stepS, now.computeDemandW(), unlimited);
    double batteryW = battery.step(nowNanos, stepS);
    double secondW = secondLoadW();
    grid.step(now.loadW() + heaterW + secondW + evW + computeW - pvW - batteryW, stepS);
    return new Served(heaterW, secondW, 0);
  }

  /**
   * Without the grid the battery inverter balances the bus at once. PV is throttled to the demand.
   * When power is short, the car is cut first, then the servers, the heater, and last the load,
   * whose part counts as unserved.
   */
  private Served onIsland(long nowNanos, SiteConditions now, double heaterW) {
    double chargeRoomW = -battery.islandRangeW(stepS, true);
    double dischargeW = battery.islandRangeW(stepS, false);
    double gensetW = gear.map(parts -> parts.genset().availableW()).orElse(0.0);
    double sourcesW = pv.possibleW(now.pvAvailableW()) + dischargeW + gensetW;
    double loadW = Math.min(now.loadW(), sourcesW);
    double servedHeaterW = Math.min(heaterW, sourcesW - loadW);
    double wantedSecondW = secondLoadW();
    double secondW = Math.min(wantedSecondW, sourcesW - loadW - servedHeaterW);
    double left = sourcesW - loadW - servedHeaterW - secondW;
    double computeW = compute.step(nowNanos, stepS, now.computeDemandW(), left);
    double evW = ev.step(nowNanos, stepS, left - computeW);
    double usedW = loadW + servedHeaterW + secondW + computeW + evW;
    double pvW = pv.step(nowNanos, stepS, now.pvAvailableW(), usedW + chargeRoomW);
    double carriedW =
        gear.map(parts -> parts.genset().carry(Math.max(0, usedW - pvW), chargeRoomW)).orElse(0.0);
    double batteryW = battery.stepIsland(usedW - pvW - carriedW, stepS);
    // A PV limit that moves within the step leaves less than counted on; the load bears the rest.
    double shortW = Math.max(0, usedW - pvW - carriedW - batteryW);
    grid.step(0, stepS);
    double unservedW = now.loadW() - loadW + shortW;
    shortW = unservedW + heaterW - servedHeaterW + wantedSecondW - secondW;
    double missingW = shortW;
    gear.ifPresent(parts -> parts.judge(nowNanos, missingW));
    islandHz =
        shortW > 1
            ? SHORT_HZ
            : pvW < pv.possibleW(now.pvAvailableW()) - 1 ? THROTTLE_HZ : ISLAND_HZ;
    return new Served(servedHeaterW, secondW, unservedW);
  }

  /** Nothing is served until a source brings the bus up. */
  private Served inTheDark(long nowNanos, SiteConditions now, double heaterW) {
    pv.step(nowNanos, stepS, now.pvAvailableW(), 0);
    ev.step(nowNanos, stepS, 0);
    compute.step(nowNanos, stepS, now.computeDemandW(), 0);
    battery.stepIsland(0, stepS);
    grid.step(0, stepS);
    double pickUpW = now.loadW() + heaterW + secondLoadW();
    // A tripped grid former needs some charge to try again.
    boolean charged = battery.socPct() > minSocPct + RESTART_PCT;
    double batteryW = charged ? battery.islandRangeW(stepS, false) : 0;
    gear.ifPresent(parts -> parts.restart(nowNanos, pickUpW, batteryW));
    return new Served(0, 0, now.loadW());
  }

  private double secondLoadW() {
    return gear.map(IslandGear::secondLoadW).orElse(0.0);
  }

  /** Whether nothing but the site's own sources feeds its bus. */
  boolean separated() {
    return gear.map(parts -> parts.transferSwitch().separated()).orElse(!grid.up());
  }

  /** Whether the bus has no voltage. */
  boolean dark() {
    return gear.isPresent() && gear.get().dark();
  }

  /** Voltage on the bus, V. */
  double voltageV(int phase) {
    return dark() ? 0 : separated() ? 230 : grid.voltageV(phase);
  }

  /** Frequency on the bus, Hz: the grid's, or the island's. */
  double frequencyHz() {
    return dark() ? 0 : separated() ? islandHz : grid.frequencyHz();
  }
}
