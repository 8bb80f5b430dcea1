package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Nameplates. */
final class RatingCheck implements Check {

  /** Registers have whole watts or hundredths of a percent. */
  private static final double ROUNDING = 1;

  @Override
  public void wrote(PlantWrite write, View view, Findings findings) {
    Envelope envelope = view.envelope();
    Standing standing = view.standing();
    switch (write.device()) {
      case BATTERY ->
          within(
              Device.BATTERY,
              standing.batteryRegisterW(),
              -envelope.battery().chargeW(),
              envelope.battery().dischargeW(),
              findings);
      case EV -> within(Device.EV, standing.evW(), 0, envelope.ev().maxW(), findings);
      case COMPUTE ->
          within(
              Device.COMPUTE,
              view.computeW(),
              envelope.computeMinW(),
              envelope.computeMaxW(),
              findings);
      case PV -> {
        double limitW = standing.pvShare() * envelope.pvRatedW();
        double leastW = Envelope.LEAST_PV_SHARE * envelope.pvRatedW();
        within(Device.PV, limitW, leastW, envelope.pvRatedW(), findings);
        if (!standing.pvConnected()) {
          findings.violates(Rule.RATING, Device.PV, 0, leastW, "the inverter was disconnected");
        }
      }
      case GENSET, TRANSFER_SWITCH, SECOND_RELAY -> {
        if (write instanceof PlantWrite.Node node && node.value() != 0 && node.value() != 1) {
          findings.violates(Rule.RATING, write.device(), node.value(), 1, "neither 0 nor 1");
        }
      }
      case GRID_METER, RELAY -> {}
    }
  }

  private static void within(
      Device device, double value, double min, double max, Findings findings) {
    if (!(value >= min - ROUNDING && value <= max + ROUNDING)) {
      double bound = value < min ? min : max;
      findings.violates(Rule.RATING, device, value, bound, "beyond the nameplate");
    }
  }
}
