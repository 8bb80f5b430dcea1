package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;

/** One compute cluster and its power budget. */
final class ComputeUnit {

  final DeviceConfig device;
  final Role.Compute role;
  final Output output;
  final Response response;
  final Latch fromGrid = new Latch();
  final Latch fromSurplus = new Latch();
  final BudgetRamp ramp;
  final JobServing job;

  ComputeUnit(DeviceConfig device, Role.Compute role, Output output) {
    this.device = device;
    this.role = role;
    this.ramp = new BudgetRamp(role);
    this.job = new JobServing(role, ramp);
    this.output = output;
    this.response = new Response(device.profile().response());
  }

  /** Power between its minimum and its maximum, W. */
  double spanW() {
    return Math.max(0, role.maxW() - role.minW());
  }

  /** The value for the output: a limit is a magnitude, a power has the house's sign. */
  double outputValue(double watts) {
    return output.isLimit() ? watts : -watts;
  }
}
