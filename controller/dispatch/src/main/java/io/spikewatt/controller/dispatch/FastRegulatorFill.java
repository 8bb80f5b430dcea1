package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import java.util.List;

/**
 * Lets the fastest of several running batteries bridge the lag of the others, as far as it need not
 * change direction for that.
 */
final class FastRegulatorFill {

  private FastRegulatorFill() {}

  /**
   * The shares with a changed share of the fastest free battery.
   *
   * @param shares of the free batteries, W, discharge positive; requested ones have 0
   */
  static double[] filled(
      double[] shares,
      List<RegulatorUnit> batteries,
      CycleInput input,
      RequestedRegulators requested) {
    int fastest = fastest(shares, batteries);
    if (fastest < 0) {
      return shares;
    }
    RegulatorUnit fast = batteries.get(fastest);
    double lackW = 0;
    for (int i = 0; i < shares.length; i++) {
      RegulatorUnit other = batteries.get(i);
      if (i != fastest
          && !requested.has(other)
          && other.state(input).powerW() instanceof Estimate.Known measured) {
        lackW += shares[i] - other.drive.expected(measured, fast.drive.answers(input.now()));
      }
    }
    double[] filled = shares.clone();
    filled[fastest] =
        shares[fastest] > 0
            ? Math.clamp(shares[fastest] + lackW, 0, fast.range().emergencyW())
            : Math.clamp(shares[fastest] + lackW, -fast.range().chargeW(), 0);
    return filled;
  }

  private static int fastest(double[] shares, List<RegulatorUnit> batteries) {
    int fastest = -1;
    for (int i = 0; i < shares.length; i++) {
      boolean faster =
          fastest < 0
              || batteries.get(i).deviceResponse.settlingS()
                  < batteries.get(fastest).deviceResponse.settlingS();
      fastest = shares[i] != 0 && faster ? i : fastest;
    }
    return fastest;
  }
}
