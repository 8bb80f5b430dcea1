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
              -envelope.devices().battery().chargeW(),
              envelope.devices().battery().dischargeW(),
              findings);
      case EV -> within(Device.EV, standing.evW(), 0, envelope.devices().ev().maxW(), findings);
      case COMPUTE ->
          within(
              Device.COMPUTE,
              view.computeW(),
              envelope.devices().compute().minW(),
              envelope.devices().compute().maxW(),
              findings);
      case PV -> {
        double limitW = standing.pvShare() * envelope.devices().pvRatedW();
        double leastW = Envelope.LEAST_PV_SHARE * envelope.devices().pvRatedW();
        within(Device.PV, limitW, leastW, envelope.devices().pvRatedW(), findings);
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
