package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;

/** One compute cluster and its power budget. */
final class ComputeUnit {

  final DeviceConfig device;
  final Role.Compute role;
  final SetpointOutput setpointOutput;
  final DeviceResponse deviceResponse;
  final Hysteresis fromGrid = new Hysteresis();
  final Hysteresis fromSurplus = new Hysteresis();
  final BudgetRamp ramp;
  final JobAllocation job;

  ComputeUnit(DeviceConfig device, Role.Compute role, SetpointOutput setpointOutput) {
    this.device = device;
    this.role = role;
    this.ramp = new BudgetRamp(role);
    this.job = new JobAllocation(role, ramp);
    this.setpointOutput = setpointOutput;
    this.deviceResponse = new DeviceResponse(device.profile().response());
  }

  /** Power between its minimum and its maximum, W. */
  double spanW() {
    return Math.max(0, role.maxW() - role.minW());
  }

  /** The value for the output: a limit is a magnitude, a power has the house's sign. */
  double outputValue(double watts) {
    return setpointOutput.isLimit() ? watts : -watts;
  }
}
