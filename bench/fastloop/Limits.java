/** Export limit and silent meter: how long until the site is within its limit again. */
final class Limits {

  /** Power above a limit that does not count: less than a meter of class 1 tells, W. */
  private static final double TOLERANCE_W = 20;

  static final int PHASES = 10;
  private static final int LONGEST_S = 120;

  private Limits() {}

  /**
   * Export after the beginning of a quarter hour in which export costs money.
   *
   * @param seconds until nothing is exported any more
   * @param wattHours exported from the beginning on
   */
  record NegativeSlot(double seconds, double wattHours) {

    static final NegativeSlot NONE = new NegativeSlot(0, 0);

    /** The worse of both, by each measure. */
    NegativeSlot or(NegativeSlot other) {
      return new NegativeSlot(
          Math.max(seconds, other.seconds), Math.max(wattHours, other.wattHours));
    }
  }

  /**
   * A quarter hour begins whose price forbids export, while a surplus is exported.
   *
   * @param beginsAt when, s
   * @param socPct of the battery: full, or with room for all that it can charge
   */
  static NegativeSlot negativeSlot(Rig site, double beginsAt, double socPct) {
    site.socPct = socPct;
    site.sunW = 8000;
    site.loadW = 500;
    site.run(beginsAt, (at, grid) -> {});
    double start = site.now();
    if (site.gridW() > -1000) {
      throw new IllegalStateException("exports only " + -site.gridW() + " W before the slot");
    }
    double[] last = {0};
    double[] wattSeconds = {0};
    double[] before = {start};
    site.run(
        LONGEST_S,
        (at, grid) -> {
          last[0] = -grid > TOLERANCE_W ? at.now() - start : last[0];
          wattSeconds[0] += Math.max(0, -grid) * (at.now() - before[0]);
          before[0] = at.now();
        });
    return new NegativeSlot(last[0], wattSeconds[0] / 3600);
  }

  /** A battery that can store: the load falls by 4 kW while the sun gives 5 kW. */
  static double backByBattery(Rig site, double limitW) {
    site.socPct = 50;
    return worst(site, limitW, 5000, 4500, 500);
  }

  /** A battery that is full: PV has to give way. */
  static double backByPv(Rig site, double limitW) {
    site.socPct = 100;
    return worst(site, limitW, 8000, 7800, 300);
  }

  private static double worst(
      Rig site, double limitW, double sunW, double loadW, double thenW) {
    double worst = 0;
    for (int phase = 0; phase < PHASES; phase++) {
      site.sunW = sunW;
      site.loadW = loadW;
      site.run(60 + 1.0 / PHASES, (at, grid) -> {});
      site.loadW = thenW;
      double start = site.now();
      double[] last = {0};
      site.run(
          LONGEST_S,
          (at, grid) -> last[0] = -grid > limitW + TOLERANCE_W ? at.now() - start : last[0]);
      worst = Math.max(worst, last[0]);
    }
    return worst;
  }

  /**
   * The inverter's own time in {@link #backByPv} when it gets its smallest power at once.
   */
  static double ownSeconds(PowerStage pv, double limitW) {
    double floorW = Rig.PV_W * io.spikewatt.config.site.Role.Pv.MIN_SHARE;
    double allowedW = limitW + TOLERANCE_W + 300;
    double tauS = (pv.settlingS - pv.deadS) / 3;
    return pv.deadS + tauS * Math.log((8000 - floorW) / (allowedW - floorW));
  }

  /**
   * From the last reading of the meter until the battery is asked for 0 and PV for no more than the
   * limit, s.
   */
  static double silentUntilStatic(Rig site, double limitW) {
    site.sunW = 8000;
    site.loadW = 1000;
    site.run(60.5, (at, grid) -> {});
    double lastReading = Math.floor(site.now());
    site.meterSilent = true;
    for (int tick = 0; tick < LONGEST_S * 20; tick++) {
      site.run(0.05, (at, grid) -> {});
      if (site.command().batteryW() == 0 && site.command().pvLimitW() <= limitW) {
        // The reading that brought it, and the quarter of a second until it is written.
        return Math.floor(site.now()) + 0.25 - lastReading;
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
