package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.hal.time.Moment;

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

  /** What it is told in the end; an order may have taken the place of what was decided. */
  void applySetpoint(double value, Moment now) {
    deviceResponse.correct(-Math.abs(value), now);
    if (value != setpointOutput.last(value)) {
      ramp.applySetpoint(Math.abs(value));
    }
  }

  /** The value for the output: a limit is a magnitude, a power has the house's sign. */
  double outputValue(double watts) {
    return setpointOutput.isLimit() ? watts : -watts;
  }
}
