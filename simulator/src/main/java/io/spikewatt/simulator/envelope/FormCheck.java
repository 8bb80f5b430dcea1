package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Who writes, where, and whether it is a value at all. */
final class FormCheck implements Check {

  private static final int PV_FIRST = Standing.MODEL_123 + 4;
  private static final int PV_LAST = Standing.MODEL_123 + 9;

  @Override
  public void wrote(PlantWrite write, View view, Findings findings) {
    if (view.envelope().monitorOnly()) {
      findings.violates(Rule.FORBIDDEN, write.device(), 0, 0, "the site is only to be watched");
    }
    // A relay opens by itself when its process ends.
    if (view.sight().controllerS(Sight.Controller.GONE) > 0
        && !(write instanceof PlantWrite.Relay)) {
      findings.violates(
          Rule.FORBIDDEN, write.device(), 0, 0, "written after the process had ended");
    }
    if (!write.taken()) {
      findings.violates(Rule.MALFORMED, write.device(), 0, 0, "the device had to refuse " + write);
    }
    if (write instanceof PlantWrite.Registers registers) {
      registers(registers, findings);
    }
  }

  private static void registers(PlantWrite.Registers write, Findings findings) {
    int first = write.address();
    int last = first + write.words().size() - 1;
    boolean allowed =
        switch (write.device()) {
          case BATTERY -> first >= Standing.MODE && last <= Standing.HEARTBEAT;
          case PV -> first >= PV_FIRST && last <= PV_LAST;
          default -> false;
        };
    if (!allowed) {
      findings.violates(Rule.FORBIDDEN, write.device(), first, 0, "no register to be written");
    }
    boolean high = first <= Standing.POWER && last >= Standing.POWER;
    boolean low = first <= Standing.POWER + 1 && last >= Standing.POWER + 1;
    if (write.device() == Device.BATTERY && high != low) {
      findings.violates(Rule.MALFORMED, Device.BATTERY, first, 0, "half a setpoint");
    }
  }
}
