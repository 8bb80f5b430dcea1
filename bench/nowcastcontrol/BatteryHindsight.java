/**
 * What a battery that knows the days to come could have kept, whatever it costs otherwise. The
 * measure is the same for every arm.
 *
 * @param peakKw lowest highest quarter-hour mean of import
 * @param curtailedKwh least production that has to be held back
 */
record BatteryHindsight(double peakKw, double curtailedKwh) {

  private static final int QUARTER = 15;
  private static final double QUARTER_H = 0.25;
  private static final double ACCURACY_KW = 0.005;

  static BatteryHindsight of(double[] loadW, double[] sunW) {
    double[] netKw = new double[loadW.length / QUARTER];
    for (int i = 0; i < netKw.length * QUARTER; i++) {
      netKw[i / QUARTER] += (loadW[i] - sunW[i]) / QUARTER / 1000;
    }
    double low = 0;
    double high = 20;
    while (high - low > ACCURACY_KW) {
      double level = (low + high) / 2;
      if (keeps(netKw, level)) {
        high = level;
      } else {
        low = level;
      }
    }
    return new BatteryHindsight(high, heldBack(netKw));
  }

  /** Whether a battery that is charged whenever the level leaves room keeps it. */
  private static boolean keeps(double[] netKw, double levelKw) {
    double kwh = HomeSimulation.START_PCT / 100 * kwh();
    for (double net : netKw) {
      double left = levelKw - net;
      if (-left > NowcastControl.CHARGE_W / 1000) {
        return false;
      }
      kwh = moved(kwh, left);
      if (kwh < least() - 1e-9) {
        return false;
      }
    }
    return true;
  }

  /** Held back if the battery is emptied whenever that is possible. */
  private static double heldBack(double[] netKw) {
    double kwh = HomeSimulation.START_PCT / 100 * kwh();
    double heldBackKwh = 0;
    for (double net : netKw) {
      double surplus = -net - NowcastControl.EXPORT_LIMIT_W / 1000;
      double before = kwh;
      kwh = Math.max(least(), moved(kwh, surplus));
      double takenKw = Math.max(0, kwh - before) / HomeSimulation.EFFICIENCY / QUARTER_H;
      heldBackKwh += Math.max(0, surplus - takenKw) * QUARTER_H;
    }
    return heldBackKwh;
  }

  /**
   * Stored energy after a quarter hour, kWh.
   *
   * @param roomKw power that may be charged; negative: that has to be discharged
   */
  private static double moved(double kwh, double roomKw) {
    double limitKw = NowcastControl.CHARGE_W / 1000;
    double chargeKw = Math.clamp(roomKw, -limitKw, limitKw);
    double factor = chargeKw > 0 ? HomeSimulation.EFFICIENCY : 1 / HomeSimulation.EFFICIENCY;
    return Math.min(HomeSimulation.MOST_PCT / 100 * kwh(), kwh + chargeKw * factor * QUARTER_H);
  }

  private static double kwh() {
    return NowcastControl.CAPACITY_WH / 1000;
  }

  private static double least() {
    return HomeSimulation.LEAST_PCT / 100 * kwh();
  }
}
