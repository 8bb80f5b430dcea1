package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SiteParameters;

/** Nameplates. */
final class RatingCheck implements EnvelopeCheck {

  /** Registers have whole watts or hundredths of a percent. */
  private static final double ROUNDING = 1;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    SiteParameters.Devices devices = view.devices();
    DeviceRegisters registers = view.standing();
    switch (write.device()) {
      case BATTERY -> {
        SiteParameters.Battery battery = devices.battery();
        double setW = registers.batteryRegisterW();
        within(view, Device.BATTERY, setW, -battery.chargeW(), battery.dischargeW());
      }
      case EV -> within(view, Device.EV, registers.evW(), 0, devices.ev().maxW());
      case COMPUTE -> {
        SiteParameters.Compute compute = devices.compute();
        within(view, Device.COMPUTE, view.computeW(), compute.minW(), compute.maxW());
      }
      case PV -> {
        double limitW = registers.pvShare() * devices.pvRatedW();
        double leastW = SafetyEnvelope.LEAST_PV_SHARE * devices.pvRatedW();
        within(view, Device.PV, limitW, leastW, devices.pvRatedW());
        if (!registers.pvConnected()) {
          view.violated(EnvelopeRule.RATING, Device.PV, 0, leastW, "the inverter was disconnected");
        }
      }
      case GENSET, TRANSFER_SWITCH, SECOND_RELAY -> {
        if (write instanceof PlantWrite.Node node && node.value() != 0 && node.value() != 1) {
          view.violated(EnvelopeRule.RATING, write.device(), node.value(), 1, "neither 0 nor 1");
        }
      }
      case HEAT_PUMP -> {
        if (write instanceof PlantWrite.Registers order) {
          double mostW = devices.heatPump().map(SiteParameters.Heating::maxW).orElse(0.0);
          within(view, Device.HEAT_PUMP, order.words().getFirst(), 0, mostW);
        }
      }
      case GRID_METER, RELAY -> {}
    }
  }

  private static void within(
      EnvelopeView view, Device device, double value, double min, double max) {
    if (!(value >= min - ROUNDING && value <= max + ROUNDING)) {
      double bound = value < min ? min : max;
      view.violated(EnvelopeRule.RATING, device, value, bound, "beyond the nameplate");
    }
  }
}
