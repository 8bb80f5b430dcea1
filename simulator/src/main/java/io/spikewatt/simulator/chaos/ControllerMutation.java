package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.daemon.SiteControl;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.simulator.envelope.SafetyEnvelope;

/** Breaks the controller on purpose, to see whether the recorder notices. */
public interface ControllerMutation {

  /** Nothing is broken. */
  ControllerMutation NONE = new ControllerMutation() {};

  /** The site file that the controller reads; the recorder knows the true site. */
  default String siteFile(String yaml) {
    return yaml;
  }

  /** What the controller makes of it. */
  default Site believed(Site site) {
    return site;
  }

  /**
   * The wire between a driver and its device.
   *
   * @param id of the device
   */
  default RegisterPort wire(String id, RegisterPort wire) {
    return wire;
  }

  /** What the controller takes for a device, after all checks of what it reads. */
  default Device device(Device device) {
    return device;
  }

  /**
   * What the controller's setpoints have to pass.
   *
   * @param site as its file says
   */
  default CommandGate gate(Site site) {
    return SiteControl.gateOf(site);
  }

  /** What the recorder holds the controller to. */
  default SafetyEnvelope envelope(SafetyEnvelope safetyEnvelope) {
    return safetyEnvelope;
  }
}
