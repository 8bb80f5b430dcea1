package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SiteParameters;

/** Nameplates. */
final class RatingCheck implements EnvelopeCheck {

  /** Registers have whole watts or hundredths of a percent. */
  private static final double ROUNDING = 1;

  @Override
  public void wrote(
      PlantWrite write, EnvelopeView envelopeView, ViolationListener violationListener) {
    SafetyEnvelope safetyEnvelope = envelopeView.envelope();
    DeviceRegisters deviceRegisters = envelopeView.standing();
    switch (write.device()) {
      case BATTERY ->
          within(
              Device.BATTERY,
              deviceRegisters.batteryRegisterW(),
              -safetyEnvelope.devices().battery().chargeW(),
              safetyEnvelope.devices().battery().dischargeW(),
              violationListener);
      case EV ->
          within(
              Device.EV,
              deviceRegisters.evW(),
              0,
              safetyEnvelope.devices().ev().maxW(),
              violationListener);
      case COMPUTE ->
          within(
              Device.COMPUTE,
              envelopeView.computeW(),
              safetyEnvelope.devices().compute().minW(),
              safetyEnvelope.devices().compute().maxW(),
              violationListener);
      case PV -> {
        double limitW = deviceRegisters.pvShare() * safetyEnvelope.devices().pvRatedW();
        double leastW = SafetyEnvelope.LEAST_PV_SHARE * safetyEnvelope.devices().pvRatedW();
        within(Device.PV, limitW, leastW, safetyEnvelope.devices().pvRatedW(), violationListener);
        if (!deviceRegisters.pvConnected()) {
          violationListener.violated(
              EnvelopeRule.RATING, Device.PV, 0, leastW, "the inverter was disconnected");
        }
      }
      case GENSET, TRANSFER_SWITCH, SECOND_RELAY -> {
        if (write instanceof PlantWrite.Node node && node.value() != 0 && node.value() != 1) {
          violationListener.violated(
              EnvelopeRule.RATING, write.device(), node.value(), 1, "neither 0 nor 1");
        }
      }
      case HEAT_PUMP -> {
        if (write instanceof PlantWrite.Registers order) {
          double mostW =
              safetyEnvelope.devices().heatPump().map(SiteParameters.Heating::maxW).orElse(0.0);
          within(Device.HEAT_PUMP, order.words().getFirst(), 0, mostW, violationListener);
        }
      }
      case GRID_METER, RELAY -> {}
    }
  }

  private static void within(
      Device device, double value, double min, double max, ViolationListener violationListener) {
    if (!(value >= min - ROUNDING && value <= max + ROUNDING)) {
      double bound = value < min ? min : max;
      violationListener.violated(EnvelopeRule.RATING, device, value, bound, "beyond the nameplate");
    }
  }
}
