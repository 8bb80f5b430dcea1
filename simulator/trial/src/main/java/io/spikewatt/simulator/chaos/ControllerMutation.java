package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.local.SiteLock;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.simulator.envelope.SafetyEnvelope;
import java.io.Closeable;
import java.util.Map;

/** Breaks the controller on purpose, to see whether the recorder notices. */
public interface ControllerMutation {

  /** Nothing is broken. */
  ControllerMutation NONE = new ControllerMutation() {};

  /** The site file that the controller reads; the recorder knows the true site. */
  default String siteFile(String yaml) {
    return yaml;
  }

  /** The site as the controller sees it. */
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

  /** The device as the controller sees it, after all plausibility checks. */
  default Device device(Device device) {
    return device;
  }

  /**
   * The gate for the controller's setpoints.
   *
   * @param site as configured
   */
  default CommandGate gate(Site site) {
    return SiteAssembly.gateOf(site);
  }

  /** The broker as the controller sees it. */
  default MessagePort broker(MessagePort port) {
    return port;
  }

  /**
   * The lock that keeps a second controller from the site.
   *
   * @param environment variables of the process
   * @throws SiteLock.TakenException if another controller has it
   */
  default Closeable lock(Site site, Map<String, String> environment)
      throws SiteLock.TakenException {
    return SiteLock.take(site, "run", environment)::close;
  }

  /** Replaces a text for people. */
  default Phrase spoken(Phrase text) {
    return text;
  }

  /** The envelope that the recorder checks. */
  default SafetyEnvelope envelope(SafetyEnvelope safetyEnvelope) {
    return safetyEnvelope;
  }
}
