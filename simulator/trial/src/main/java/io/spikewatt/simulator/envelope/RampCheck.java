package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** The battery's declared ramp; towards rest is always allowed. */
final class RampCheck implements EnvelopeCheck {

  private double lastW;
  private double lastS;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    if (write.device() != Device.BATTERY || view.nowS() != view.standing().batterySetS()) {
      return;
    }
    double nowW = view.standing().batteryRegisterW();
    // Decisions and writes are not in step to the last moment: one cycle more.
    double allowedW = view.envelope().batteryRampWPerS() * (view.nowS() - lastS + view.cycleS());
    boolean towardsRest = Math.abs(nowW) <= Math.abs(lastW) && nowW * lastW >= 0;
    if (!towardsRest && Math.abs(nowW - lastW) > allowedW + 1) {
      double bound = lastW + Math.copySign(allowedW, nowW - lastW);
      view.violated(EnvelopeRule.RAMP, Device.BATTERY, nowW, bound, "steeper than its ramp");
    }
    if (nowW != lastW) {
      lastS = view.nowS();
    }
    lastW = nowW;
  }
}
