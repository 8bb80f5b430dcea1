package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** The battery's declared ramp; towards rest is always allowed. */
final class RampCheck implements EnvelopeCheck {

  private double lastW;
  private double lastS;

  @Override
  public void wrote(PlantWrite write, EnvelopeView envelopeView) {
    if (write.device() != Device.BATTERY
        || envelopeView.nowS() != envelopeView.standing().batterySetS()) {
      return;
    }
    double nowW = envelopeView.standing().batteryRegisterW();
    // Decisions and writes are not in step to the last moment: one cycle more.
    double allowedW =
        envelopeView.envelope().batteryRampWPerS()
            * (envelopeView.nowS() - lastS + envelopeView.envelope().cycleS());
    boolean towardsRest = Math.abs(nowW) <= Math.abs(lastW) && nowW * lastW >= 0;
    if (!towardsRest && Math.abs(nowW - lastW) > allowedW + 1) {
      double bound = lastW + Math.copySign(allowedW, nowW - lastW);
      envelopeView.violated(
          EnvelopeRule.RAMP, Device.BATTERY, nowW, bound, "steeper than its ramp");
    }
    if (nowW != lastW) {
      lastS = envelopeView.nowS();
    }
    lastW = nowW;
  }
}
