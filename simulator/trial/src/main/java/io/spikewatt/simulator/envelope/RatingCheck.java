package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SiteParameters;

/** Nameplates. */
final class RatingCheck implements EnvelopeCheck {

  /** Registers have whole watts or hundredths of a percent. */
  private static final double ROUNDING = 1;

  @Override
  public void wrote(PlantWrite write, EnvelopeView envelopeView) {
    SafetyEnvelope safetyEnvelope = envelopeView.envelope();
    DeviceRegisters deviceRegisters = envelopeView.standing();
    switch (write.device()) {
      case BATTERY ->
          within(
              envelopeView,
              Device.BATTERY,
              deviceRegisters.batteryRegisterW(),
              -safetyEnvelope.devices().battery().chargeW(),
              safetyEnvelope.devices().battery().dischargeW());
      case EV ->
          within(
              envelopeView,
              Device.EV,
              deviceRegisters.evW(),
              0,
              safetyEnvelope.devices().ev().maxW());
      case COMPUTE ->
          within(
              envelopeView,
              Device.COMPUTE,
              envelopeView.computeW(),
              safetyEnvelope.devices().compute().minW(),
              safetyEnvelope.devices().compute().maxW());
      case PV -> {
        double limitW = deviceRegisters.pvShare() * safetyEnvelope.devices().pvRatedW();
        double leastW = SafetyEnvelope.LEAST_PV_SHARE * safetyEnvelope.devices().pvRatedW();
        within(envelopeView, Device.PV, limitW, leastW, safetyEnvelope.devices().pvRatedW());
        if (!deviceRegisters.pvConnected()) {
          envelopeView.violated(
              EnvelopeRule.RATING, Device.PV, 0, leastW, "the inverter was disconnected");
        }
      }
      case GENSET, TRANSFER_SWITCH, SECOND_RELAY -> {
        if (write instanceof PlantWrite.Node node && node.value() != 0 && node.value() != 1) {
          envelopeView.violated(
              EnvelopeRule.RATING, write.device(), node.value(), 1, "neither 0 nor 1");
        }
      }
      case HEAT_PUMP -> {
        if (write instanceof PlantWrite.Registers order) {
          double mostW =
              safetyEnvelope.devices().heatPump().map(SiteParameters.Heating::maxW).orElse(0.0);
          within(envelopeView, Device.HEAT_PUMP, order.words().getFirst(), 0, mostW);
        }
      }
      case GRID_METER, RELAY -> {}
    }
  }

  private static void within(
      EnvelopeView envelopeView, Device device, double value, double min, double max) {
    if (!(value >= min - ROUNDING && value <= max + ROUNDING)) {
      double bound = value < min ? min : max;
      envelopeView.violated(EnvelopeRule.RATING, device, value, bound, "beyond the nameplate");
    }
  }
}
