package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.time.Moment;
import java.util.List;

/** The quickest of several batteries that run stands in for the others. */
final class Quickest {

  private Quickest() {}

  /**
   * Gives the quickest what the others are not doing yet, or are still doing, as far as it need not
   * turn round for it.
   *
   * @param shares power of each battery, W, discharge positive; changed
   */
  static void fillIn(double[] shares, List<BatteryUnit> batteries, PlantState state, Moment now) {
    int quickest = -1;
    for (int i = 0; i < shares.length; i++) {
      boolean quicker =
          quickest < 0
              || batteries.get(i).response.settlingS()
                  < batteries.get(quickest).response.settlingS();
      quickest = shares[i] != 0 && quicker ? i : quickest;
    }
    if (quickest < 0) {
      return;
    }
    BatteryUnit quick = batteries.get(quickest);
    double lackW = 0;
    for (int i = 0; i < shares.length; i++) {
      BatteryUnit other = batteries.get(i);
      if (i != quickest && Fleet.state(state, other).powerW() instanceof Estimate.Known measured) {
        lackW += shares[i] - other.drive.expected(measured, quick.drive.answers(now));
      }
    }
    double filled = shares[quickest] + lackW;
    shares[quickest] =
        shares[quickest] > 0
            ? Math.clamp(filled, 0, quick.emergencyW)
            : Math.clamp(filled, -quick.chargeW, 0);
  }
}
