package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import java.util.List;

/**
 * The quickest of several batteries that run stands in for what the others are not doing yet, or
 * are still doing, as far as it need not turn round for it.
 */
final class FastBatteryFill {

  private FastBatteryFill() {}

  /**
   * Changes the share of the quickest one.
   *
   * @param shares what each battery is to give, W, discharge positive
   */
  static void fillIn(
      double[] shares, List<BatteryUnit> batteries, ExchangeController.CycleInput cycleInput) {
    int quickest = -1;
    for (int i = 0; i < shares.length; i++) {
      boolean quicker =
          quickest < 0
              || batteries.get(i).deviceResponse.settlingS()
                  < batteries.get(quickest).deviceResponse.settlingS();
      quickest = shares[i] != 0 && quicker ? i : quickest;
    }
    if (quickest < 0) {
      return;
    }
    BatteryUnit quick = batteries.get(quickest);
    double lackW = 0;
    for (int i = 0; i < shares.length; i++) {
      BatteryUnit other = batteries.get(i);
      if (i != quickest
          && Assets.state(cycleInput.state(), other).powerW() instanceof Estimate.Known measured) {
        lackW +=
            shares[i]
                - other.batteryRegulator.expected(
                    measured, quick.batteryRegulator.answers(cycleInput.now()));
      }
    }
    double filled = shares[quickest] + lackW;
    shares[quickest] =
        shares[quickest] > 0
            ? Math.clamp(filled, 0, quick.emergencyW)
            : Math.clamp(filled, -quick.chargeW, 0);
  }
}
