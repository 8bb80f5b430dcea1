package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Checks the writer, the address and the validity of a write. */
final class FormCheck implements EnvelopeCheck {

  private static final int PV_FIRST = DeviceRegisters.MODEL_123 + 4;
  private static final int PV_LAST = DeviceRegisters.MODEL_123 + 9;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    if (view.envelope().monitorOnly()) {
      view.violated(EnvelopeRule.FORBIDDEN, write.device(), 0, 0, "the site is only to be watched");
    }
    // Contacts open by themselves when their process ends.
    boolean contacts = write instanceof PlantWrite.Relay || write instanceof PlantWrite.SgReady;
    if (view.sight().controllerS(Visibility.Controller.GONE) > 0 && !contacts) {
      view.violated(
          EnvelopeRule.FORBIDDEN, write.device(), 0, 0, "written after the process had ended");
    }
    if (!write.taken()) {
      view.violated(
          EnvelopeRule.MALFORMED, write.device(), 0, 0, "the device had to refuse " + write);
    }
    if (write instanceof PlantWrite.Registers registers) {
      registers(registers, view);
    }
  }

  private static void registers(PlantWrite.Registers write, EnvelopeView view) {
    int first = write.address();
    int last = first + write.words().size() - 1;
    boolean allowed =
        switch (write.device()) {
          case BATTERY -> first >= DeviceRegisters.MODE && last <= DeviceRegisters.HEARTBEAT;
          case PV -> first >= PV_FIRST && last <= PV_LAST;
          case HEAT_PUMP -> first == DeviceRegisters.HEAT_POWER && last == first;
          default -> false;
        };
    if (!allowed) {
      view.violated(EnvelopeRule.FORBIDDEN, write.device(), first, 0, "no register to be written");
    }
    boolean high = first <= DeviceRegisters.POWER && last >= DeviceRegisters.POWER;
    boolean low = first <= DeviceRegisters.POWER + 1 && last >= DeviceRegisters.POWER + 1;
    if (write.device() == Device.BATTERY && high != low) {
      view.violated(EnvelopeRule.MALFORMED, Device.BATTERY, first, 0, "half a setpoint");
    }
  }
}
